"""A backup of everything, in the order that makes it consistent: tables first, then papers.

A paper's bytes are in storage before the transaction that names it ends, and are never overwritten or taken
away. So papers that are copied after the tables hold at least everything that the tables name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from actions import wiring
from actions.keeping.notes import Last, note
from actions.keeping.standing import standing
from console.backup import manifest, papers, tables
from console.backup.manifest import Kind, Manifest
from console.backup.repository import Repository
from console.processes import locked
from console.stack import Stack
from models.errors import Unavailable

NOTE: Final = "backup"

Report = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A backup as it was made; faults are papers that could not be carried."""

    manifest: Manifest
    new_papers: int
    new_paper_bytes: int
    seconds: float
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is in it."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """What was done, for people."""
        of = {Kind.FULL: "toàn bộ", Kind.INCREMENTAL: "phần thay đổi", Kind.DUMP: "kiểu dump"}
        return (
            f"Bản sao lưu {self.manifest.id} ({of[self.manifest.kind]}): {self.manifest.size} byte bảng, "
            f"{self.manifest.papers} văn bản, trong đó {self.new_papers} mới ({self.new_paper_bytes} byte); "
            f"{len(self.faults)} lỗi."
        )


def back_up(stack: Stack, repository: Repository, *, full: bool, report: Report) -> Made:
    """Make a backup of the stack whose database answers: an increment where that is possible.

    Raises:
        BadInput: the repository is under another key.
        Unavailable: PostgreSQL, storage or the place of the backups does not answer; run it again.
    """
    with locked(stack.home / "backup.lock"):
        began = datetime.now(UTC)
        repository.claim()
        known = repository.manifests()
        with wiring.unit_of_work() as session:
            stands = standing(session)
        draft = Manifest(
            id=_free_id(began, known),
            kind=Kind.FULL,
            began_at=began,
            ended_at=began,
            revision=stands.revision,
            entry=stands.entry,
            hash=stands.hash,
        )
        notes: list[str] = []
        draft = _with_tables(stack, repository, draft, {} if full else known, notes)
        report(f"Đã sao lưu các bảng: {draft.size} byte.")
        ended = datetime.now(UTC)
        carried, listed = papers.put_away(repository, wiring.archive())
        list_part = papers.write_list(repository, draft.id, listed)
        made = replace(
            draft,
            ended_at=ended,
            papers=carried.count,
            paper_bytes=carried.size,
            parts=(*draft.parts, list_part),
        )
        repository.conclude(made)
    seconds = (datetime.now(UTC) - began).total_seconds()
    done = Made(made, carried.new, carried.new_size, seconds, tuple(carried.faults), tuple(notes))
    note(stack.home, NOTE, Last(datetime.now(UTC), done.ok, done.sentence))
    return done


def _with_tables(
    stack: Stack, repository: Repository, draft: Manifest, known: Mapping[str, Manifest], notes: list[str]
) -> Manifest:
    """The tables put away: by their files where these are ours, else in words."""
    if stack.outer_database:
        notes.append(
            "PostgreSQL này không phải bản đi kèm: bảng được sao lưu kiểu dump (pg_dump), chỉ khôi phục được "
            "về đúng lúc sao lưu. Muốn về thời điểm bất kỳ, hãy dùng công cụ của máy chủ PostgreSQL đó."
        )
        copied = tables.dump(tables.Source.of(stack.outer_database), repository, draft.id)
        return replace(draft, kind=Kind.DUMP, parts=copied.parts)
    source = tables.Source.of(stack.postgres.url("postgres"))
    with stack.postgres.connect() as session:
        able = tables.abilities(session)
    if not able.archives:
        notes.append(
            "PostgreSQL đang chạy mà chưa cất nhật ký: hãy chạy ./triplehelix down rồi up với "
            "TRIPLEHELIX_BACKUP_URL đã đặt, thì mới khôi phục được về thời điểm bất kỳ."
        )
    draft = replace(draft, server=able.version, segment_bytes=able.segment_bytes)
    last = max(known.values(), key=lambda one: one.ended_at, default=None)
    if last is not None and able.summarizes and manifest.follows(last, known):
        try:
            copied = tables.copy(source, repository, draft.id, last, able.segment_bytes)
        except Unavailable as refusal:
            notes.append(f"Không sao lưu được phần thay đổi, nên sao lưu toàn bộ: {refusal}")
        else:
            return _of(copied, replace(draft, kind=Kind.INCREMENTAL, parent=last.id))
    return _of(tables.copy(source, repository, draft.id, None, able.segment_bytes), draft)


def _of(copied: tables.Copied, draft: Manifest) -> Manifest:
    return replace(draft, system=copied.system, first_wal=copied.first_wal, parts=copied.parts)


def _free_id(moment: datetime, known: Mapping[str, Manifest]) -> str:
    """A name that no backup has; names count seconds."""
    name = manifest.id_at(moment)
    while name in known:
        moment = moment.replace(microsecond=0) + manifest.SECOND
        name = manifest.id_at(moment)
    return name
