"""Thumbnails that are the uploaded picture itself: nothing is made while a page is asked for."""


class AsUploaded:
    """Oscar's thumbnailer interface over pictures that are small already."""

    def generate_thumbnail(self, source, **options):  # noqa: ANN001, ANN003, ANN201, ARG002
        return source

    def delete_thumbnails(self, source):  # noqa: ANN001, ANN201
        """There are none."""
