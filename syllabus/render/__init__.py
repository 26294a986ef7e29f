"""From a view to pages: HTML by Jinja2, PDF by WeasyPrint.

Only `syllabus.render.pdf` and what it alone uses imports WeasyPrint, and only when a
page is made.
"""
