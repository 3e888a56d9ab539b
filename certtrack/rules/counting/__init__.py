"""How activities count: one file for each kind of counting rule."""
