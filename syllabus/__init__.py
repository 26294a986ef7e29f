"""Build a printable syllabus and one packet of all slides from a course folder."""

__version__ = "0.1.0"
