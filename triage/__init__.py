"""What starts the work of a person: the desk."""
