"""The monthly advisory council of a province: its agenda, its minutes, and the actions that it asks for.

A session is prepared (once, and again as often as wanted, while it is not held), held, and written down in
minutes; what it asked for is done or stands on the next agenda. The council of a province that was merged
is its successor's. How often such councils meet is custom (tham khảo: once a month).

Everybody holds the tasks first, then the session, then the audit chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, outbox, stages, wiring
from actions.advisory import papers
from actions.advisory.agenda import Agenda, Owed, Reason, actions_overdue, gather, of_council
from actions.advisory.minutes import Action, Sheet, flaws
from documents.catalogue.advisory import AGENDA
from models import provinces, queries, workdays
from models.deeds import Deed, require
from models.dossier import Dossier
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor
from models.tables import AdvisoryAction, AdvisoryItem, AdvisorySession, Document

_MONTH = re.compile(r"(?P<month>\d{1,2})[/-](?P<year>\d{4})|(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})")


def parse_month(text: str) -> date:
    """The first day of a month written 11/2026 or 2026-11.

    Raises:
        BadInput: when it is neither.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is not None:
        year, month = found["year"] or found["iso_year"], found["month"] or found["iso_month"]
        if 1 <= int(month) <= 12 and int(year) >= 1:  # noqa: PLR2004 - the months of a year
            return date(int(year), int(month), 1)
    raise BadInput(f"«{text}» không phải là tháng; hãy ghi theo dạng 11/2026.")


def meeting_day(month: date) -> date:
    """The day of the month on which a council meets: its last working day, or the one that was set.

    A set day on which offices are shut gives way to the working day before it, within the month.
    """
    last = workdays.add_months(month.replace(day=1), 1) - timedelta(days=1)
    wanted = min(wiring.settings().advisory_day or last.day, last.day)
    days = [last.replace(day=number) for number in range(1, last.day + 1)]
    open_days = [day for day in days if workdays.is_working_day(day)]
    return next((day for day in reversed(open_days) if day.day <= wanted), open_days[0])


@dataclass(frozen=True)
class Prepared:
    """A session that was prepared: its file, its agenda, and the paper that says it (row and number)."""

    province: str
    month: date
    file: str
    agenda: Agenda
    document: int
    number: str


def prepare(
    session: Session, province: str, month: date | None, on: date, *, meets_on: date | None = None
) -> Prepared:
    """Prepare a province's session of a month (None: the next one), and issue its agenda.

    Safe to run again: while the session is not held its agenda follows the tables, and a new paper is
    issued only when it would say something else.

    Args:
        session: the caller's transaction.
        province: any name of the province; after a merger the successor's council answers.
        month: any day of the month.
        on: the day of preparation.
        meets_on: the day on which the council meets, where it is not the usual one.

    Raises:
        BadInput: there is no such province, or the day lies before the month.
        Refused: the session was held already.
    """
    name = provinces.successor(province, on)
    month = month.replace(day=1) if month is not None else next_month(session, name, on)
    if meets_on is not None and meets_on < month:
        raise BadInput(f"Ngày họp {meets_on:%d/%m/%Y} trước tháng {month:%m/%Y}; hãy chọn ngày khác.")
    known = session.scalar(queries.advisory_session(name, month))
    day = meets_on or (known.meets_on if known is not None else meeting_day(month))
    agenda = gather(session, name, month, day, on)
    session.scalars(queries.tasks_held([item.code for item in agenda.items])).all()
    row = _opened(session, name, month, day)
    if row.held_on is not None:
        raise Refused(
            f"Phiên họp tháng {month:%m/%Y} đã họp ngày {row.held_on:%d/%m/%Y}; hãy lập phiên tháng sau."
        )
    row.meets_on = day
    _place(session, row, agenda)
    paper = papers.write_agenda(session, row, agenda, on)
    return Prepared(name, month, papers.file_of(row), agenda, paper.id, paper.number_text)


def next_month(session: Session, name: str, on: date) -> date:
    """The month of the next session: the first whose day has not passed and that was not held."""
    month = on.replace(day=1)
    while True:
        row = session.scalar(queries.advisory_session(name, month))
        day = row.meets_on if row is not None else meeting_day(month)
        if day >= on and (row is None or row.held_on is None):
            return month
        month = workdays.add_months(month, 1)


def opened(session: Session, name: str, month: date) -> AdvisorySession:
    """The session of that month on its usual day, made when it is not there, held by this transaction."""
    return _opened(session, name, month, meeting_day(month))


def _opened(session: Session, name: str, month: date, day: date) -> AdvisorySession:
    """The session of that month, made when it is not there, held until the transaction ends."""
    made = insert(AdvisorySession).values(province=name, month=month, meets_on=day)
    session.execute(
        made.on_conflict_do_nothing(index_elements=[AdvisorySession.province, AdvisorySession.month])
    )
    return _held(session, name, month)


