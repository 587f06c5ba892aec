"""Pictures that a telephone reads: the secret of an authenticator as an SVG of its own address."""

from __future__ import annotations

from io import BytesIO

import segno
from fastapi.responses import Response


def in_fours(secret: str) -> str:
    """A secret as it is read aloud and typed: groups of four characters."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def picture(text: str) -> Response:
    """Answer with the QR code of a text: black on white in any theme, for cameras need it so."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")
