"""A panel as it stands: its file, its seats and ballots, and whom it judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import walls, wiring, work_files
from models import panels, queries
from models.dossier import Position
from models.errors import NotFound, NotPermitted
from models.law import CouncilScheme
from models.panels import Candidate, Cast, Member
from models.permissions import Actor
from models.queries import panels as asked
from models.queries import support as calls
from models.support import dong
from models.tables import Panel, WorkFile

SCHEMES = {work_files.Kind.HONOURS: panels.HONOURS, work_files.Kind.SUPPORT: panels.SUPPORT}
"""By which scheme the panel of a file sits."""


@dataclass(frozen=True)
class Bench:
    """A file with its panel (None: not formed yet), its candidates, and why no vote is taken yet."""

    file: WorkFile
    row: Panel | None
    panel: panels.Panel | None
    candidates: tuple[Candidate, ...]
    too_early: tuple[str, ...] = ()

    @property
    def scheme(self) -> CouncilScheme:
        """How the panel of this file sits."""
        return panels.SCHEMES[SCHEMES[work_files.Kind(self.file.kind)]]

    def candidate(self, number: int) -> Candidate:
        """A candidate by its number.

        Raises:
            NotFound: the panel does not judge it.
        """
        found = next((each for each in self.candidates if each.number == number), None)
        if found is None:
            raise NotFound(f"Hội đồng của {self.file.code} không xét trường hợp số {number}.")
        return found

    def seat_of(self, actor: Actor) -> Member:
        """The actor's seat.

        Raises:
            NotPermitted: the actor has none.
        """
        members = self.panel.members if self.panel else ()
        found = next((each for each in members if each.person == actor.id), None)
        if found is None:
            raise NotPermitted(f"{actor.title} không có ghế trong hội đồng này.")
        return found


def bench(session: Session, code: str, *, lock: bool = False) -> Bench:
    """The panel of a file of work; `lock` holds the file until the transaction ends.

    Raises:
        NotFound: there is no such file, or no panel judges files of its kind.
    """
    file = work_files.held(session, code) if lock else session.scalar(queries.work_file(code))
    if file is None or file.kind not in SCHEMES:
        raise NotFound(f"Không có hồ sơ xét chọn nào mang mã {code}.")
    row = session.scalar(asked.panel_of(file.id))
    if file.kind == work_files.Kind.HONOURS:
        return Bench(file, row, _panel(session, row), _nominated(session, file))
    return Bench(file, row, _panel(session, row), _proposed(session, file), _open_still(session, file))


def _panel(session: Session, row: Panel | None) -> panels.Panel | None:
    if row is None:
        return None
    return panels.Panel(
        scheme=panels.SCHEMES[row.scheme],
        formed_on=row.formed_on,
        meets_on=row.meets_on,
        secret=row.secret,
        members=tuple(
            Member(
                person.id,
                person.handle,
                person.title,
                person.organisation_id,
                organisation,
                Position(seat.position),
                seat.present,
            )
            for seat, person, organisation in session.execute(asked.seats(row.id))
        ),
        ballots=tuple(
            Cast(
                each.candidate,
                each.person_id,
                each.on,
                each.agree,
                each.score,
                each.comment,
                each.recused,
                each.conflict,
                each.written,
            )
            for each in session.scalars(asked.ballots(row.id))
        ),
    )


def _nominated(session: Session, file: WorkFile) -> tuple[Candidate, ...]:
    """The nominations that stand: of results with their organisations, of people by their function."""
    found = []
    with walls.beyond(session):  # who sits on the panel, or is nominated, is no party of every task
        nominations = session.execute(asked.nominations(file.id)).all()
    for row, task, person, organisation, co_owner in nominations:
        if row.withdrawn_on is not None:
            continue
        if task is not None:
            owners = {each for each in (task.host_id, co_owner) if each is not None}
            candidate = Candidate(
                row.id,
                task.title,
                frozenset({row.nominated_by}),
                frozenset(owners),
                (f"Tổ chức chủ trì: {organisation}", f"Lý do đề cử: {row.reason}"),
                task.code,
            )
        else:
            candidate = Candidate(
                row.id,
                f"{person.title}, {organisation}",
                frozenset({row.nominated_by, person.id}),
                frozenset({person.organisation_id}),
                (f"Lý do đề cử: {row.reason}",),
            )
        found.append(candidate)
    return tuple(found)


def _proposed(session: Session, file: WorkFile) -> tuple[Candidate, ...]:
    """The proposals that stand and were found eligible."""
    call = session.scalars(calls.call(file.id)).one()
    return tuple(
        Candidate(
            row.id,
            row.title,
            frozenset({row.person_id}),
            frozenset({row.organisation_id}),
            (
                f"Bên đề xuất: {organisation.name}",
                f"Nội dung: {row.content}",
                f"Kết quả dự kiến: {row.expected}",
                f"Đề nghị hỗ trợ {dong(row.asked_vnd)}; bên đề xuất góp {dong(row.own_vnd)}",
            ),
            organisation.name,
        )
        for row, organisation in session.execute(calls.proposals(call.id))
        if row.withdrawn_on is None and row.checked_on is not None and not row.ineligible
    )


def _open_still(session: Session, file: WorkFile) -> tuple[str, ...]:
    """Why the proposals of a call cannot be judged yet."""
    call = session.scalars(calls.call(file.id)).one()
    found = []
    if call.published_on is None:
        found.append("Đợt mời đề xuất chưa công bố.")
    elif wiring.today() <= call.closes_on:
        found.append(f"Đợt còn nhận đề xuất đến hết ngày {call.closes_on:%d/%m/%Y}.")
    unchecked = sum(
        row.withdrawn_on is None and row.checked_on is None
        for row, _ in session.execute(calls.proposals(call.id))
    )
    if unchecked:
        found.append(f"Còn {unchecked} đề xuất chưa kiểm tra điều kiện.")
    return tuple(found)


def is_early(here: Bench, on: date) -> tuple[str, ...]:
    """Why no vote is taken at the session on that day."""
    reasons = list(here.too_early)
    if here.panel is not None and here.panel.meets_on is not None and on < here.panel.meets_on:
        reasons.append(f"Hội đồng họp ngày {here.panel.meets_on:%d/%m/%Y}; chưa đến ngày bỏ phiếu.")
    return tuple(reasons)
