"""Tables of activities as people have them: read, understood, and told as records have them."""
