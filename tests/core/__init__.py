"""Tests of the course, its dates, its problems and its view."""
