"""Handouts for paper: the slides of a packet on sheets, side by side."""
