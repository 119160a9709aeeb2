"""海川小商品市场: a made-up wholesale market that only a browser can read, served on loopback."""
