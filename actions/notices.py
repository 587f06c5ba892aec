"""What people are written to about: an event of a case or of a deadline, to those who must act on it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import (
    audit,
    closet,
    delegations,
    dossiers,
    escalations,
    letters,
    links,
    mail,
    remedies,
    windows,
    wiring,
)
from actions.delegations import Holder
from actions.keeping.calendar import calendar
from models import progress, queries
from models.closet import Case
from models.closet.ladder import LADDER, escalation, rung_number
from models.dossier import Dossier
from models.errors import NotFound
from models.language import Role
from models.tables import ClosetCase, RemedyTaken

KINDS: dict[str, letters.Kind] = {
    "closet.opened": letters.Kind.ESCALATION,
    "closet.escalated": letters.Kind.ESCALATION,
    "closet.closed": letters.Kind.ESCALATION,
    "deadline.missed": letters.Kind.REMINDER,
    "stage.entered": letters.Kind.REMINDER,
    "term.ending": letters.Kind.REMINDER,
}
"""What kind of letter tells of an event: whoever declined the kind is not written to."""

HEADLINES: dict[str, str] = {
    "closet.opened": "Kết quả vào ngăn tủ",
    "closet.escalated": "Chuyển cấp xử lý kết quả trong ngăn tủ",
    "closet.closed": "Kết quả đã ra khỏi ngăn tủ",
    "deadline.missed": "Quá hạn",
    "term.ending": "Văn bản sắp hết thời hạn lưu",
    "stage.entered": "Nhiệm vụ vào giai đoạn mới",
}
"""The events that people are written to about, and how the subject of the letter begins."""


_TERM_ENDING = "term.ending"


@dataclass(frozen=True)
class Notice:
    """What is to be told: the facts of the letter, and the functions to which it goes."""

    code: str
    task_id: int
    subject: str
    body: str
    holders: tuple[Holder, ...]
    kind: letters.Kind
    copies: tuple[Holder, ...] = ()
    """Who is told as well: those on the rungs below, who go on working."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to write to, each address once."""
        return tuple(dict.fromkeys(holder.email for holder in self._willing(self.holders)))

    @property
    def copied(self) -> tuple[str, ...]:
        """Where a copy goes, each address once."""
        found = dict.fromkeys(holder.email for holder in self._willing(self.copies))
        return tuple(address for address in found if address not in self.addresses)

    def _willing(self, holders: tuple[Holder, ...]) -> tuple[Holder, ...]:
        return tuple(each for each in holders if each.email and self.kind.value not in each.declined)


def notify(event: str, about: str, key: str, on: date) -> str:
    """Write to those who must act on an event, once; returns a sentence on what was done.

    Args:
        event: one of `HEADLINES`.
        about: `case:CODE` or `task:CODE`.
        key: the event's own number: what was sent under it is not sent again.
        on: the day.

    Raises:
        NotFound: there is no such task, or no such event.
        Unavailable: the mail server takes nothing now; nothing was noted, so it may be tried again.
    """
    with windows.held(f"notice:{key}") as session:
        notice = notice_of(session, event, about, on)
        if session.scalar(queries.noticed(notice.task_id, key)) is not None:
            return f"{notice.code}: đã báo tin về sự kiện này, không gửi lại."
        who = "; ".join(holder.named for holder in notice.holders) or "không có ai giữ vai trò này"
        if not mail.is_configured():
            return f"{notice.code}: chưa cấu hình máy chủ thư nên không gửi thư. Người phải xử lý: {who}."
        if not notice.addresses:
            return f"{notice.code}: không có địa chỉ thư của người phải xử lý ({who}) nên không gửi thư."
        refused = mail.send(
            mail.Letter(key, notice.addresses, notice.subject, notice.body, copies=notice.copied)
        )
        told = "; ".join(
            dict.fromkeys(
                holder.named
                for holder in (*notice.holders, *notice.copies)
                if holder.email in {*notice.addresses, *notice.copied} and holder.email not in refused
            )
        )
        sentence = f"Đã gửi thư «{notice.subject}» tới: {told}."
        tag = "case:closet:noticed" if about.startswith("case:") else "task:stage:noticed"
        audit.record(session, tag, sentence, on=on, task_id=notice.task_id, facts={"event": key})
        return sentence + (f" Máy chủ thư từ chối {len(refused)} địa chỉ." if refused else "")


