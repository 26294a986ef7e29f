"""The words that the templates print, in English.

Templates name them, so that another language is another table of this kind.
"""

from __future__ import annotations

LABELS = {
    "absent": "not in this packet",
    "assignments": "Assignments",
    "assignment": "Assignment",
    "channels": "Communication",
    "component": "Part of the work",
    "contents": "Contents",
    "date": "Date",
    "deadlines": "Deadlines",
    "deck": "Slides",
    "description": "About the course",
    "due": "Due",
    "generated": "Made from course.yaml, version {}",
    "grading": "Grading",
    "letter": "Letter grade",
    "logistics": "When and where",
    "lowest_share": "From",
    "materials": "Materials",
    "not_set": "not set",
    "notices": "Please note",
    "number": "No.",
    "office": "Office",
    "office_hours": "Office hours",
    "out": "Out",
    "packet": "All slides",
    "page": "Page",
    "page_short": "(page {})",
    "policies": "Policies",
    "prerequisites": "Prerequisites",
    "readings": "Reading",
    "schedule": "Schedule",
    "shown_before": "(see page {})",
    "share": "Share",
    "slides_in_lectures": "{} in {}",
    "staff": "Staff",
    "topic": "Topic",
    "week": "Week",
    "weight": "Weight",
}
