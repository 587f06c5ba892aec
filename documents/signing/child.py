"""What the process apart does with a stranger's file: it checks its signatures (see `documents.apart`)."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, BinaryIO

from documents import apart
from documents.signing.inspection import inspect
from documents.signing.strangers import SAID
from documents.signing.words import Trust


def answer(file: BinaryIO, asked: dict[str, Any]) -> dict[str, Any]:
    """Check a file against the roots and lists of who asks."""
    trust = Trust(*(tuple(b64decode(der) for der in asked[name]) for name in ("roots", "revocations")))
    said: dict[str, Any] = SAID.dump_python(inspect(file.read(), trust), mode="json")
    return said


if __name__ == "__main__":
    inspect(b"", Trust())  # what pyHanko loads for a first file it loads here, once
    apart.serve(answer)
