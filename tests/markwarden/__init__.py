"""Promises of the program: commands and wiring."""
