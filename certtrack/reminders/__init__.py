"""When to remind, and of what."""
