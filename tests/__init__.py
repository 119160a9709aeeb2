"""What is promised, proven. Mirrors the rooms."""
