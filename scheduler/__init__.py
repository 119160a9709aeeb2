"""What starts the work: the clock."""
