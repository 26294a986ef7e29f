"""Changes in sentences, one module for each kind of thing that changes."""
