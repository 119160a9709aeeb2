"""A stock django-oscar shop, run in a virtual environment of its own."""
