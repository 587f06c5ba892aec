"""Taking a published list in: good rows become tasks, bad rows go into a report, twice adds nothing.

A task enters at the stage that its facts show, under the law of its approval date. What the list does not
say stays unknown and is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, outbox, wiring
from actions.imports import writing
from actions.imports.facts import KINDS_IN_LAW, inexact, only_recipient, result_facts, task_facts
from actions.imports.judging import Fate, Imported, Judge, Judged
from actions.imports.writing import Taken
from actions.parts import AFRESH, Account, to_the_last
from documents.spreadsheets import write_report
from documents.spreadsheets.apart import read_in_batches
from models import queries
from models.listing.facts import ListedTask
from models.listing.reading import Read
from models.permissions import Actor

__all__ = [
    "KINDS_IN_LAW",
    "Fate",
    "Imported",
    "Judged",
    "foresee",
    "import_file",
    "inexact",
    "only_recipient",
    "result_facts",
    "task_facts",
]


AT_ONCE: Final = 200
"""Rows taken in one transaction."""


def import_file(
    path: Path,
    actor: Actor | None,
    *,
    on: date,
    report: Path | None = None,
    sha256: str = "",
    account: Account = AFRESH,
) -> Imported:
    """Take a CSV or XLSX list in; `report` is where the refused rows go, each with its reasons beside it.

    `sha256` names the list in the archive, where it is kept; `account` says what earlier runs brought of it
    that were cut off.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
    """
    found, judge = Imported(), Judge()
    for batch, is_last in to_the_last(read_in_batches(path, AT_ONCE)):
        judge.meet(batch)
        with wiring.unit_of_work() as session:
            if batch:
                _take(session, batch, found, judge, on)
            if is_last:
                found.with_earlier(account.brought)
            if is_last and not account.is_concluded:
                _note(session, path, found, actor, on, sha256)
                # What was taken in of an earlier part, by a run that was cut off, waits to be judged as well.
                if found.imported or found.updated or found.rows > len(batch):
                    outbox.promise(session, outbox.Kind.CLOSET, "closet:all", on=on)
            account.keep(session, found, is_last=is_last)
    if report is not None:
        write_report(found.rejects, report)
    return found


def _note(session: Session, path: Path, found: Imported, actor: Actor | None, on: date, sha256: str) -> None:
    """Write down what came of the list."""
    audit.record(
        session,
        "import:file:read",
        f"Nhập danh sách «{path.name}»: {found.rows} dòng, {found.imported} nhiệm vụ mới, "
        f"{found.unchanged} không đổi, {found.rejected} dòng bị từ chối.",
        on=on,
        person_id=actor.id if actor else None,
        facts={"sha256": sha256} if sha256 else {},
    )


def foresee(path: Path, told: Callable[[int], None] = lambda _: None) -> Imported:
    """What would become of each row of a list if it were taken in now; nothing is written.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
    """
    found, judge = Imported(), Judge()
    for batch in read_in_batches(path, AT_ONCE):
        judge.meet(batch)
        keys = [row.key for row in batch if row.key]
        with wiring.unit_of_work() as session:
            stored = dict(iter(session.execute(queries.digests_by_source(keys))))
        for row, alike in zip(batch, judge.beside_record(batch), strict=True):
            found.count(row, judge.judge(row, stored.get, alike))
        told(found.rows)
    return found


def _take(session: Session, batch: list[Read], found: Imported, judge: Judge, on: date) -> None:
    """Judge the rows and write what they bring, while the tasks that they may complete are held."""
    on_record = judge.beside_record(batch)
    own = [twin.reference for twin in on_record if twin is not None and twin.exact]
    held = writing.hold(session, [row.key for row in batch if row.key], own)
    stored = {task.source_key: task.source_hash for task in held if task.source_key}
    taken = []
    for row, alike in zip(batch, on_record, strict=True):
        judged = judge.judge(row, stored.get, alike)
        found.count(row, judged)
        if judged.fate in {Fate.IMPORTED, Fate.UPDATED} and isinstance(row.listed, ListedTask):
            taken.append(Taken(row.listed, row.key, row.digest, judged.fate, judged.own))
    if taken:
        found.codes += writing.write(session, taken, held, on)
