"""Is everything as it should be: each room looks at one thing and says what to do."""
