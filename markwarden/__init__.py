"""How it is put together: command line, wiring, first run."""

__version__ = "0.1.0"
