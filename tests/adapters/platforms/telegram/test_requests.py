"""Forms as they leave: whole, and in few pieces."""

from typing import cast

import pytest
from aiohttp.abc import AbstractStreamWriter

from adapters.platforms.telegram.limits import PIECE_BYTES
from adapters.platforms.telegram.requests import Form

FIELDS = {"chat_id": "1", "caption": "a fox", "reply_parameters": "{}", "parse_mode": "", "has_spoiler": "true"}


class Wire:
    """Keeps the pieces that leave."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def write(self, piece: bytes) -> None:
        """Keep one."""
        self.pieces.append(bytes(piece))


@pytest.mark.parametrize("size", [10, PIECE_BYTES - 1, PIECE_BYTES, 3 * PIECE_BYTES])
async def test_a_form_leaves_whole_and_in_few_pieces(size: int) -> None:
    """Broken outcome: a picture with its words left in forty packets, each a call of the system."""
    form, wire = Form("form-data"), Wire()
    for name, value in FIELDS.items():
        form.append(value).set_content_disposition("form-data", name=name)
    form.append(b"x" * size).set_content_disposition("form-data", name="photo", filename="fox.png")

    await form.write(cast("AbstractStreamWriter", wire))

    assert b"".join(wire.pieces) == await form.as_bytes()
    assert len(wire.pieces) <= 3
