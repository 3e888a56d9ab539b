"""Where to study, what it costs, and what work it leads to: dated figures with their sources."""
