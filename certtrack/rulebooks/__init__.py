"""Rule files: one folder for each certifying body, one file for each credential."""
