"""Thumbnails that are the uploaded picture itself: nothing is made while a page is asked for."""


class AsUploaded:
    """Oscar's thumbnailer interface over pictures that are small already."""

    def generate_thumbnail(self, source, **options):
        return source

    def delete_thumbnails(self, source):
        """There are none."""
