"""The ways in which a message leaves: one file each, opened by name from the settings."""
