"""Long trials: processes killed, servers failing, and nothing lost."""
