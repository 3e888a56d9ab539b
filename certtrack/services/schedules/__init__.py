"""What the platform has for running a command again and again, one file each."""
