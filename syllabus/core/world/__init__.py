"""A course held against the world: public holidays, other courses, pages, the web.

Pure like all of the core: what the world says is given.
"""
