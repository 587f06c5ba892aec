"""A task's page: its life, what waits for the reader, papers, decisions, talk, clears, closet, journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import closet, desk, escalations, remedies, results, sight, task_life, task_papers, wiring
from actions.desk.words import Name, WaitingItem
from actions.pictures import OUTCOMES
from actions.remedies import TakenRow
from actions.results import RECORDABLE, may_record
from actions.task_life import Step
from actions.task_papers import DraftPaper, HandedIn, IssuedPaper
from models import queries
from models.closet import Case, Remedy
from models.deeds import Deed, may
from models.dossier import Decision, Dossier, Grade, Party
from models.language import Gate, Stage
from models.lifecycle import stages_of
from models.permissions import Actor, role_for
from models.queries.comments import comments_of, people_of_task
from models.queries.task_page import journal_page

LINES: Final = 15
"""Lines of the journal on the page; the rest are on a page of their own."""
JOURNAL_PAGE: Final = 100


@dataclass(frozen=True)
class Decided:
    """A decision with the stage and gate where it was made."""

    stage: Stage
    gate: Gate
    made: Decision


@dataclass(frozen=True)
class Said:
    """A remark; `own` says that the reader made it."""

    id: int
    on: date
    at: datetime
    by: str
    organisation: str
    text: str
    own: bool


@dataclass(frozen=True)
class JournalLine:
    """A line of the journal."""

    on: date
    at: datetime
    text: str


@dataclass(frozen=True)
class Fact:
    """A fact that the reader may record, and what is known of it."""

    code: str
    vi: str
    known: str


@dataclass(frozen=True)
class RemedyOffered:
    """A remedy that the reader may choose, by when it is done unless another day is named, and its papers."""

    remedy: Remedy
    due_on: date
    papers: tuple[tuple[str, Name], ...]


@dataclass(frozen=True)
class Stuck:
    """Why the result is in the closet, who must act, what was chosen, and what the reader may choose."""

    case: Case
    who: tuple[str, ...]
    taken: tuple[TakenRow, ...]
    offered: tuple[RemedyOffered, ...]


@dataclass(frozen=True)
class TaskPage:
    """All that the page of a task shows to one reader on one day."""

    task: Dossier
    outcome: str
    life: tuple[Step, ...]
    mine: tuple[WaitingItem, ...]
    handed_in: tuple[HandedIn, ...]
    issued: tuple[IssuedPaper, ...]
    drafts: tuple[DraftPaper, ...]
    decided: tuple[Decided, ...]
    talk: tuple[Said, ...]
    callable: tuple[tuple[str, str], ...]
    clears: tuple[tuple[str, str], ...]
    stuck: Stuck | None
    facts: tuple[Fact, ...]
    journal: tuple[JournalLine, ...]
    more_journal: bool
    run: str
    may_talk: bool

    @property
    def here(self) -> tuple[Step, ...]:
        """The stages in which the task stands."""
        return tuple(step for step in self.life if step.when is task_life.When.PRESENT)


def task_page(session: Session, code: str, actor: Actor, on: date) -> TaskPage:
    """The page of a task for that reader.

    Raises:
        NotFound: there is no such task that the reader may see.
    """
    task = sight.seen(session, code, actor)
    lines = journal(session, task, limit=LINES + 1)
    return TaskPage(
        task=task,
        outcome="" if task.open_entries else OUTCOMES.get(task.outcome, OUTCOMES[""]),
        life=task_life.life_of(task, on),
        mine=desk.on_task(session, task, actor, on),
        handed_in=task_papers.handed_in(session, task),
        issued=task_papers.issued(session, task, actor),
        drafts=task_papers.drafts(task, on),
        decided=_decided(task),
        talk=_talk(session, task, actor),
        callable=tuple((handle, title) for handle, title in session.execute(people_of_task(task.id))),
        clears=_clears(task),
        stuck=_stuck(session, task, actor, on),
        facts=facts_of(task, actor),
        journal=lines[:LINES],
        more_journal=len(lines) > LINES,
        run=_run(session, task) if any(role.is_state for role in actor.roles) else "",
        may_talk=may(actor, Deed.TASK_COMMENT, task),
    )


def _decided(task: Dossier) -> tuple[Decided, ...]:
    found = [
        Decided(stage, stage.gate(made.gate), made)
        for entry in task.entries
        if (stage := stages_of(task)[entry.stage])
        for made in entry.decisions
        if stage.has_gate(made.gate)
    ]
    return tuple(reversed(found))


def _talk(session: Session, task: Dossier, actor: Actor) -> tuple[Said, ...]:
    return tuple(
        Said(row.id, row.on, row.made_at, title, organisation, row.text, row.person_id == actor.id)
        for row, title, organisation in session.execute(comments_of(task.id))
    )


def _clears(task: Dossier) -> tuple[tuple[str, str], ...]:
    clears = task.clears
    return (
        ("who", clears.who),
        ("what", clears.what),
        ("when", f"{clears.when:%d/%m/%Y}" if clears.when else ""),
        ("result", clears.result),
        ("responsibility", clears.responsibility),
        ("authority", clears.authority),
    )


def _stuck(session: Session, task: Dossier, actor: Actor, on: date) -> Stuck | None:
    """The case of the task, once the watch has opened it or as it would open it."""
    case = closet.case_of(task, on)
    if case is None or not case.closet:
        return None
    row = session.scalar(queries.open_case(task.id))
    taken = tuple(reversed(remedies.taken(session, on, task.code)))
    if row is None:
        return Stuck(case, (), taken, ())
    rows = session.scalars(queries.remedies_in((row.id,))).all()
    now = escalations.escalation_of(session, case, row, rows, on)
    chooses = may(actor, Deed.REMEDY_CHOOSE, task)
    offered = tuple(
        RemedyOffered(
            remedy,
            remedies.due_day(remedy, task, on),
            tuple((code, task_papers.name_of(code)) for code in remedy.papers),
        )
        for remedy in remedies.remedies_for(case)
        if chooses and role_for(actor, task, remedy.deciders) is not None
    )
    return Stuck(case, now.who, taken, offered)


def facts_of(task: Dossier, actor: Actor) -> tuple[Fact, ...]:
    """The facts that the person may record on the task."""
    return tuple(
        Fact(code, spec.vi, _known(task, spec))
        for code, spec in RECORDABLE.items()
        if may_record(actor, code, task)
    )


_PARTIES: Final[Mapping[str, str]] = {
    "host_id": "host",
    "recipient_id": "recipient",
    "co_owner_id": "co_owner",
}


def _known(task: Dossier, spec: results.Recordable) -> str:
    """What is known of a fact, as people write it; empty where nothing is."""
    name = _PARTIES.get(spec.column, spec.column)
    return _written(getattr(task, name) if hasattr(task, name) else getattr(task.result, name, None))


def _written(value: Any) -> str:  # noqa: ANN401 - a fact of any kind
    match value:
        case None:
            said = ""
        case bool():
            said = "có" if value else "không"
        case date():
            said = f"{value:%d/%m/%Y}"
        case Decimal():
            said = f"{value:,f}".translate(str.maketrans(",.", ".,"))
        case frozenset():
            said = ", ".join(sorted(value))
        case Party():
            said = value.name
        case Grade():
            said = value.label
        case _:
            said = str(value)
    return said


def journal(session: Session, task: Dossier, *, offset: int = 0, limit: int) -> tuple[JournalLine, ...]:
    """Some lines of the task's journal, the latest first."""
    rows = session.scalars(journal_page(task.id, offset=offset, limit=limit))
    return tuple(JournalLine(row.on, row.at, row.text) for row in rows)


def _run(session: Session, task: Dossier) -> str:
    """The address of the task's life run in Prefect; empty while none was drawn."""
    row = session.scalar(queries.window_of(f"task:{task.code}"))
    return f"{wiring.settings().prefect_url}/v2/runs/flow-run/{row.run_id}" if row is not None else ""
