"""The room of one council, as its visitor may see it: papers, seats, quorum, ballots, conclusion.

Of a secret council the room holds counts alone, and those only once every ballot is in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from actions import dossiers, links, wiring
from actions.councils.forming import may_form, scheme_of
from actions.councils.sitting import KEEPERS
from documents.catalogue import CATALOGUE
from models import ballots, councils, progress
from models.deeds import Deed, may, require, role_to_do
from models.dossier import Ballot, CouncilSitting, Decision, Dossier, Entry, Seat
from models.errors import NotFound, NotPermitted
from models.language import Council, Gate, Moment, Role, Stage, Verdict
from models.law import CouncilScheme
from models.permissions import Actor, may_see, role_to_decide
from models.queries import councils as asked


@dataclass(frozen=True)
class PaperLine:
    """A paper to be read in the room: `path` is empty while its bytes are not kept yet."""

    title: str
    file_name: str
    on: date | None
    path: str


@dataclass(frozen=True)
class SeatLine:
    """A member: the account's handle, the seat, and whether a ballot of theirs is in (never which)."""

    handle: str
    seat: Seat
    voted: bool
    written: bool


@dataclass(frozen=True)
class Allowed:
    """What the visitor may do in the room now."""

    form: bool = False
    attend: bool = False
    state: bool = False
    vote: bool = False
    write: bool = False
    conclude: bool = False


@dataclass(frozen=True)
class Room:
    """A council at a gate of a task. `sitting` holds no ballots; what may be known of them stands beside."""

    code: str
    title: str
    stage: Stage
    gate: Gate
    scheme: CouncilScheme
    awaited: bool
    """Whether the gate is awaited now; else the council belongs to the past, or its turn has not come."""
    sitting: CouncilSitting | None
    seats: tuple[SeatLine, ...]
    papers: tuple[PaperLine, ...]
    drafts: tuple[PaperLine, ...]
    questions: tuple[ballots.Question, ...]
    outcome: councils.Outcome | None
    """What the ballots say; its counts are None-like (0) until they may be told."""
    told: bool
    """Whether the counts may be told."""
    roll: tuple[tuple[str, tuple[tuple[Seat, Ballot | None], ...]], ...]
    """Who voted how, of an open council."""
    obstacles: tuple[str, ...]
    conclusion: Decision | None
    own: SeatLine | None
    allowed: Allowed

    @property
    def voters(self) -> int:
        """Members who are present and not recused."""
        return len(councils.voters(self.sitting)) if self.sitting else 0

    @property
    def stated(self) -> int:
        """Members who stated whether they have a conflict of interest."""
        return sum(line.seat.stated_on is not None for line in self.seats)


def room(session: Session, actor: Actor, code: str, gate_code: str, on: date) -> Room:
    """The room of the council at a gate, for its visitor.

    Raises:
        NotFound: there is no such task for the visitor, or no council belongs to the gate.
        NotPermitted: the visitor sees the task, but neither works with councils nor has a seat on this one.
    """
    task = _seen(session, actor, code)
    stage, entry, gate = _place(task, gate_code)
    sitting = entry.sitting(gate.code)
    if require(actor, Deed.COUNCIL_SEE, task, entry) is Role.COUNCIL and _seat_of(sitting, actor) is None:
        raise NotPermitted(f"{actor.title} không có ghế trong hội đồng này.")
    scheme = scheme_of(gate, sitting.formed_on if sitting else on, task.province)
    awaited = entry.is_open and progress.awaited_gate(stage, entry, task) == gate
    outcome = councils.outcome(scheme, sitting) if sitting else None
    told = outcome is not None and sitting is not None and (not sitting.secret or not outcome.obstacles)
    seats = _seats(session, sitting)
    own = next((line for line in seats if line.seat.person == actor.id), None)
    return Room(
        code=task.code,
        title=task.title,
        stage=stage,
        gate=gate,
        scheme=scheme,
        awaited=awaited,
        sitting=replace(sitting, ballots=()) if sitting else None,
        seats=seats,
        papers=tuple(_papers(stage, entry)),
        drafts=tuple(_drafts(task, stage, entry, gate)) if awaited and sitting else (),
        questions=ballots.questions(scheme, task.products),
        outcome=outcome if told or outcome is None else _without_counts(outcome),
        told=told,
        roll=councils.roll(scheme, sitting) if sitting else (),
        obstacles=progress.obstacles(stage, entry, task, gate, on) if awaited else (),
        conclusion=_conclusion(entry, gate),
        own=own,
        allowed=_allowed(actor, task, entry, gate, own, on) if awaited else Allowed(),
    )


