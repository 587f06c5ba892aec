"""What a backup says of itself, and the judgements on many of them: chains, what to keep, what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from models.errors import BadInput

FORMAT: Final = 1
FULL_EVERY: Final = 7
"""The longest chain: a restore reads so many parts at most, and a broken one costs a week."""
KEEP: Final = {"day": 7, "week": 5, "month": 12}
"""How many days, weeks and months keep their last backup."""
WAL_DAYS: Final = 14
"""For how many days back any moment can be restored; older backups restore to their own moment alone."""

SECOND: Final = timedelta(seconds=1)

_OF: Final = {"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m"}
_SEGMENT: Final = re.compile(r"[0-9A-F]{24}")
_ID: Final = re.compile(r"\d{8}T\d{6}Z")


class Kind(StrEnum):
    """How the tables lie in a backup."""

    FULL = "full"
    INCREMENTAL = "incremental"
    """Only what changed since its parent."""
    DUMP = "dump"
    """The words of pg_dump: of a server that does not let its files be copied; to no other moment."""


@dataclass(frozen=True)
class Part:
    """A part as it was put away: its name, its bytes there, and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One backup. Moments are aware; `first_wal` is the first segment that a replay from it needs.

    `entry` and `hash` are the last link of the journal before the backup began: what is restored has it.
    """

    id: str
    kind: Kind
    began_at: datetime
    ended_at: datetime
    parent: str = ""
    server: str = ""
    system: str = ""
    first_wal: str = ""
    segment_bytes: int = 0
    revision: str = ""
    entry: int = 0
    hash: str = ""
    papers: int = 0
    paper_bytes: int = 0
    parts: tuple[Part, ...] = field(default=())
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of its own parts; papers are shared by all backups."""
        return sum(part.size for part in self.parts)

    def part(self, what: str) -> Part:
        """The part of that kind.

        Raises:
            BadInput: it has none.
        """
        for part in self.parts:
            if part.name.rpartition("/")[2] == what:
                return part
        raise BadInput(f"Bản sao lưu {self.id} không có phần «{what}».")


def written(manifest: Manifest) -> bytes:
    """A manifest as JSON."""
    told = asdict(manifest) | {
        "kind": manifest.kind.value,
        "began_at": manifest.began_at.isoformat(),
        "ended_at": manifest.ended_at.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(data: bytes) -> Manifest:
    """A manifest from its JSON.

    Raises:
        BadInput: another version wrote it.
    """
    told: dict[str, Any] = json.loads(data)
    if told.get("format") != FORMAT:
        raise BadInput(f"Bản sao lưu có định dạng {told.get('format')}; phiên bản này chỉ đọc {FORMAT}.")
    for name in ("began_at", "ended_at"):
        told[name] = datetime.fromisoformat(told[name])
    parts = tuple(Part(**part) for part in told["parts"])
    return Manifest(**told | {"kind": Kind(told["kind"]), "parts": parts})


def id_at(moment: datetime) -> str:
    """The name of a backup that begins at that moment."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def is_segment(name: str) -> bool:
    """Whether it is the name of a segment of PostgreSQL's log (histories and labels are none)."""
    return _SEGMENT.fullmatch(name) is not None


def is_id(text: str) -> bool:
    """Whether it is the name of a backup."""
    return _ID.fullmatch(text) is not None


def chain_of(manifest: Manifest, known: Mapping[str, Manifest]) -> list[Manifest]:
    """A backup with those that it builds on, the full one first.

    Raises:
        BadInput: one of them is not there.
    """
    chain = [manifest]
    while chain[0].kind is Kind.INCREMENTAL:
        parent = known.get(chain[0].parent)
        if parent is None:
            raise BadInput(f"Bản sao lưu {chain[0].id} cần bản {chain[0].parent}, nhưng bản đó không còn.")
        chain.insert(0, parent)
    return chain


def chosen(known: Mapping[str, Manifest], *, at: datetime | None = None, named: str = "") -> Manifest:
    """The backup to restore from: the one that is named, or the last that had ended by then.

    Raises:
        BadInput: there is none.
    """
    if named:
        if named not in known:
            raise BadInput(
                f"Không có bản sao lưu {named}; ./triplehelix backup list liệt kê các bản đang có."
            )
        if at is not None and known[named].ended_at > at:
            raise BadInput(f"Bản sao lưu {named} mới hơn thời điểm cần khôi phục.")
        return known[named]
    able = [one for one in known.values() if at is None or (one.ended_at <= at and one.kind is not Kind.DUMP)]
    if not able:
        if not known:
            raise BadInput("Nơi sao lưu chưa có bản nào.")
        first = min(one.ended_at for one in known.values())
        raise BadInput(
            "Không có bản sao lưu nào khôi phục được về thời điểm đó; "
            f"bản đầu tiên xong lúc {first.astimezone():%d/%m/%Y %H:%M:%S}; "
            "bản kiểu dump chỉ về đúng lúc nó được tạo."
        )
    return max(able, key=lambda one: one.ended_at)


def follows(last: Manifest | None, known: Mapping[str, Manifest]) -> bool:
    """Whether the next backup may hold only what changed since the last one."""
    if last is None or last.kind is Kind.DUMP:
        return False
    try:
        return len(chain_of(last, known)) < FULL_EVERY
    except BadInput:
        return False


def kept(known: Mapping[str, Manifest], keep: Mapping[str, int] = KEEP) -> set[str]:
    """Which backups stay: the last of each day, week and month, as many as told, with what they build on."""
    newest_first = sorted(known.values(), key=lambda one: one.ended_at, reverse=True)
    staying: set[str] = set()
    for period, count in keep.items():
        last_of: dict[str, str] = {}
        for one in newest_first:
            last_of.setdefault(f"{one.ended_at.astimezone(UTC):{_OF[period]}}", one.id)
        staying.update(list(last_of.values())[:count])
    return {below.id for each in staying for below in chain_of(known[each], known)}


def wal_from(known: Mapping[str, Manifest], now: datetime, days: int = WAL_DAYS) -> str:
    """The first segment to keep: that of the last backup that is older than the days told, or of the oldest.

    Empty when no backup can be replayed from: then nothing may go.
    """
    able = sorted((one for one in known.values() if one.first_wal), key=lambda one: one.ended_at)
    older = [one for one in able if one.ended_at < now - timedelta(days=days)]
    if not able:
        return ""
    # Names of segments begin with the timeline, which grows with time as well.
    return (older[-1] if older else able[0]).first_wal


def gaps(segments: Iterable[str], first: str, segment_bytes: int) -> list[str]:
    """The segments missing between the first and the last there is, on the timeline of the first."""
    named = (name for name in segments if _SEGMENT.fullmatch(name))
    there = {name for name in named if name[:8] == first[:8] and name >= first}
    if not there or not segment_bytes:
        return []
    a_log = 0x1_0000_0000 // segment_bytes
    number, last = _number(first, a_log), _number(max(there), a_log)
    names = (f"{first[:8]}{one // a_log:08X}{one % a_log:08X}" for one in range(number, last + 1))
    return [name for name in names if name not in there]


def _number(segment: str, a_log: int) -> int:
    return int(segment[8:16], 16) * a_log + int(segment[16:], 16)


def ordered(known: Mapping[str, Manifest]) -> Sequence[Manifest]:
    """All backups, the oldest first."""
    return sorted(known.values(), key=lambda one: one.ended_at)
