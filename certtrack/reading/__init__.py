"""Files to typed values, or every fault with its line; knows no rule."""
