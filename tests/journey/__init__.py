"""Whole ways through the program, as a person would go them."""
