"""The words of the house: values, rights, listings, matches, ports and errors. Standard library only."""
