"""Nominating results and people for the list of a year, and withdrawing nominations."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, sight, walls, work_files
from actions.panels import bench
from models import provinces, queries, recognition
from models.deeds import Deed, require
from models.dossier import Dossier
from models.errors import NotFound, NotPermitted, Refused
from models.language import Role
from models.permissions import Actor
from models.queries import panels as asked
from models.recognition import Ground, Nominee, Occasion
from models.tables import Nomination, Person, WorkFile

_LONGEST: Final = 1000
"""Characters of a reason: it is printed on the certificate."""


def code_of(province: str, year: int) -> str:
    """The code of a province's list of a year: TB-DN-2026."""
    return f"TB-{provinces.letters(province)}-{year:04d}"


def nominate(session: Session, code: str, year: int, reason: str, actor: Actor, *, on: date) -> str:
    """Nominate a result as outstanding in a year; returns the code of the list.

    The list is opened by its first nomination. Whoever does not work for the department nominates results of
    their own organisation alone.

    Raises:
        NotFound: no such task for the actor.
        NotPermitted: the actor nominates nothing, or not this result.
        Refused: with every condition that the result misses, and what else stands in the way.
    """
    require(actor, Deed.HONOUR_NOMINATE)
    task = sight.seen(session, code, actor)
    if not _for_the_department(actor):
        own = {party.id for party in (task.host, task.co_owner, task.orderer) if party is not None}
        if actor.organisation_id not in own:
            raise NotPermitted(f"{actor.title} chỉ đề cử kết quả của tổ chức mình.")
    province = provinces.successor(task.province, on)
    reasons = [*_of_reason(reason), *recognition.result_misses(occasion_of(session, task, year, on))]
    if reasons:
        raise Refused.because(reasons)
    file = work_files.opened(
        session,
        code_of(province, year),
        work_files.Kind.HONOURS,
        f"Kết quả, cá nhân khoa học và công nghệ tiêu biểu năm {year}",
        province,
        year,
    )
    row = session.scalar(asked.nomination_of(file.id, task_id=task.id))
    _keep(session, file, row, Nomination(task_id=task.id), reason, actor, on, f"kết quả {code}")
    return file.code


def nominate_person(
    session: Session, list_code: str, handle: str, reason: str, actor: Actor, *, on: date
) -> None:
    """Nominate a person, by account, for a list on which a result of theirs stands.

    Raises:
        NotFound: no such list or account.
        NotPermitted: the actor nominates nobody, or not this person.
        Refused: with every condition that the person misses, and what else stands in the way.
    """
    require(actor, Deed.HONOUR_NOMINATE)
    file = list_file(session, list_code, lock=True)
    person = session.scalar(queries.person_by_handle(handle.strip()))
    if person is None:
        raise NotFound(f"Không có tài khoản «{handle}».")
    if not _for_the_department(actor) and person.organisation_id != actor.organisation_id:
        raise NotPermitted(f"{actor.title} chỉ đề cử người của tổ chức mình.")
    reasons = [
        *_of_reason(reason),
        *recognition.person_misses(nominee_of(person), grounds(session, file)),
    ]
    if reasons:
        raise Refused.because(reasons)
    row = session.scalar(asked.nomination_of(file.id, person_id=person.id))
    _keep(session, file, row, Nomination(person_id=person.id), reason, actor, on, person.title)


def withdraw(session: Session, list_code: str, number: int, actor: Actor, *, on: date) -> None:
    """Withdraw a nomination before its panel concludes: who made it, or the department.

    Raises:
        NotFound: no such list, or no such nomination on it.
        NotPermitted: the actor neither made it nor works for the department.
        Refused: it was withdrawn before, or the panel has concluded.
    """
    require(actor, Deed.HONOUR_NOMINATE)
    file = list_file(session, list_code, lock=True)
    row = session.scalar(asked.nomination(number))
    if row is None or row.file_id != file.id:
        raise NotFound(f"Danh sách {list_code} không có đề cử số {number}.")
    if row.nominated_by != actor.id and not _for_the_department(actor):
        raise NotPermitted(f"{actor.title} không được rút đề cử của người khác.")
    if row.withdrawn_on is not None:
        raise Refused("Đề cử đã được rút trước đó.")
    if row.decided_on is not None:
        raise Refused("Hội đồng đã kết luận nên không rút đề cử được.")
    row.withdrawn_on = on
    _note(session, file, "withdrawn", f"{actor.title} rút đề cử số {number} ({list_code}).", actor, on)


def list_file(session: Session, code: str, *, lock: bool = False) -> WorkFile:
    """The file of a year's list.

    Raises:
        NotFound: there is none of that code.
    """
    file = session.scalar(queries.work_file(code, lock=lock))
    if file is None or file.kind != work_files.Kind.HONOURS:
        raise NotFound(f"Không có danh sách tiêu biểu nào mang mã {code}.")
    return file


def occasion_of(session: Session, task: Dossier, year: int, on: date) -> Occasion:
    """A result as the conditions of a year judge it."""
    return Occasion(
        task,
        year,
        on,
        to_recover=(session.scalar(asked.to_recover(task.id)) or 0) > 0,
        honoured_in=session.scalar(asked.honoured_in(task.id).limit(1)),
    )


def nominee_of(person: Person) -> Nominee:
    """An account as the conditions judge it."""
    return Nominee(
        person.title, person.organisation_id, frozenset(Role(each) for each in person.roles), person.active
    )


def grounds(session: Session, file: WorkFile) -> tuple[Ground, ...]:
    """The results of a list that stand: on these rest the nominations of people."""
    with walls.beyond(session):
        found = session.execute(asked.nominations(file.id)).all()
    return tuple(
        Ground(task.code, task.host_id, co_owner, row.honoured)
        for row, task, _, _, co_owner in found
        if task is not None and row.withdrawn_on is None
    )


def _for_the_department(actor: Actor) -> bool:
    return bool(actor.roles & {Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR})


def _of_reason(reason: str) -> list[str]:
    if not reason.strip():
        return ["Chưa nêu lý do đề cử: thành tích sẽ ghi trên giấy chứng nhận."]
    if len(reason) > _LONGEST:
        return [f"Lý do đề cử dài {len(reason)} ký tự; nhiều nhất là {_LONGEST}."]
    return []


def _keep(
    session: Session,
    file: WorkFile,
    row: Nomination | None,
    fresh: Nomination,
    reason: str,
    actor: Actor,
    on: date,
    what: str,
) -> None:
    """Put a nomination on record: a new one, or one that was withdrawn before."""
    here = bench(session, file.code)
    if here.row is not None and here.row.concluded_on is not None:
        raise Refused(f"Hội đồng của {file.code} đã kết luận; hãy đề cử cho năm khác.")
    if here.panel is not None and here.panel.ballots:
        raise Refused(f"Hội đồng của {file.code} đã bắt đầu bỏ phiếu nên không nhận thêm đề cử.")
    if row is not None and row.withdrawn_on is None:
        raise Refused("Đã có đề cử này trong danh sách.")
    kept = row or fresh
    kept.file_id, kept.reason = file.id, " ".join(reason.split())
    kept.nominated_on, kept.nominated_by, kept.withdrawn_on = on, actor.id, None
    session.add(kept)
    session.flush()
    _note(session, file, "nominated", f"{actor.title} đề cử {what} tiêu biểu năm {file.year}.", actor, on)


def _note(session: Session, file: WorkFile, act: str, sentence: str, actor: Actor, on: date) -> None:
    audit.record(
        session,
        f"file:nomination:{act}",
        sentence,
        on=on,
        person_id=actor.id,
        facts={"file": file.id, "code": file.code},
    )
