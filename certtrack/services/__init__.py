"""One file for each job a user comes with: read, decide, write, answer."""
