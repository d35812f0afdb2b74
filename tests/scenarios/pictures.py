"""Pictures that people attach."""

from io import BytesIO

from PIL import Image


def picture(colour: str, kind: str = "PNG") -> bytes:
    """Make a small picture of one colour."""
    written = BytesIO()
    Image.new("RGB", (48, 32), colour).save(written, kind)
    return written.getvalue()
