"""What a session of the advisory council has to deal with: read from the tables, for one day.

All is reckoned for the day of the session: a clear that passes its day before the council meets is overdue
there. A result is new until a session has concluded on it since its case was opened; so nothing is lost
between two sessions, and what a session did not come to stands on the next agenda.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from actions import dossiers, escalations
from actions.escalations import Escalation
from models import closet, provinces, queries, rights
from models.closet import Case, bucket_of
from models.dossier import Dossier
from models.tables import ClosetCase


class Reason(StrEnum):
    """Why a result stands on the agenda; where several hold, the first names it and all are told."""

    CALLED = "called"
    """A remedy asked for the council."""
    NEW = "new"
    """No session has concluded on it since it stalled."""
    ESCALATED = "escalated"
    """It has grown worse since a session concluded on it."""
    OVERDUE = "overdue"
    """A remedy or an action is past its day."""

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return {
            "called": "Được đề nghị đưa ra hội đồng",
            "new": "Mới vướng, chưa được hội đồng kết luận",
            "escalated": "Đã báo cáo cấp trên hoặc kéo dài thêm một mốc",
            "overdue": "Có việc quá hạn",
        }[self.value]


_CALL_COUNCIL = "call_council"
"""The remedy that brings a result here."""


@dataclass(frozen=True)
class Item:
    """A result on the agenda; `why` tells every reason, `law` what the law allows in one or two sentences.

    `acting` is who must act now by the ladder, `responsible` the body that answers for the headline cause.
    `note` is what is kept with the item: what the call asked for, or else the reasons.
    """

    task_id: int
    code: str
    title: str
    host: str | None
    reason: Reason
    why: tuple[str, ...]
    cause: str | None
    days: int | None
    acting: str | None
    responsible: str | None
    law: str
    next_step: str | None
    severity: int
    note: str


@dataclass(frozen=True)
class Owed:
    """What somebody owes under the six clears: an action of a session, or a remedy (which has no `id`)."""

    id: int | None
    code: str | None
    who: str
    what: str
    due_on: date
    result: str
    responsible: str
    authority: str
    origin: str
    days_overdue: int


@dataclass(frozen=True)
class Agenda:
    """The agenda of a province's session in a month, reckoned for the day on which it meets."""

    province: str
    month: date
    meets_on: date
    reckoned_on: date
    items: tuple[Item, ...]
    overdue: tuple[Owed, ...]


@dataclass(frozen=True)
class _Signs:
    """What is known of the open cases of a council's provinces."""

    cases: Mapping[str, tuple[ClosetCase, date | None]]
    calls: Mapping[str, str]
    escalated: Mapping[int, date]
    owed: Mapping[str, Sequence[Owed]]


def of_council(province: str, on: date) -> tuple[str, ...]:
    """The names of the provinces for which this one answers on that day, itself among them."""
    return tuple(each.name for each in provinces.PROVINCES if provinces.successor(each.name, on) == province)


def gather(session: Session, province: str, month: date, meets_on: date, on: date) -> Agenda:
    """What a session has to deal with as the tables stand; nothing is written."""
    day = max(meets_on, on)
    names = of_council(province, day)
    owed = overdue(session, names, day)
    signs = _signs(session, names, month, owed)
    tasks = [dossiers.load(session, code) for code in sorted({*signs.cases, *signs.calls})]
    cases = {task.code: _case_of(task, day) for task in tasks}
    acting = escalations.escalations(session, [case for case in cases.values() if case is not None], day)
    found = (_item(task, cases[task.code], acting.get(task.code), signs, day) for task in tasks)
    order = list(Reason)
    items = sorted(
        (item for item in found if item is not None),
        key=lambda item: (order.index(item.reason), -item.severity, -(item.days or 0), item.code),
    )
    return Agenda(province, month, meets_on, day, tuple(items), owed)


def overdue(session: Session, names: Sequence[str], on: date) -> tuple[Owed, ...]:
    """What is past its day on `on`: actions of sessions and remedies of open cases, the oldest first."""
    actions = actions_overdue(session, on, names)
    remedies = (
        Owed(
            None, code, row.who, row.what or _remedy_name(row.remedy), row.due_on, row.result,
            row.responsible, row.authority, f"Biện pháp chọn ngày {row.on:%d/%m/%Y}", (on - row.due_on).days,
        )
        for row, code in session.execute(queries.overdue_remedies(names, on))
        if row.due_on is not None
    )  # fmt: skip
    return tuple(sorted((*actions, *remedies), key=lambda each: (each.due_on, each.code or "", each.what)))


def actions_overdue(session: Session, on: date, names: Sequence[str] | None = None) -> tuple[Owed, ...]:
    """The actions of sessions (of these provinces, or of all) that are past their day, the oldest first."""
    found = session.execute(queries.advisory_actions(names, undone=True, due_before=on))
    return tuple(
        Owed(
            row.id, code, row.who, row.what, row.due_on, row.result, row.responsible, row.authority,
            f"Phiên họp tháng {of.month:%m/%Y}", (on - row.due_on).days,
        )
        for row, of, code in found
    )  # fmt: skip


