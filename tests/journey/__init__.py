"""Long ways through the whole house, by the commands a person types."""
