"""JSON without a blank, in UTF-8: as the chain hashes it, and as values travel to PostgreSQL.

Python's own way makes an encoder for each value, which costs twice the encoding of a few facts. One is made
here for all.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONEncoder, encoder


def writer(*, sorts_keys: bool) -> Callable[[object], str]:
    """What writes values as JSON, the keys of each object in the order of their text or as they come.

    It raises TypeError for what JSON does not know.
    """
    usual = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sorts_keys)
    made = getattr(encoder, "c_make_encoder", None)
    if made is None:  # a Python that is not written in C
        return usual.encode
    parts = made(None, usual.default, encoder.encode_basestring, None, ":", ",", sorts_keys, False, True)  # noqa: FBT003 - it knows no names
    return lambda value: "".join(parts(value, 0))
