"""A row as it was read: what stands in the list, what it says, and by what it is known again."""

from dataclasses import dataclass

from models.listing.facts import ListedTask, Rejected
from models.listing.matching import match_key
from models.listing.rows import read_raw
from models.listing.tables import RawRow


@dataclass(frozen=True)
class Read:
    """A row as it was read: its key among all lists, and the digest of what it says; empty when refused."""

    raw: RawRow
    listed: ListedTask | Rejected
    key: str = ""
    digest: str = ""


def read(raw: RawRow) -> Read:
    """Read a row that the walk through a sheet yielded."""
    listed = read_raw(raw)
    if isinstance(listed, Rejected):
        return Read(raw, listed)
    return Read(raw, listed, match_key(listed), listed.digest())
