"""Promises of the register of rights."""
