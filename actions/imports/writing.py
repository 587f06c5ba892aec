"""Writing what a list brings: a batch of rows at once, by the few statements that one row would need.

The order of what is held is that of whoever works on tasks: the tasks first, then the registers of numbers,
then the parties, and the chain of the journal last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from actions import deeds, outbox, stages, straight
from actions.deeds import Deed
from actions.imports.facts import KINDS_IN_LAW, inexact, only_recipient, result_facts, task_facts
from actions.imports.judging import Fate
from models import progress, provinces, queries
from models.language import PartyKind, Stage
from models.lifecycle import ARCHIVE, STAGES, VERSION, version
from models.listing.facts import ListedTask, Named
from models.listing.stages import CLOSED, asked_for, stage_shown
from models.listing.text import clean, fold
from models.queries import imports as bulk
from models.tables import Task

LISTS: Final = 20261124
"""The advisory lock that lets one list at a time add tasks: two that say the same add them once."""

_BARE: Final[tuple[object, ...]] = (None, "", [])
"""What a fact of a task is as long as nobody has told it."""


@dataclass(frozen=True)
class Taken:
    """A row that goes in: it opens a task, or completes the one that bears `own` or came in under its key."""

    listed: ListedTask
    key: str
    digest: str
    fate: Fate
    own: str = ""


def hold(session: Session, keys: Sequence[str], codes: Sequence[str]) -> Sequence[Task]:
    """Let no other list come between, and hold the tasks that came in under these keys or codes."""
    straight.ask(session, bulk.TAKE_LISTS, LISTS)
    if not keys and not codes:
        return ()
    return session.scalars(queries.tasks_to_complete(keys, codes).with_for_update()).all()


def write(session: Session, rows: Sequence[Taken], held: Sequence[Task], on: date) -> list[str]:
    """Write down what the rows bring, in their order; returns the codes of the tasks that were opened."""
    new = [row for row in rows if row.fate is Fate.IMPORTED]
    codes = dict(zip([row.key for row in new], _numbers(session, new), strict=True))
    parties = _Parties.of(session, rows)
    _open(session, new, codes, parties, on)
    by_code, by_key = {task.code: task for task in held}, {task.source_key: task for task in held}
    told_again = [row for row in rows if row.fate is Fate.UPDATED]
    completed = {row.key: by_code[row.own] if row.own else by_key[row.key] for row in told_again}
    _complete(session, told_again, completed, parties, on)
    codes |= {key: task.code for key, task in completed.items()}
    begun = {deed.task.code: deed for deed in deeds.begin_many(session, list(codes.values()), on)}
    done: dict[str, Deed] = {}  # two rows may complete one task
    for row in rows:
        deed = done.setdefault(codes[row.key], begun[codes[row.key]])
        (_enter if row.fate is Fate.IMPORTED else _move_on)(deed, row.listed)
    deeds.write(session, *done.values())
    return [codes[row.key] for row in new]


def _numbers(session: Session, rows: Sequence[Taken]) -> Iterator[str]:
    """The codes of new tasks: the next ones of each province and year, in the order of the rows."""
    registers = [(provinces.letters(row.listed.province), _year(row.listed) or 0) for row in rows]
    asked = Counter(registers)
    taken = straight.ask(
        session,
        bulk.TAKE_NUMBERS,
        [f"task:{letters}" for letters, _ in asked],
        [year for _, year in asked],
        list(asked.values()),
    )
    last = {(series.partition(":")[2], year): number for series, year, number in taken}
    next_one = {register: last[register] - amount + 1 for register, amount in asked.items()}
    for letters, year in registers:
        yield f"{letters}-{year:04d}-{next_one[letters, year]:03d}"
        next_one[letters, year] += 1


def _year(listed: ListedTask) -> int | None:
    """The year in the task's code: of the plan, the start, the decision or the acceptance."""
    if listed.plan_year:
        return listed.plan_year
    for day in (listed.period.start, listed.decision_date, listed.accepted_on):
        if day is not None:
            return day.year
    return None


