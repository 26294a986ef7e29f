"""From one term to the next: the course file's dates, and what a person must decide."""
