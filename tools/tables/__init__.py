"""Scripts that build the character tables in `matchers/tables` from licensed sources."""
