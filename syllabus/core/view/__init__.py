"""The view: a course as every output shows it.

Dates, order, numbers and labels are computed here, once, so that templates only place
things and no two outputs can disagree. Prose stays Markdown; each renderer turns it
into its own form.
"""