class _Parties:
    """The organisations that the rows name, each known by its folded name and its province."""

    def __init__(self, numbers: Mapping[tuple[str, str], int]) -> None:
        self._numbers = numbers

    @classmethod
    def of(cls, session: Session, rows: Sequence[Taken]) -> _Parties:
        """Find them all, and make those that are not on record."""
        named: dict[tuple[str, str], tuple[str, PartyKind]] = {}
        for row in rows:
            for each in _named(row.listed).values():
                if each is None:
                    continue
                key = (fold(each.name), row.listed.province)
                name, kind = named.get(key, (clean(each.name), PartyKind.UNKNOWN))
                told = KINDS_IN_LAW.get(each.kind or "", PartyKind.UNKNOWN)
                named[key] = (name, told if kind is PartyKind.UNKNOWN else kind)
        if not named:
            return cls({})
        folded, places = [key[0] for key in named], [key[1] for key in named]
        names, kinds = [name for name, _ in named.values()], [kind.value for _, kind in named.values()]
        straight.ask(session, bulk.MAKE_PARTIES, names, folded, kinds, places)
        straight.ask(session, bulk.KNOW_PARTIES, names, folded, kinds, places, PartyKind.UNKNOWN.value)
        found = straight.ask(session, bulk.PARTIES, folded, places)
        return cls({(name, province): number for name, province, number in found})

    def facts(self, listed: ListedTask) -> dict[str, int | None]:
        """The parties of a task, by the names of its facts."""
        return {
            fact: None if each is None else self._numbers[fold(each.name), listed.province]
            for fact, each in _named(listed).items()
        }


def _named(listed: ListedTask) -> dict[str, Named | None]:
    return {
        "host_id": listed.host,
        "orderer_id": listed.orderer,
        "recipient_id": only_recipient(listed),
    }


def _open(
    session: Session, rows: Sequence[Taken], codes: Mapping[str, str], parties: _Parties, on: date
) -> None:
    """Open tasks with what the list says of them and of their results."""
    told = [
        {
            "place": place,
            "code": codes[row.key],
            "title": row.listed.title,
            "folded": fold(row.listed.title),
            "title_en": row.listed.gloss_en or "",
            "province": row.listed.province,
            "discipline": row.listed.field or "",
            "lifecycle": VERSION,
            "outcome": "failed" if stage_shown(row.listed, on) == CLOSED else "",
            "source_key": row.key,
            "source_url": row.listed.source_url or "",
            "source_hash": row.digest,
            "unknowns": [*asked_for(row.listed, on), *row.listed.remarks],
            "provisional": list(inexact(row.listed)),
            **parties.facts(row.listed),
            **_plain(task_facts(row.listed)),
            **_plain(result_facts(row.listed)),
        }
        for place, row in enumerate(rows)
    ]
    if told:
        straight.ask(session, bulk.OPEN, Jsonb(told))


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """What is told, as JSON has it."""
    return {
        name: fact if isinstance(fact, (bool, int)) else str(fact)
        for name, fact in facts.items()
        if fact is not None
    }


def _complete(
    session: Session, rows: Sequence[Taken], tasks: Mapping[str, Task], parties: _Parties, on: date
) -> None:
    """Fill in what is still unknown with what the list says; what is on record is never overwritten."""
    numbers = [task.id for task in tasks.values()]
    results = {each.task_id: each for each in session.scalars(queries.results_of(numbers))} if numbers else {}
    for row in rows:
        listed, task = row.listed, tasks[row.key]
        # Ordered here before the list was published: the list completes it, and is known from now on.
        task.source_key = row.key
        for name, value in {**parties.facts(listed), **task_facts(listed)}.items():
            if getattr(task, name) in _BARE and value is not None:
                setattr(task, name, value)
        for name, value in result_facts(listed).items():
            if getattr(results[task.id], name) is None and value is not None:
                setattr(results[task.id], name, value)
        task.unknowns = [*asked_for(listed, on), *listed.remarks]
        task.provisional = list(inexact(listed))
        task.source_hash = row.digest
    session.flush()


def _enter(deed: Deed, listed: ListedTask) -> None:
    """Let a new task stand at the stage that its facts show."""
    shown = stage_shown(listed, deed.on)
    stage: Stage = ARCHIVE if shown == CLOSED else STAGES[shown]
    deed.noted(
        "task:order:imported",
        f"Nhập từ danh sách công bố; giai đoạn theo dữ liệu: «{stage.vi}».",
        source=listed.source_code or "",
        url=listed.source_url or "",
    )
    stages.step_into(deed, stage, imported=True)


def _move_on(deed: Deed, listed: ListedTask) -> None:
    """Put a task that only lists have spoken of into the later stage that a newer list shows."""
    deed.noted("task:order:completed", "Bổ sung thông tin từ danh sách mới.")
    main, lived_by = progress.main_entry(deed.task), version(deed.task.lifecycle)
    shown, order = lived_by.heir(stage_shown(listed, deed.on)), [stage.code for stage in lived_by.stages]
    only_listed = main is not None and main.imported and not main.submissions and not main.decisions
    if main is not None and only_listed and shown and order.index(shown.code) > order.index(main.stage):
        deed.stayed(main, left_on=deed.on)
        stages.step_into(deed, shown, imported=True)
    deed.touched()
    deed.promised(outbox.Kind.REDRAW, f"task:{deed.task.code}", code=deed.task.code)
