"""Promises of the desk."""
