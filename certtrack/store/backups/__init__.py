"""Copies of a whole store: how they are packed, checked, kept apart and put back."""
