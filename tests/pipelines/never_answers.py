"""A child that never answers: what a decoder in an endless loop looks like."""

import threading

if __name__ == "__main__":
    threading.Event().wait()
