"""The core: facts, rules and a day in, findings out. No input or output, no clock."""
