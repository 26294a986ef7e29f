"""The course, its dates, its problems and its view: pure, without files or clock."""
