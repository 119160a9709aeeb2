"""Promises of the matchers."""
