"""The JSON API of the dashboard: the command line's answers, and the record, for programs."""
