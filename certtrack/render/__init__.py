"""Answers to what people and programs read; no rule logic."""