def notice_of(session: Session, event: str, about: str, on: date) -> Notice:
    """The notice of an event as things stand on that day.

    Raises:
        NotFound: there is no such task, or no such event.
    """
    kind, _, code = about.partition(":")
    if event not in HEADLINES or kind not in {"case", "task"}:
        raise NotFound(f"Không có sự kiện «{event}» về «{about}» để báo tin.")
    task = dossiers.load(session, code)
    if event == _TERM_ENDING:
        return _of_terms(session, task, on)
    case = closet.case_of(task, on)
    row = session.scalar(queries.last_case(task.id)) if kind == "case" else None
    if row is not None and row.closed_on is not None:
        return _of_closed(session, event, task, row, on)
    if row is not None and case is not None:
        return _of_case(session, event, task, case, row, on)
    return _of_stage(session, event, task, on)


def _of_case(session: Session, event: str, task: Dossier, case: Case, row: ClosetCase, on: date) -> Notice:
    """What is stuck, since when, why, what the law allows, and who must act."""
    taken = session.scalars(queries.remedies_in((row.id,))).all()
    step = escalations.step_of(case, row.opened_on, taken, on)
    holders = delegations.acting(session, step.role, on)
    days = f"{case.days} ngày" if case.days is not None else "chưa rõ số ngày"
    late = [each for each in taken if each.done_on is None and each.due_on is not None and each.due_on < on]
    since = f" từ {case.since:%d/%m/%Y} ({case.since_fact})" if case.since else ""
    reached = (
        f" ({step.rule.name_vi}: {step.rule.value} {step.rule.unit}; {step.rule.source})" if step.rule else ""
    )
    parts = [
        f"Kết quả của nhiệm vụ {task.code} «{task.title}» nằm trong ngăn tủ{since}: {days}.",
        _section("Vì sao", [_why(case, number) for number in range(len(case.causes))]),
        _section("Quá hạn", [_missed(each) for each in late]),
        f"Người phải xử lý: {_named(holders, step.role)}.",
        f"Số ngày quá hạn xử lý: {step.days_overdue}{reached}.",
        _section("Pháp luật cho phép chọn", [each.vi for each in remedies.remedies_for(case)]),
    ]
    subject = f"{case.headline.vi}, {days}" if event != "deadline.missed" or not late else _late_names(late)
    copies = _up_to(session, rung_number(step.role), on) if event == "closet.escalated" else ()
    return _notice(event, task, subject, parts, holders, f"case:{task.code}", copies)


def _up_to(session: Session, height: int, on: date) -> tuple[Holder, ...]:
    """Who acts on the rungs below that height."""
    return tuple(holder for rung in LADDER[:height] for holder in delegations.acting(session, rung.role, on))


def _why(case: Case, number: int) -> str:
    cause = case.causes[number]
    since = f" từ {cause.since:%d/%m/%Y}" if cause.since else ""
    return " ".join(
        [
            f"{cause.vi}{since}.",
            *cause.evidence,
            f"Trách nhiệm: {cause.responsible}.",
            f"Căn cứ: {cause.source}.",
        ]
    )


def _late_names(late: list[RemedyTaken]) -> str:
    return "; ".join(remedies.remedy_name(each.remedy).lower() for each in late)


def _missed(remedy: RemedyTaken) -> str:
    return (
        f"{remedies.remedy_name(remedy.remedy)}: hạn {remedy.due_on:%d/%m/%Y}, "
        f"trách nhiệm: {remedy.responsible}."
    )


