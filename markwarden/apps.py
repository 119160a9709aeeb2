"""The commands and the wiring as a Django app."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.apps import AppConfig, apps

from domain.values import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.looks import Looks


class MarkwardenConfig(AppConfig):
    name = "markwarden"
    verbose_name = "markwarden"

    def ready(self) -> None:
        """Wire what rooms on one line may not import from each other."""
        # An attribute of the instance: a function on the class would become a method.
        apps.get_app_config("registry").read_picture = read_reference  # type: ignore[attr-defined]


def read_picture(content: bytes, source: str) -> Picture:
    """The picture in `content`, read in a child: a rights holder's file is a stranger's, too.

    Raises:
        PictureLost: it is no picture we read, or more of one than we read.
    """
    from pipelines.picture_readers import shared_readers  # noqa: PLC0415  # most commands read no picture

    return shared_readers().read_now(content, source)


def read_reference(content: bytes, source: str) -> Picture:
    """A right's own picture, read in a child and judged as something to look for.

    Raises:
        PictureLost: it is no picture we read, or one that would match what is nobody's.
    """
    from pipelines.picture_readers import shared_readers  # noqa: PLC0415  # most commands read no picture

    return shared_readers().reference(content, source)


def look_at_file(picture: Picture) -> NDArray[np.uint8] | None:
    """The pixels of a picture whose source is a path, decoded in a child; None where there are none."""
    return _looks_at_files()(picture)


@cache
def _looks_at_files() -> Looks:
    from pipelines.looks import Looks, file_bytes  # noqa: PLC0415  # most commands look at none
    from pipelines.picture_readers import shared_readers  # noqa: PLC0415

    return Looks(file_bytes, shared_readers().look)
