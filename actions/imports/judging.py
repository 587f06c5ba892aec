"""What becomes of each row of a list: it is new, completes a task, says nothing new, or stays out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from actions import wiring
from actions.parts import Counts
from models import queries
from models.listing.facts import ListedTask, Rejected
from models.listing.matching import Found, Register, Seen
from models.listing.reading import Read
from models.listing.tables import RawRow


class Fate(StrEnum):
    """What becomes of a row; the value is the name of its count."""

    IMPORTED = "imported"
    """It becomes a task."""
    UPDATED = "updated"
    """It completes a task on record."""
    UNCHANGED = "unchanged"
    """It says what is on record already."""
    REJECTED = "rejected"
    """It stays out, with its reasons."""


@dataclass(frozen=True)
class Judged:
    """What becomes of a row and why; `own` is the task that was ordered here before the list named it."""

    fate: Fate
    reasons: tuple[str, ...] = ()
    own: str = ""


@dataclass
class Imported(Counts):
    """What came of a list of tasks."""

    skipped: int = 0
    codes: list[str] = field(default_factory=list)
    rejects: list[tuple[RawRow, tuple[str, ...]]] = field(default_factory=list)

    def count(self, row: Read, judged: Judged) -> None:
        """Count a row by what becomes of it; a rejected one is kept with its reasons."""
        self.rows += 1
        setattr(self, judged.fate, getattr(self, judged.fate) + 1)
        if judged.fate is Fate.REJECTED:
            self.skipped += isinstance(row.listed, Rejected) and row.listed.skipped
            self.rejects.append((row.raw, judged.reasons))


@dataclass
class Judge:
    """Judges the rows of one list, in their order, beside each other and beside what is on record.

    Of what is on record the titles of the provinces are read that the list names, each when it first does.
    """

    seen: Seen[int] = field(default_factory=Seen)
    known: Register[str] = field(default_factory=Register)
    _provinces: set[str] = field(default_factory=set)

    def meet(self, batch: Iterable[Read]) -> None:
        """Read the titles of provinces that these rows are the first to name."""
        new = {row.listed.province for row in batch if isinstance(row.listed, ListedTask)} - self._provinces
        if not new:
            return
        self._provinces |= new
        with wiring.unit_of_work() as session:
            titles = session.execute(queries.titles(sorted(new)).execution_options(yield_per=1000))
            for code, title, province in titles:
                self.known.add(ListedTask(title=title, province=province), code)

    def beside_record(self, batch: Iterable[Read]) -> list[Found[str] | None]:
        """Of each row the task on record that is the same, or the likest one."""
        return [self.known.find(row.listed) if isinstance(row.listed, ListedTask) else None for row in batch]

    def judge(self, row: Read, stored: Callable[[str], str | None], alike: Found[str] | None) -> Judged:
        """What becomes of a row, and why.

        `stored` tells the digest of what came in under a key before, `alike` the task that is on record.
        """
        listed = row.listed
        if isinstance(listed, Rejected):
            return Judged(Fate.REJECTED, listed.reasons)
        twin = self.seen.same(listed)
        if twin is not None:
            return Judged(Fate.REJECTED, (f"Trùng với dòng {twin.reference} của cùng danh sách.",))
        self.seen.add(listed, row.raw.number)
        before = stored(row.key)
        if before is not None:
            return Judged(Fate.UNCHANGED if before == row.digest else Fate.UPDATED)
        if alike is None:
            return Judged(Fate.IMPORTED)
        if alike.exact:
            return Judged(Fate.UPDATED, own=alike.reference)
        reason = (
            f"Có vẻ là nhiệm vụ {alike.reference} đã có (giống {alike.likeness:.0%}); "
            "nếu đúng là nhiệm vụ khác, hãy ghi mã số riêng cho dòng này."
        )
        return Judged(Fate.REJECTED, (reason,))
