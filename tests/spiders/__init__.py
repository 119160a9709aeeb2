"""The spiders: platform files, addresses, the frontier, manners, reading pages, and whole crawls of a local site."""
