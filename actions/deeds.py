"""What one act changes about a task: gathered while it is judged, and written at once.

An act (a decision, a step into a stage) loads the task once. Whatever it brings about is noted here and is
true of the dossier at once, so that what follows is judged by it and nothing is read again. Then all of it
is written by one statement, and what the journal says of it by a second, in which the chain is held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, straight
from actions.operation import trail
from models import law
from models.dossier import ClockStop, Decision, Dossier, Entry, Grade, Result
from models.errors import NotFound
from models.queries import hot
from models.tables import Task

Facts = dict[str, Any]
T = TypeVar("T", Dossier, Entry, Result)


@dataclass
class Deed:
    """What an act has changed so far. `task` is the dossier with all of it; `numbers` number new stays."""

    task: Dossier
    on: date
    numbers: Iterator[int]
    rows: defaultdict[str, list[Facts]] = field(default_factory=lambda: defaultdict(list))
    stays: defaultdict[int, Facts] = field(default_factory=lambda: defaultdict(dict))
    changed: Facts = field(default_factory=dict)
    known: Facts = field(default_factory=dict)
    touches: int = 0
    notes: list[audit.Note] = field(default_factory=list)

    def entry(self, number: int) -> Entry:
        """The stay of that number, as it stands now."""
        return next(each for each in self.task.entries if each.id == number)

    def decided(self, entry: Entry, made: Decision, channel: str) -> None:
        """Somebody has decided at a gate of the stay."""
        self._now(_now_with(entry, decisions=(*entry.decisions, made)))
        self.rows["decided"].append(
            {
                "entry_id": entry.id,
                "gate": made.gate,
                "round": made.round,
                "person_id": made.by_person,
                "role": made.role.value,
                "verdict": made.verdict.value,
                "on": made.on,
                "comment": made.comment,
                "missing": straight.as_array(made.missing),
                "channel": channel,
            }
        )

    def stopped(self, entry: Entry, reason: str) -> None:
        """The clock of the stay stands still from now on."""
        self._now(_now_with(entry, stops=(*entry.stops, ClockStop(self.on, None, reason))))
        self.rows["stopped"].append({"entry_id": entry.id, "since": self.on, "reason": reason})

    def stayed(self, entry: Entry, **facts: Any) -> None:  # noqa: ANN401 - the fields of a stay
        """Something of the stay itself has changed: that it is left and how, or when it is due."""
        self._now(_now_with(entry, **facts))
        self.stays[entry.id].update(facts)

    def entered(self, entry: Entry, *, beside: bool) -> None:
        """The task has come to a new stay."""
        self.task = _now_with(self.task, entries=(*self.task.entries, entry))
        self.rows["entered"].append(
            {
                "id": entry.id,
                "task_id": self.task.id,
                "stage": entry.stage,
                "beside": beside,
                "entered_on": entry.entered_on,
                "due_on": entry.due_on,
                "rule_version": entry.rule_version,
                "imported": entry.imported,
            }
        )

    def dated(self, dates: dict[str, date]) -> None:
        """Dates have become known, of the task or of its result."""
        if not dates:
            return
        own: Facts = {name: day for name, day in dates.items() if hasattr(Task, name)}
        of_result: Facts = {name: day for name, day in dates.items() if name not in own}
        self.task = _now_with(self.task, **own, result=_now_with(self.task.result, **of_result))
        if "approved_on" in own:
            self.task = _now_with(self.task, regime=law.regime_of(self.task.approved_on))
        self.changed |= own
        self.known |= of_result

    def graded(self, grade: Grade) -> None:
        """The council has given its grade."""
        self.task = _now_with(self.task, result=_now_with(self.task.result, grade=grade))
        self.known["grade"] = grade.value

    def ended(self, outcome: str) -> None:
        """How the life of the task ends is known."""
        self.task = _now_with(self.task, outcome=outcome)
        self.changed["outcome"] = outcome

    def touched(self) -> None:
        """The task's window is outdated by what was done."""
        self.touches += 1

    def noted(self, tag: str, sentence: str, *, person: int | None = None, **facts: Any) -> None:  # noqa: ANN401
        """The journal says so."""
        self.notes.append(audit.Note(tag, sentence, self.on, self.task.id, person, facts))

    def promised(self, kind: outbox.Kind, subject: str, **facts: Any) -> None:  # noqa: ANN401 - JSON
        """The engine will do so once all is written."""
        self.rows["promised"].append(
            {
                "kind": kind.value,
                "subject": subject,
                "facts": straight.as_json(trail.marked(facts)),
                "on": self.on,
            }
        )

    def told(self) -> Iterator[tuple[str, Facts]]:
        """The rows to be written, each with what it is; what changed of a stay or of the task, in one."""
        for name, rows in self.rows.items():
            for row in rows:
                yield name, row
        for number, facts in self.stays.items():
            yield "stayed", {"id": number, **facts}
        if self.known:
            yield "known", {"task_id": self.task.id, **self.known}
        if self.touches or self.changed:
            yield "changed", {"id": self.task.id, "version": self.touches, **self.changed}

    def _now(self, entry: Entry) -> None:
        self.task = _now_with(
            self.task, entries=tuple(entry if each.id == entry.id else each for each in self.task.entries)
        )