def _of_closed(session: Session, event: str, task: Dossier, row: ClosetCase, on: date) -> Notice:
    """By which fact the case has ended; told to everybody on the ladder up to where the case had climbed."""
    facts = next((entry.facts for entry in session.scalars(queries.climbs_of(task.id))), {})
    highest = rung_number(Role(facts["rung"])) if "rung" in facts else 0
    holders = _up_to(session, highest + 1, on)
    parts = [
        f"Kết quả của nhiệm vụ {task.code} «{task.title}» đã ra khỏi ngăn tủ ngày {row.closed_on:%d/%m/%Y}.",
        f"Vào ngăn tủ ngày {row.opened_on:%d/%m/%Y}. Sự kiện kết thúc: {row.closed_by}",
    ]
    return _notice(event, task, task.title, parts, holders, f"case:{task.code}")


def _of_stage(session: Session, event: str, task: Dossier, on: date) -> Notice:
    """Where the task stands, until when, what it waits for."""
    main = progress.main_entry(task)
    due = progress.due_on(main, on) if main is not None else None
    step = escalation(on if due is None else due, due, on, task.province)
    holders = delegations.acting(session, step.role, on)
    parts = [f"Nhiệm vụ {task.code} «{task.title}»."]
    where = "đã kết thúc"
    if main is not None:
        stage = progress.stage_of(task, main)
        where = stage.vi
        gate = progress.awaited_gate(stage, main, task)
        when = f", hạn {due:%d/%m/%Y}, quá hạn {step.days_overdue} ngày" if due and due < on else ""
        waiting = progress.obstacles(stage, main, task, gate, on) if gate is not None else ()
        deciders = ", ".join(role.vi for role in progress.decider_roles(gate)) if gate is not None else ""
        parts += [
            f"Giai đoạn «{stage.vi}» từ {main.entered_on:%d/%m/%Y}{when}. Căn cứ: {stage.source}.",
            f"Đang chờ: {gate.vi}; người quyết định: {deciders}." if gate is not None else "",
            _section("Vướng mắc", list(waiting)),
            f"Người phải đôn đốc: {_named(holders, step.role)}.",
        ]
    return _notice(event, task, where, parts, holders, f"task:{task.code}")


def _of_terms(session: Session, task: Dossier, on: date) -> Notice:
    """Which papers of a task reach the end of their term, told to those who keep records."""
    holders = delegations.acting(session, Role.RECORDS, on) or delegations.acting(
        session, Role.DOST_OFFICER, on
    )
    terms = tuple(calendar(session, on, task=task.code))
    parts = [
        f"Nhiệm vụ {task.code} «{task.title}» có {len(terms)} văn bản đã hoặc sắp hết thời hạn lưu.",
        _section("Văn bản", [f"{each.number or each.title}: {each.sentence}." for each in terms]),
        "Cần người có thẩm quyền quyết định; hệ thống không tự hủy văn bản nào.",
    ]
    return _notice(_TERM_ENDING, task, f"{len(terms)} văn bản", parts, holders, f"task:{task.code}")


def _notice(
    event: str,
    task: Dossier,
    subject: str,
    parts: list[str],
    holders: tuple[Holder, ...],
    tag: str,
    copies: tuple[Holder, ...] = (),
) -> Notice:
    settled = wiring.settings()
    said = (
        *(part for part in parts if part),
        f"Xem và xử lý trong Prefect: {links.runs_link(tag)}",
        f"Cổng thông tin: {settled.portal_url}",
        "Thư này do hệ thống tự động gửi; thời hạn ghi «tham khảo» là thông lệ, không phải quy định.",
    )
    headline = f"[{task.code}] {HEADLINES[event]}: {subject}"
    return Notice(
        task.code,
        task.id,
        " ".join(headline.split()),
        "\n\n".join(said) + "\n",
        holders,
        KINDS[event],
        copies,
    )


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join([f"{heading}:", *(f"- {line}" for line in lines)]) if lines else ""


def _named(holders: tuple[Holder, ...], role: Role) -> str:
    return "; ".join(holder.named for holder in holders) or role.vi
