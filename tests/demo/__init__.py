"""Promises of the demo world."""
