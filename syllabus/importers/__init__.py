"""What people have, made into course files: pure, text in and data out."""
