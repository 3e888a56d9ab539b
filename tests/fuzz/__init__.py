"""Harnesses that search for input which crashes a reader; run by hand."""
