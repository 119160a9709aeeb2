"""The way of one listing, step by step."""
