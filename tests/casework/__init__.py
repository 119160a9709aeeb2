"""Tests of the room `casework`."""