def _held(session: Session, name: str, month: date) -> AdvisorySession:
    query = queries.advisory_session(name, month, lock=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _place(session: Session, row: AdvisorySession, agenda: Agenda) -> None:
    """Put on the agenda what belongs there, and take off what does not; a call stays until it is answered."""
    standing = {item.task_id: item for item, _, _ in session.execute(queries.advisory_items(row.id))}
    for wanted in agenda.items:
        item = standing.pop(wanted.task_id, None)
        if item is None:
            item = AdvisoryItem(session_id=row.id, task_id=wanted.task_id)
            session.add(item)
        item.reason, item.note = wanted.reason.value, wanted.note
    for item in standing.values():
        if item.reason != Reason.CALLED:
            session.delete(item)
    session.flush()


def call(session: Session, task: Dossier, note: str, on: date) -> date:
    """Put a result on the agenda of the next session; returns the day on which it meets.

    It stays there until a session concludes on it. The caller holds the task, and has not written to the
    audit chain yet.
    """
    name = provinces.successor(task.province, on)
    month = next_month(session, name, on)
    row = opened(session, name, month)
    called = {"reason": Reason.CALLED.value, "note": note.strip()}
    statement = insert(AdvisoryItem).values(session_id=row.id, task_id=task.id, **called)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[AdvisoryItem.session_id, AdvisoryItem.task_id], set_=called
        )
    )
    audit.record(
        session,
        "task:council:called",
        f"Đưa kết quả vào chương trình họp hội đồng tư vấn ngày {row.meets_on:%d/%m/%Y}.",
        on=on,
        task_id=task.id,
        facts={"session": row.id, "file": papers.file_of(row)},
    )
    return row.meets_on


@dataclass(frozen=True)
class Recorded:
    """Minutes on record: of which session, the paper (its row and number), the numbers of the actions."""

    province: str
    month: date
    file: str
    document: int
    number: str
    actions: tuple[int, ...]


def record_minutes(session: Session, sheet: Sheet, actor: Actor, *, on: date) -> Recorded:
    """Write down what a session concluded and asked for, and issue its minutes.

    Raises:
        NotPermitted: the actor is not the council's secretary.
        NotFound: there is no such session.
        Refused: it has no agenda, was held already, or the form lacks something: every reason at once.
    """
    role = require(actor, Deed.ADVISORY_RUN)
    name = provinces.successor(sheet.province, on)
    month = parse_month(sheet.month) if sheet.month else _unwritten(session, name, on)
    concerned = {each.task for each in sheet.conclusions} | {each.task for each in sheet.actions}
    session.scalars(queries.tasks_held(concerned, to_change=True)).all()
    if session.scalar(queries.advisory_session(name, month)) is None:
        raise NotFound(_no_session(name, month))
    row = _held(session, name, month)
    agenda = papers.latest(session, row, AGENDA)
    items = {code: (item, title) for item, code, title in session.execute(queries.advisory_items(row.id))}
    check(session, row, agenda, sheet, items, on)
    assert agenda is not None  # noqa: S101 - refused above, said to the type checker
    row.held_on, row.conclusion = sheet.held_on, sheet.conclusion
    for each in sheet.conclusions:
        items[each.task][0].conclusion = each.conclusion
    actions = [_asked(session, row, each, items) for each in sheet.actions]
    session.flush()
    titles = {code: title for code, (_, title) in items.items()}
    paper = papers.write_minutes(session, row, sheet, titles, agenda, on)
    audit.record(
        session,
        "session:minutes:recorded",
        f"{actor.signing_as(role)} ghi biên bản phiên họp hội đồng tư vấn tháng {month:%m/%Y}: "
        f"{len(sheet.conclusions)} kết luận, {len(actions)} việc được giao.",
        on=on,
        person_id=actor.id,
        facts={"session": row.id, "file": papers.file_of(row), "document": paper.id},
    )
    _tell(session, sheet, items, paper, actor, on)
    numbers = tuple(action.id for action in actions)
    return Recorded(name, month, papers.file_of(row), paper.id, paper.number_text, numbers)


def _unwritten(session: Session, name: str, on: date) -> date:
    """The month of the session whose minutes are due: the last whose day has come, or else the next one."""
    open_ones = [row for row in session.scalars(queries.advisory_sessions([name])) if row.held_on is None]
    if not open_ones:
        raise NotFound(_no_session(name, on))
    come = [row for row in open_ones if row.meets_on <= on]
    return (come[-1] if come else open_ones[0]).month


def _no_session(name: str, month: date) -> str:
    return (
        f"Hội đồng tư vấn của {name} chưa có phiên họp tháng {month:%m/%Y} chờ biên bản; "
        "hãy lập chương trình trước (lệnh advisory-agenda)."
    )


