"""What people hand in: record files; no database."""