def begin(session: Session, code: str, on: date) -> Deed:
    """Hold the task until the transaction ends, and begin an act on it.

    Raises:
        NotFound: when no task bears the code.
    """
    for deed in begin_many(session, (code,), on):
        return deed
    raise unknown(code)


def begin_many(session: Session, codes: Sequence[str], on: date) -> tuple[Deed, ...]:
    """Hold the tasks, and begin an act on each; a code that no task bears is left out."""
    return tuple(
        Deed(task, on, chain((number,), further_numbers(session)))
        for task, number in dossiers.held(session, *codes)
    )


def unknown(code: str) -> NotFound:
    """What is said of a code that no task bears."""
    return NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")


def further_numbers(session: Session) -> Iterator[int]:
    """Numbers for new stays, each drawn when it is asked for."""
    while True:
        yield from straight.ask(session, hot.ANOTHER_STAY).fetchone() or ()


def write(session: Session, *deeds: Deed) -> None:
    """Write down what the acts have changed, all of it or, when the transaction fails, nothing.

    It travels with the commit, or before whatever the transaction asks next.
    """
    rows: defaultdict[tuple[str, tuple[str, ...]], list[Iterable[object]]] = defaultdict(list)
    for deed in deeds:
        for name, row in deed.told():
            rows[name, tuple(row)].append(row.values())
    written = sorted(rows.items(), key=lambda each: hot.WRITINGS.index(each[0][0]))
    notes = audit.adding([note for deed in deeds for note in deed.notes])
    asked = [_writing(*name, told) for name, told in written]
    if asked or notes:
        # The chain is taken last: whoever holds it keeps everybody else from committing.
        promised = any(deed.rows["promised"] for deed in deeds)
        take = (hot.TELL_AND_TAKE_CHAIN, outbox.CHANNEL) if promised else (hot.TAKE_CHAIN,)
        straight.at_last(session, [*asked, (*take, audit.CHAIN), *notes])
    dossiers.forget(session)


def _writing(name: str, columns: tuple[str, ...], rows: list[Iterable[object]]) -> straight.Ask:
    statement = hot.writing(name, columns, rows=len(rows))
    if hot.in_arrays(name, len(rows)):
        return statement, *map(straight.as_array, zip(*rows, strict=True))
    return statement, *chain.from_iterable(rows)


def _now_with(record: T, **facts: Any) -> T:  # noqa: ANN401 - the fields of the record
    """The record with these facts changed: `dataclasses.replace` asks each of sixty fields how it is made."""
    changed = object.__new__(type(record))
    changed.__dict__.update(record.__dict__, **facts)
    return changed
