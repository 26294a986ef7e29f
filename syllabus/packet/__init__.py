"""The packet engine: deck PDFs and one front-matter PDF become one PDF.

It knows no course, file, clock or command line.
"""
