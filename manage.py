#!/usr/bin/env python
"""Django's own entry; `markwarden` does the same and more."""

from markwarden.cli import main

if __name__ == "__main__":
    main()
