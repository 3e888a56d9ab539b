"""Files of public directories: schools, and who accredited them when."""
