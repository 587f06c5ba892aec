"""Checking a file of which nothing is known, in a process apart: a parser that it breaks is nobody's loss."""

from __future__ import annotations

from base64 import b64encode

from pydantic import TypeAdapter, ValidationError

from documents.apart import Apart
from documents.signing.words import Fault, Inspection, Trust

MEMORY_BYTES = 1024**3
"""Address space of the process that checks one file, besides eight times the file."""
SECONDS = 5
"""Processor time for one file (an ordinary paper takes 0.1); of real time it gets twice as much."""
_AT_ONCE = 2

SAID: TypeAdapter[Inspection] = TypeAdapter(Inspection)
"""An inspection as it travels between the processes: JSON, never a pickle."""

apart = Apart("documents.signing.child", at_once=_AT_ONCE)


def inspect_apart(data: bytes, trust: Trust) -> Inspection:
    """Check every signature of a stranger's file; one that breaks its process is told to be too heavy.

    Raises:
        Unavailable: the process does not start.
    """
    asked = {
        "roots": [b64encode(each).decode() for each in trust.roots],
        "revocations": [b64encode(each).decode() for each in trust.revocations],
    }
    said = apart.ask(data, asked, memory=MEMORY_BYTES + 8 * len(data), seconds=SECONDS)
    try:
        return Inspection((), (), 0, (Fault.TOO_HEAVY,)) if said is None else SAID.validate_python(said)
    except ValidationError:
        return Inspection((), (), 0, (Fault.UNREADABLE,))