def _seen(session: Session, actor: Actor, code: str) -> Dossier:
    task = dossiers.load(session, code)
    if not may_see(actor, task):
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return task


def _place(task: Dossier, gate_code: str) -> tuple[Stage, Entry, Gate]:
    """The latest stay in the stage of that council's gate."""
    for entry in reversed(task.entries):
        stage = progress.stage_of(task, entry)
        if stage.has_gate(gate_code) and isinstance(stage.gate(gate_code).approval, Council):
            return stage, entry, stage.gate(gate_code)
    raise NotFound(f"Nhiệm vụ {task.code} không có hội đồng nào ở «{gate_code}».")


def _seat_of(sitting: CouncilSitting | None, actor: Actor) -> Seat | None:
    return next((seat for seat in sitting.seats if seat.person == actor.id), None) if sitting else None


def _without_counts(outcome: councils.Outcome) -> councils.Outcome:
    return replace(
        outcome, grade=None, mean_score=None, agree=0, disagree=0, counts={}, sentence_vi="", divergence=""
    )


def _seats(session: Session, sitting: CouncilSitting | None) -> tuple[SeatLine, ...]:
    if sitting is None:
        return ()
    members = [seat.person for seat in sitting.seats]
    handles = dict(row for row in session.execute(asked.handles_of(members)))
    cast = {ballot.person: ballot.written for ballot in sitting.ballots}
    return tuple(
        SeatLine(handles[seat.person], seat, seat.person in cast, cast.get(seat.person, False))
        for seat in sitting.seats
    )


def _papers(stage: Stage, entry: Entry) -> list[PaperLine]:
    """What was handed in for the stage, and what was issued in it."""
    titles = {paper.code: paper.vi for paper in stage.papers}
    found = [
        PaperLine(titles.get(each.paper, each.paper), each.file_name, each.on, _path(each.sha256))
        for each in entry.submissions
        if not each.withdrawn
    ]
    found += [
        PaperLine(each.subject, each.number, each.issued_on, _path(each.sha256)) for each in entry.issued
    ]
    return found


def _path(sha256: str | None) -> str:
    return f"/papers/{sha256}?key={links.paper_key(sha256)}" if sha256 else ""


def _drafts(task: Dossier, stage: Stage, entry: Entry, gate: Gate) -> list[PaperLine]:
    """The papers that forming the council and its conclusion bring about, as far as they were not issued."""
    issued = {each.paper for each in entry.issued}
    portal = wiring.settings().portal_url
    return [
        PaperLine(
            CATALOGUE[each.paper].name_vi,
            "",
            None,
            links.draft_link(task.code, entry.id, each.paper).removeprefix(portal),
        )
        for each in stage.documents
        if each.on in {gate.code, Moment.COUNCIL_FORMED} and each.paper not in issued
        if each.when is None or each.when.holds(task)
    ]


def _conclusion(entry: Entry, gate: Gate) -> Decision | None:
    concluding = {Verdict.APPROVE, Verdict.REJECT}
    made = [each for each in entry.decisions if each.gate == gate.code and each.verdict in concluding]
    return made[-1] if made else None


def _allowed(
    actor: Actor, task: Dossier, entry: Entry, gate: Gate, own: SeatLine | None, on: date
) -> Allowed:
    sitting = entry.sitting(gate.code)
    form = may(actor, Deed.COUNCIL_FORM, task, entry) and may_form(entry, gate, task.province)
    if sitting is None:
        return Allowed(form=form)
    keeper = role_to_do(actor, Deed.COUNCIL_ATTEND, task, entry)
    if keeper is Role.COUNCIL and (own is None or own.seat.position not in KEEPERS):
        keeper = None
    may_cast = own is not None and own.seat.stated_on is not None and not own.seat.recused and not own.voted
    has_come = sitting.meets_on is None or on >= sitting.meets_on
    return Allowed(
        form=form,
        attend=keeper is not None,
        state=own is not None and not own.seat.conflict,
        vote=may_cast and has_come and own is not None and own.seat.present,
        write=may_cast,
        conclude=role_to_decide(actor, task, progress.decider_roles(gate), entry) is not None,
    )
