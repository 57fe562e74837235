"""Stand-ins for the platforms: strict servers that a test drives from Python."""