_Items = dict[str, tuple[AdvisoryItem, str]]


def check(
    session: Session, row: AdvisorySession, agenda: Document | None, sheet: Sheet, items: _Items, on: date
) -> None:
    """Refuse minutes without an agenda, a second time, or of a form that lacks something."""
    if row.held_on is not None:
        raise Refused(
            f"Phiên họp tháng {row.month:%m/%Y} đã có biên bản (họp ngày {row.held_on:%d/%m/%Y}); "
            "biên bản đã ban hành không sửa được."
        )
    if agenda is None:
        raise Refused(_no_session(row.province, row.month))
    held = [
        each.held_on for each in session.scalars(queries.advisory_sessions([row.province])) if each.held_on
    ]
    reasons = flaws(sheet, items, month=row.month, last_held=max(held, default=None), on=on)
    if reasons:
        raise Refused.because(reasons)


def _asked(session: Session, row: AdvisorySession, action: Action, items: _Items) -> AdvisoryAction:
    asked = AdvisoryAction(
        session_id=row.id,
        task_id=items[action.task][0].task_id if action.task else None,
        **action.model_dump(exclude={"task"}),
    )
    session.add(asked)
    return asked


def _tell(session: Session, sheet: Sheet, items: _Items, paper: Document, actor: Actor, on: date) -> None:
    """Write into the journal of each result what the council concluded, and whom it asked for what."""
    said = [(each.task, "concluded", f"kết luận: {_ended(each.conclusion)}") for each in sheet.conclusions]
    said += [
        (each.task, "assigned", f"giao {each.who}: {each.what}, hạn {each.due_on:%d/%m/%Y}.")
        for each in sheet.actions
        if each.task
    ]
    for code, act, sentence in said:
        audit.record(
            session,
            f"task:council:{act}",
            f"Hội đồng tư vấn họp ngày {sheet.held_on:%d/%m/%Y} {sentence}",
            on=on,
            task_id=items[code][0].task_id,
            person_id=actor.id,
            facts={"document": paper.id, "number": paper.number_text},
        )
    for code in dict.fromkeys(code for code, _, _ in said):
        _redraw(session, items[code][0].task_id, code, on)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _redraw(session: Session, task_id: int, code: str, on: date) -> None:
    stages.touch(session, task_id)
    for subject in (f"task:{code}", f"case:{code}"):
        outbox.promise(session, outbox.Kind.REDRAW, subject, on=on, code=code)


def finish_action(session: Session, number: int, evidence: str, actor: Actor, on: date) -> str:
    """Note that an action was done, by which document or fact; returns the sentence of the journal.

    Raises:
        NotPermitted: the actor does not follow the council's actions.
        NotFound: no such action.
        Refused: it was done already, or the evidence is missing.
    """
    role = require(actor, Deed.ADVISORY_FOLLOW)
    found = session.execute(queries.advisory_actions(number=number)).first()
    if found is None:
        raise NotFound(f"Hội đồng tư vấn không giao việc nào mang số {number}; xem lệnh advisory.")
    _, of, code = found
    session.scalars(queries.tasks_held([code] if code else [], to_change=True)).all()
    query = queries.advisory_action(number, lock=True).execution_options(populate_existing=True)
    row = session.scalars(query).one()
    reasons = []
    if row.done_on is not None:
        reasons.append(f"Việc số {number} đã xong ngày {row.done_on:%d/%m/%Y}: {row.done_by}.")
    if not evidence.strip():
        reasons.append("Phải nêu căn cứ là việc đã xong: số, ngày của văn bản hoặc sản phẩm đã có.")
    if reasons:
        raise Refused.because(reasons)
    row.done_on, row.done_by = on, evidence.strip()
    sentence = (
        f"{actor.signing_as(role)} ghi nhận đã xong việc hội đồng tư vấn giao tháng {of.month:%m/%Y}: "
        f"{row.what.rstrip('.')}. Căn cứ: {_ended(row.done_by)}"
    )
    audit.record(
        session,
        "session:action:done",
        sentence,
        on=on,
        task_id=row.task_id,
        person_id=actor.id,
        facts={"action": number, "session": row.session_id},
    )
    if row.task_id is not None and code is not None:
        _redraw(session, row.task_id, code, on)
    return sentence


def overdue_actions(session: Session, on: date, province: str = "") -> tuple[Owed, ...]:
    """The actions of sessions that are past their day: of one council, or of all."""
    names = of_council(provinces.successor(province, on), on) if province else None
    return actions_overdue(session, on, names)


def councils(session: Session, on: date) -> tuple[str, ...]:
    """The provinces, by the names of that day, whose councils have a result in the closet to deal with."""
    found = session.scalars(queries.provinces_with_cases())
    return tuple(sorted({provinces.successor(name, on) for name in found}))
