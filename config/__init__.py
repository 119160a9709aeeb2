"""What an operator may change: values only; nothing of the house is imported here but its errors."""