def _remedy_name(code: str) -> str:
    """The Vietnamese name of a remedy."""
    return next((each.vi for cause in closet.CAUSES for each in cause.remedies if each.code == code), code)


def _signs(session: Session, names: Sequence[str], month: date, owed: Sequence[Owed]) -> _Signs:
    cases = {code: (case, last_dealt) for case, code, last_dealt in session.execute(queries.stuck_in(names))}
    ids = [case.task_id for case, _ in cases.values()]
    by_task: dict[str, list[Owed]] = defaultdict(list)
    for each in owed:
        if each.code is not None:
            by_task[each.code].append(each)
    return _Signs(
        cases=cases,
        calls={code: row.note for row, code in session.execute(queries.called_before(names, month))},
        escalated={
            task_id: day
            for task_id, day in session.execute(queries.last_escalations(ids))
            if task_id is not None
        },
        owed=by_task,
    )


def _case_of(task: Dossier, on: date) -> Case | None:
    """The task's case where its result lies in the closet; a stall elsewhere in its life is none."""
    case = closet.find(task, on)
    return case if case is not None and case.closet else None


def _item(
    task: Dossier, case: Case | None, acting: Escalation | None, signs: _Signs, on: date
) -> Item | None:
    """The task's place on the agenda; None when there is no reason for one."""
    why = _why(task, case, signs, on)
    if not why:
        return None
    answer = rights.judge_task(task, free=task.result.free_transfer_asked_on is not None, on=on)
    needed = f" Cần: {answer.makes_possible[0]}" if answer.makes_possible else ""
    return Item(
        task_id=task.id,
        code=task.code,
        title=task.title,
        host=task.host.name if task.host else None,
        reason=next(iter(why)),
        why=tuple(sentence for sentences in why.values() for sentence in sentences),
        cause=case.headline.vi if case else None,
        days=case.days if case else None,
        acting="; ".join(acting.who) if acting else None,
        responsible=case.headline.responsible if case else None,
        law=f"{answer.verdict.label}: {answer.because.rstrip('.')} ({answer.article}).{needed}",
        next_step=_next_step(task, case) if case else None,
        severity=case.headline.severity if case else 0,
        note=signs.calls.get(task.code) or " ".join(sentence for each in why.values() for sentence in each),
    )


def _why(task: Dossier, case: Case | None, signs: _Signs, on: date) -> dict[Reason, tuple[str, ...]]:
    """Every reason that holds, in the order of `Reason`, each in its sentences."""
    called = _called(signs.calls[task.code], case) if task.code in signs.calls else ()
    found: dict[Reason, tuple[str, ...]] = {Reason.CALLED: called}
    if case is not None and task.code in signs.cases:
        row, last_dealt = signs.cases[task.code]
        if last_dealt is None or last_dealt < row.opened_on:
            found[Reason.NEW] = (
                f"Vào ngăn tủ ngày {row.opened_on:%d/%m/%Y}, chưa có kết luận của hội đồng.",
            )
            last_dealt = None
        found[Reason.ESCALATED] = _escalated(case, row, last_dealt, signs.escalated.get(task.id), on)
        found[Reason.OVERDUE] = tuple(
            f"Quá hạn {each.days_overdue} ngày (hạn {each.due_on:%d/%m/%Y}): {each.what.rstrip('.')}."
            for each in signs.owed.get(task.code, ())
        )
    return {reason: sentences for reason, sentences in found.items() if sentences}


def _called(note: str, case: Case | None) -> tuple[str, ...]:
    asked = note.strip().rstrip(".")
    sentence = f"{Reason.CALLED.label}: {asked}." if asked else f"{Reason.CALLED.label}."
    return (sentence,) if case is not None else (sentence, "Kết quả hiện không còn nằm trong ngăn tủ.")


def _escalated(
    case: Case, row: ClosetCase, last_dealt: date | None, escalated_on: date | None, on: date
) -> tuple[str, ...]:
    """Told to a higher level, or a bucket older, since a session concluded on it."""
    sentences = []
    if escalated_on is not None and escalated_on >= row.opened_on and escalated_on > (last_dealt or date.min):
        sentences.append(f"Đã báo cáo cấp trên ngày {escalated_on:%d/%m/%Y}.")
    if last_dealt is not None and case.since is not None:
        before, now = bucket_of((last_dealt - case.since).days), bucket_of((on - case.since).days)
        if before != now:
            sentences.append(
                f"Từ phiên họp ngày {last_dealt:%d/%m/%Y}, số ngày nằm chờ đã từ mốc {before} sang mốc {now}."
            )
    return tuple(sentences)


def _next_step(task: Dossier, case: Case) -> str | None:
    """The first way out that nobody has taken yet; to call the council is no advice to the council."""
    ways = [each for cause in case.causes for each in cause.remedies if each.code != _CALL_COUNCIL]
    untried = [each for each in ways if each.code not in task.remedies]
    return (untried or ways)[0].vi if ways else None
