"""The ways to the class: a module for each kind, and nothing else knows which."""
