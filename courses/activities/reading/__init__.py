"""Reading: a short text, and a button that says it was read."""
