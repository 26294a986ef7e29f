"""Changes to a course's calendar in the running term, as edits of its file."""
