"""Findings become documents: transcripts and audit packets, the same bytes for the same facts."""
