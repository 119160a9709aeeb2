"""Commands of the `markwarden` program."""
