"""`python -m markwarden`: the same program."""

from markwarden.cli import main

main()
