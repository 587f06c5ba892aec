"""Loading a dossier: the tables' facts as the pure judgements read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields

from sqlalchemy.orm import Session

from models import law, queries
from models.dossier import (
    Ballot,
    ClockStop,
    CouncilSitting,
    Decision,
    Dossier,
    Entry,
    Grade,
    Issued,
    Party,
    Position,
    Result,
    Seat,
    SixClears,
    Submission,
)
from models.errors import NotFound
from models.language import Method, PartyKind, ProductType, Role, Verdict
from models.lifecycle import SUBMIT
from models.tables import Organisation, StageEntry, Task
from models.tables import Result as ResultRow


def load(session: Session, code: str, *, lock: bool = False) -> Dossier:
    """The dossier of a task; `lock` holds the task until the transaction ends.

    Raises:
        NotFound: when no task bears the code.
    """
    task = session.scalar(queries.task_by_code(code, lock=lock).execution_options(populate_existing=True))
    if task is None:
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return _dossier(session, task)


def _dossier(session: Session, task: Task) -> Dossier:
    session.flush()
    parties = _parties(session, (task.orderer_id, task.host_id, task.recipient_id, task.co_owner_id))
    row = session.scalar(queries.result_of(task.id).execution_options(populate_existing=True))
    return Dossier(
        id=task.id,
        code=task.code,
        title=task.title,
        title_en=task.title_en,
        province=task.province,
        discipline=task.discipline,
        version=task.version,
        orderer=parties.get(task.orderer_id),
        host=parties.get(task.host_id),
        recipient=parties.get(task.recipient_id),
        recipient_note=task.recipient_note,
        co_owner=parties.get(task.co_owner_id),
        item13=task.item13,
        state_reserves=task.state_reserves,
        clears=SixClears(
            task.clear_who,
            task.clear_what,
            task.clear_when,
            task.clear_result,
            task.clear_responsibility,
            task.clear_authority,
        ),
        method=Method(task.method) if task.method else None,
        products=frozenset(ProductType(each) for each in task.products),
        state_share=task.state_share,
        budget_vnd=task.budget_vnd,
        months=task.months,
        ordered_on=task.ordered_on,
        listed_on=task.listed_on,
        call_published_on=task.call_published_on,
        files_opened_on=task.files_opened_on,
        approved_on=task.approved_on,
        contract_signed_on=task.contract_signed_on,
        contract_ends_on=task.contract_ends_on,
        contract_no=task.contract_no,
        share_clause=task.share_clause,
        equipment_bought=task.equipment_bought,
        equipment_settled_on=task.equipment_settled_on,
        legal_basis_on=task.legal_basis_on,
        regime=law.regime_of(task.approved_on),
        entries=_entries(session, task.id),
        result=_result(row),
        outcome=task.outcome,
        source_url=task.source_url,
        unknowns=tuple(task.unknowns),
        provisional=tuple(task.provisional),
        remedies=tuple(task.remedies),
    )


def _result(row: ResultRow | None) -> Result:
    if row is None:
        return Result()
    known = {each.name: getattr(row, each.name) for each in fields(Result)}
    known["grade"] = Grade(row.grade) if row.grade else None
    return Result(**known)


def _parties(session: Session, ids: Iterable[int | None]) -> dict[int | None, Party]:
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    rows = session.scalars(queries.organisations(wanted)).all()
    heirs = sorted({row.successor_id for row in rows if row.successor_id is not None})
    names = {row.id: row.name for row in session.scalars(queries.organisations(heirs))} if heirs else {}
    return {row.id: party(row, names.get(row.successor_id or 0)) for row in rows}


def party(row: Organisation, successor: str | None = None) -> Party:
    """An organisation as the judgements see it."""
    return Party(
        id=row.id,
        name=row.name,
        kind=PartyKind(row.kind),
        province=row.province,
        e_id=row.e_id,
        address=row.address,
        dissolved_on=row.dissolved_on,
        successor=successor,
    )


def _entries(session: Session, task_id: int) -> tuple[Entry, ...]:
    submissions: dict[int, list[Submission]] = defaultdict(list)
    for paper in session.scalars(queries.submissions_of(task_id)):
        submissions[paper.entry_id].append(
            Submission(
                id=paper.id,
                paper=paper.paper,
                by_person=paper.person_id,
                by_org=paper.organisation_id,
                role=Role(paper.role),
                on=paper.on,
                sha256=paper.sha256,
                file_name=paper.file_name,
                withdrawn=paper.withdrawn_on is not None,
            )
        )
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for made, title in session.execute(queries.decisions_of(task_id)):
        decisions[made.entry_id].append(
            Decision(
                gate=made.gate,
                round=made.round,
                by_person=made.person_id,
                role=Role(made.role),
                title=title,
                verdict=Verdict(made.verdict),
                on=made.on,
                comment=made.comment,
                missing=tuple(made.missing),
            )
        )
    stops: dict[int, list[ClockStop]] = defaultdict(list)
    for stop in session.scalars(queries.stops_of(task_id)):
        stops[stop.entry_id].append(ClockStop(stop.since, stop.until, stop.reason))
    issued: dict[int, list[Issued]] = defaultdict(list)
    for paper_row in session.scalars(queries.documents_of(task_id)):
        issued[paper_row.entry_id or 0].append(
            Issued(
                id=paper_row.id,
                paper=paper_row.paper,
                number=paper_row.number_text,
                issued_on=paper_row.issued_on,
                subject=paper_row.subject,
                sha256=paper_row.sha256,
                pages=paper_row.page_amount,
            )
        )
    rows = session.scalars(queries.entries_of(task_id).execution_options(populate_existing=True)).all()
    sittings = _sittings(session, task_id, _days_late(rows))
    return tuple(
        _entry(row, submissions[row.id], decisions[row.id], sittings[row.id], stops[row.id], issued[row.id])
        for row in rows
    )


def _entry(
    row: StageEntry,
    submissions: list[Submission],
    decisions: list[Decision],
    sittings: list[CouncilSitting],
    stops: list[ClockStop],
    issued: list[Issued],
) -> Entry:
    return Entry(
        id=row.id,
        stage=row.stage,
        entered_on=row.entered_on,
        left_on=row.left_on,
        due_on=row.due_on,
        rule_version=row.rule_version,
        exit=row.exit,
        submissions=tuple(submissions),
        decisions=tuple(decisions),
        sittings=tuple(sittings),
        stops=tuple(stops),
        issued=tuple(issued),
        imported=row.imported,
    )


def _days_late(rows: Sequence[StageEntry]) -> int:
    """How many days after its due date the acceptance dossier was complete; 0 when it was in time."""
    late = [
        (row.left_on - row.due_on).days
        for row in rows
        if row.stage == SUBMIT.code and row.left_on is not None and row.due_on is not None
    ]
    return max((0, *late))


def _sittings(session: Session, task_id: int, days_late: int) -> dict[int, list[CouncilSitting]]:
    found: dict[int, list[CouncilSitting]] = defaultdict(list)
    councils = session.scalars(queries.councils_of(task_id)).all()
    if not councils:
        return found
    ids = [council.id for council in councils]
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat, title, organisation in session.execute(
        queries.seats_of(ids).execution_options(populate_existing=True)
    ):
        seats[seat.council_id].append(
            Seat(seat.person_id, title, organisation, Position(seat.position), seat.present, seat.recused)
        )
    ballots: dict[int, list[Ballot]] = defaultdict(list)
    for vote, position in session.execute(queries.ballots_of(ids)):
        ballots[vote.council_id].append(
            Ballot(
                person=vote.person_id,
                position=Position(position),
                on=vote.on,
                agree=vote.agree,
                score=vote.score,
                grade=Grade(vote.grade) if vote.grade else None,
                comment=vote.comment,
            )
        )
    for council in councils:
        found[council.entry_id].append(
            CouncilSitting(
                gate=council.gate,
                formed_on=council.formed_on,
                meets_on=council.meets_on,
                seats=tuple(seats[council.id]),
                ballots=tuple(ballots[council.id]),
                days_late=days_late,
            )
        )
    return found
