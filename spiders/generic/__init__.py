"""Reads the page of a shop for which nobody has written a platform file."""
