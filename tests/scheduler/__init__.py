"""Promises of the clock and of the runs it causes."""
