"""Whether a picture of the course can be shown."""

from __future__ import annotations

import io
import warnings

from syllabus.core.checks.subject import ImageState


def image_state(data: bytes | None, name: str) -> ImageState:
    """Look at the bytes of a picture; None is a file that is not there."""
    if data is None:
        return ImageState.MISSING
    sound = _is_svg(data) if name.lower().endswith(".svg") else _is_bitmap(data)
    return ImageState.READY if sound else ImageState.DAMAGED


def _is_svg(data: bytes) -> bool:
    from xml.etree import ElementTree

    try:
        return ElementTree.fromstring(data).tag.endswith("svg")  # noqa: S314 - see below
    except ElementTree.ParseError:
        # Expat ends entities that grow without bound with this error, too.
        return False


def _is_bitmap(data: bytes) -> bool:
    from PIL import Image

    with warnings.catch_warnings():
        # A picture of a hundred million pixels is taken for the bomb that it is.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.verify()
        except (
            OSError,
            SyntaxError,
            ValueError,
            Warning,
            Image.DecompressionBombError,
        ):
            return False  # all that Pillow raises on files that are no pictures
    return True
