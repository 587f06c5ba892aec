"""The error tree: each a sentence for the person who meets it.

TripleHelixError
├── Refused            the action is not allowed now; carries every reason at once
│   └── NotPermitted   the person has no right to do it
├── NotFound           no such task, paper, person or organisation
├── BadInput           what was given cannot be read; carries every reason at once
├── WrongCode          the one-time code does not prove who decides
└── Unavailable        a service that is needed (database, storage, Prefect) does not answer
    └── DatabaseAway   it is the database, without which nothing else can be asked either
        └── OutcomeUnknown  it fell silent in a COMMIT: only a look tells whether that was done
"""

from collections.abc import Iterable


class TripleHelixError(Exception):
    """Raised when the system must say something to a person; `reasons` are whole sentences."""

    def __init__(self, *reasons: str) -> None:
        self.reasons: tuple[str, ...] = reasons
        super().__init__(" ".join(reasons))


class Refused(TripleHelixError):
    """Raised when an action is not allowed in the present state, with every obstacle."""

    @classmethod
    def because(cls, reasons: Iterable[str]) -> "Refused":
        """Build the refusal from many reasons."""
        return cls(*reasons)


class NotPermitted(Refused):
    """Raised when the person who asks holds no role that may do this."""


class NotFound(TripleHelixError):
    """Raised when a code, a name or a number points at nothing on record."""


class BadInput(TripleHelixError):
    """Raised when a value, a file or a form cannot be accepted as it stands."""


class WrongCode(TripleHelixError):
    """Raised when a one-time code is wrong, expired or already used."""


class Unavailable(TripleHelixError):
    """Raised when PostgreSQL, the storage or Prefect does not answer."""


class DatabaseAway(Unavailable):
    """Raised when PostgreSQL does not answer: whoever answers a person asks it nothing more."""


class OutcomeUnknown(DatabaseAway):
    """Raised when PostgreSQL fell silent in a COMMIT: what was asked may be done, and may be not."""
