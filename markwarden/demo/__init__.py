"""The demo world: a real shop, a browser-only market, rights, planted goods and the planted truth."""
