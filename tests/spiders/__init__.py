"""The spiders: platform files, addresses, the frontier, manners, pages, whole crawls of a local site."""
