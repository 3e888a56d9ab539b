"""What an exam asks for: one file for each kind of requirement."""
