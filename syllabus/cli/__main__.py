"""``python -m syllabus.cli``, for an environment without the script."""

from syllabus.cli import main

main()
