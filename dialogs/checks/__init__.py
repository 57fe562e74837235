"""What `checking` looks at, one file for each kind of question; every file gives faults of one Subject."""
