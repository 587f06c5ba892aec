"""A match on its way: proposed, met, a memorandum, a transfer, or dropped; each step with its day.

A match only says that two sides were brought together. Who receives the result is decided at the lifecycle's
gates; a match never names a recipient, and is not called transferred before the dossier says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, dossiers, matching, needs, outbox, stages
from models.closet.facts import is_out
from models.deeds import GRANTS, Deed
from models.dossier import Dossier, Grade
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Role
from models.listing.text import clean, fold
from models.permissions import Actor, role_for
from models.queries import market
from models.tables import Match, Organisation, Result

PROPOSED, MET, MEMORANDUM, TRANSFERRED, DROPPED = "proposed", "met", "memorandum", "transferred", "dropped"

STEP_LABELS = {
    PROPOSED: "đề nghị kết nối",
    MET: "đã gặp",
    MEMORANDUM: "biên bản ghi nhớ",
    TRANSFERRED: "đã chuyển giao",
    DROPPED: "dừng kết nối",
}


@dataclass(frozen=True)
class _Opened:
    """A match held for its next step, with both sides."""

    task: Dossier
    party: Organisation
    match: Match


def propose(
    session: Session,
    code: str,
    party: int | str,
    actor: Actor,
    on: date,
    *,
    day: date | None = None,
) -> str:
    """Bring a result together with an organisation; returns the sentence of the journal.

    Args:
        session: the transaction.
        code: the result's task.
        party: the number of the need or offer, or the organisation's name.
        actor: who proposes it.
        on: today.
        day: when it was proposed, if that was earlier.

    Raises:
        BadInput: the day is still to come, or no organisation is named.
        NotFound: no such task, or no such need.
        NotPermitted: the actor acts neither for the department nor for one of the two sides.
        Refused: one of the two cannot be matched, with every reason.
    """
    when = _past(day or on, on)
    task = dossiers.load(session, code, lock=True)
    need, organisation = (
        matching.need_of(session, party)
        if isinstance(party, int)
        else (None, _organisation(session, task, party))
    )
    _check_may_record(actor, task, organisation)
    reasons = [
        sentence
        for holds, sentence in (
            (_is_dissolved(organisation, on), _dissolved(organisation)),
            (
                need is not None and need.closed_on is not None,
                "Nhu cầu này đã đóng; hãy chọn nhu cầu khác hoặc ghi tên tổ chức.",
            ),
            (
                task.host is not None and task.host.id == organisation.id,
                f"{organisation.name} là tổ chức chủ trì: tự khai thác thì quyết định khi giao quyền.",
            ),
            (
                task.result.grade is Grade.FAIL,
                "Nhiệm vụ không đạt khi nghiệm thu: không có kết quả để kết nối.",
            ),
            (is_out(task), "Kết quả đã được bàn giao, chuyển giao, sử dụng hoặc kết luận không chuyển giao."),
            (
                session.scalar(market.open_match(task.id, organisation.id)) is not None,
                f"Đã có kết nối đang mở với {organisation.name}; hãy ghi bước tiếp theo của nó.",
            ),
        )
        if holds
    ]
    if reasons:
        raise Refused.because(reasons)
    session.add(
        Match(
            task_id=task.id,
            organisation_id=organisation.id,
            need_id=need.id if need else None,
            score=_score(session, task, organisation, on),
            proposed_on=when,
        )
    )
    session.flush()
    about = (
        f" theo {'nhu cầu' if need.kind == matching.NEED else 'chào bán'} số {need.id} «{need.title}»"
        if need
        else ""
    )
    sentence = f"{actor.title} đề nghị kết nối kết quả với {organisation.name}{about}, ngày {when:%d/%m/%Y}."
    return _told(
        session, task, PROPOSED, sentence, on, actor, party=organisation.id, need=need.id if need else None
    )


def met(session: Session, code: str, party: str, actor: Actor, on: date, *, day: date | None = None) -> str:
    """Record that both sides met.

    Raises:
        BadInput: the day is still to come, or before the proposal.
        NotFound: the two are not being matched.
        NotPermitted: the actor may not record it.
        Refused: the meeting is on record already, or the organisation was dissolved.
    """
    opened = _opened(session, code, party, actor)
    when = _past(day or on, on, since=opened.match.proposed_on, before="ngày đề nghị kết nối")
    _check(
        (opened.match.met_on is not None, "Buổi gặp đã được ghi nhận."),
        (_is_dissolved(opened.party, on), _dissolved(opened.party)),
    )
    opened.match.met_on = when
    sentence = f"{actor.title} ghi nhận: đã gặp {opened.party.name} về kết quả, ngày {when:%d/%m/%Y}."
    return _told(session, opened.task, MET, sentence, on, actor, party=opened.party.id)


def memorandum(
    session: Session,
    code: str,
    party: str,
    actor: Actor,
    on: date,
    *,
    document: str,
    day: date | None = None,
) -> str:
    """Record the memorandum that both sides signed: from its day on a contract is awaited.

    Raises:
        BadInput: no document is named, or the day is still to come or before the meeting.
        NotFound: the two are not being matched.
        NotPermitted: the actor may not record it.
        Refused: they have not met, or the memorandum is on record, or the organisation was dissolved.
    """
    if not document.strip():
        raise BadInput("Phải ghi số, ký hiệu và ngày của biên bản ghi nhớ.")
    opened = _opened(session, code, party, actor)
    _check(
        (opened.match.met_on is None, "Chưa ghi nhận buổi gặp giữa hai bên; hãy ghi nhận buổi gặp trước."),
        (opened.match.memorandum_on is not None, "Biên bản ghi nhớ đã được ghi nhận."),
        (_is_dissolved(opened.party, on), _dissolved(opened.party)),
        (is_out(opened.task), "Kết quả đã được bàn giao hoặc chuyển giao: không cần biên bản ghi nhớ nữa."),
    )
    when = _past(day or on, on, since=opened.match.met_on, before="ngày gặp")
    opened.match.memorandum_on, opened.match.memorandum = when, clean(document)
    result = _result(session, opened.task.id)
    result.memorandum_on = min(filter(None, (result.memorandum_on, when)))
    sentence = (
        f"{actor.title} ghi nhận biên bản ghi nhớ {clean(document)} với {opened.party.name}, "
        f"ngày {when:%d/%m/%Y}."
    )
    return _told(
        session, opened.task, MEMORANDUM, sentence, on, actor, party=opened.party.id, document=clean(document)
    )


def transferred(
    session: Session, code: str, party: str, actor: Actor, on: date, *, day: date | None = None
) -> str:
    """Record that the match ended in a transfer, which the dossier must show.

    Raises:
        BadInput: the day is still to come, or before the meeting.
        NotFound: the two are not being matched.
        NotPermitted: the actor may not record it.
        Refused: the dossier shows no transfer, or one to somebody else, or the two never met.
    """
    opened = _opened(session, code, party, actor)
    task, result = opened.task, opened.task.result
    done = result.transferred_on or result.handed_over_on
    other = task.recipient is not None and task.recipient.id != opened.party.id
    _check(
        (opened.match.transferred_on is not None, "Kết nối này đã được ghi nhận là đã chuyển giao."),
        (opened.match.met_on is None, "Chưa ghi nhận buổi gặp giữa hai bên; hãy ghi nhận buổi gặp trước."),
        (
            done is None,
            "Hồ sơ nhiệm vụ chưa có việc chuyển giao; hãy hoàn thành giai đoạn chuyển giao trước.",
        ),
        (
            other,
            f"Hồ sơ nêu đơn vị tiếp nhận khác với {opened.party.name}; hãy kiểm tra lại.",
        ),
    )
    when = _past(
        day or done or on, on, since=opened.match.memorandum_on or opened.match.met_on, before="bước trước"
    )
    opened.match.transferred_on = when
    sentence = f"Kết nối với {opened.party.name} đã thành chuyển giao, ngày {when:%d/%m/%Y}."
    return _told(session, task, TRANSFERRED, sentence, on, actor, party=opened.party.id)


def drop(
    session: Session, code: str, party: str, actor: Actor, on: date, *, because: str, day: date | None = None
) -> str:
    """Give a match up; its memorandum no longer asks for a contract.

    Raises:
        BadInput: no reason is given, or the day is still to come or before the proposal.
        NotFound: the two are not being matched.
        NotPermitted: the actor may not record it.
        Refused: it has ended in a transfer.
    """
    if not because.strip():
        raise BadInput("Phải nêu lý do dừng kết nối và văn bản làm căn cứ (nếu có).")
    opened = _opened(session, code, party, actor)
    _check((opened.match.transferred_on is not None, "Kết nối đã thành chuyển giao, không dừng được nữa."))
    latest = max(filter(None, (opened.match.proposed_on, opened.match.met_on, opened.match.memorandum_on)))
    opened.match.dropped_on = _past(day or on, on, since=latest, before="bước trước")
    opened.match.dropped_because = because.strip()
    session.flush()
    result = _result(session, opened.task.id)
    if opened.match.memorandum_on is not None and result.memorandum_on == opened.match.memorandum_on:
        others = (each.memorandum_on for each in session.scalars(market.open_matches(opened.task.id)))
        result.memorandum_on = min(filter(None, others), default=None)
    sentence = f"{actor.title} dừng kết nối với {opened.party.name}: {because.strip()}."
    return _told(session, opened.task, DROPPED, sentence, on, actor, party=opened.party.id)


def listed(session: Session, code: str = "") -> list[dict[str, Any]]:
    """The matches of a task, or of all, with the step where each stands."""
    return [
        {
            "task": task.code,
            "title": task.title,
            "organisation": party.name,
            "need_id": match.need_id,
            "step": (step := step_of(match)),
            "step_vi": STEP_LABELS[step],
            "proposed_on": match.proposed_on,
            "met_on": match.met_on,
            "memorandum_on": match.memorandum_on,
            "memorandum": match.memorandum,
            "transferred_on": match.transferred_on,
            "dropped_on": match.dropped_on,
            "dropped_because": match.dropped_because,
            "score": match.score,
        }
        for match, task, party in session.execute(market.matches_listed(code))
    ]


def step_of(match: Match) -> str:
    """The last step that its dates show."""
    reached = (
        (DROPPED, match.dropped_on),
        (TRANSFERRED, match.transferred_on),
        (MEMORANDUM, match.memorandum_on),
        (MET, match.met_on),
    )
    return next((step for step, day in reached if day is not None), PROPOSED)


def _opened(session: Session, code: str, party: str, actor: Actor) -> _Opened:
    """The open match of the two, its task held first (as everywhere), and the right of the actor checked."""
    task = dossiers.load(session, code, lock=True)
    named = session.execute(market.open_match_with(task.id, fold(party))).all()
    if not named:
        raise NotFound(
            f"Không có kết nối đang mở giữa {code} và «{clean(party)}»; hãy đề nghị kết nối trước, "
            "hoặc xem lệnh matches."
        )
    if len(named) > 1:
        raise Refused(f"Có {len(named)} tổ chức cùng tên «{clean(party)}» đang được kết nối với {code}.")
    match, organisation = named[0]
    _check_may_record(actor, task, organisation)
    return _Opened(task, organisation, match)


def _organisation(session: Session, task: Dossier, name: str) -> Organisation:
    if not clean(name):
        raise BadInput("Phải ghi số nhu cầu hoặc tên tổ chức được kết nối.")
    return needs.party_called(session, name, "", seat=task.province)


def _check_may_record(actor: Actor, task: Dossier, party: Organisation) -> None:
    """Let through whom the table names, on this task; a recipient for its own organisation alone."""
    granted = set(GRANTS[Deed.MATCH_RECORD].roles)
    own = actor.organisation_id == party.id and Role.RECIPIENT in actor.roles & granted
    if not own and role_for(actor, task, granted - {Role.RECIPIENT}) is None:
        raise NotPermitted(
            f"{actor.title} không được ghi nhận kết nối của kết quả này: chỉ Sở Khoa học và Công nghệ, "
            "tổ chức chủ trì, và bên tiếp nhận đối với chính mình."
        )


def _check(*conditions: tuple[bool, str]) -> None:
    reasons = [sentence for holds, sentence in conditions if holds]
    if reasons:
        raise Refused.because(reasons)


def _past(day: date, on: date, *, since: date | None = None, before: str = "") -> date:
    """The day itself, if it is not still to come and not before the step that it follows."""
    if day > on:
        raise BadInput(f"Ngày {day:%d/%m/%Y} chưa đến (hôm nay {on:%d/%m/%Y}); hãy ghi ngày đã diễn ra.")
    if since is not None and day < since:
        raise BadInput(f"Ngày {day:%d/%m/%Y} trước {before} ({since:%d/%m/%Y}); hãy kiểm tra lại.")
    return day


def _is_dissolved(party: Organisation, on: date) -> bool:
    return party.dissolved_on is not None and party.dissolved_on <= on


def _dissolved(party: Organisation) -> str:
    day = f" ngày {party.dissolved_on:%d/%m/%Y}" if party.dissolved_on else ""
    return f"{party.name} đã giải thể{day}; hãy chọn tổ chức kế thừa hoặc tổ chức khác."


def _score(session: Session, task: Dossier, party: Organisation, on: date) -> Decimal | None:
    """The rank that the system itself gave, so that its proposals can be judged later."""
    ranked = matching.suggestions(session, task.code, on, limit=50)
    return next((Decimal(str(each.score)) for each in ranked if each.organisation_id == party.id), None)


def _result(session: Session, task_id: int) -> Result:
    found = session.get(Result, task_id)
    if found is None:
        found = Result(task_id=task_id)
        session.add(found)
    return found


def _told(
    session: Session, task: Dossier, step: str, sentence: str, on: date, actor: Actor, **facts: object
) -> str:
    """Write the step into the journal, and have the task's window and its case looked at anew."""
    session.flush()
    audit.record(
        session, f"task:match:{step}", sentence, on=on, task_id=task.id, person_id=actor.id, facts=facts
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    outbox.promise(session, outbox.Kind.CLOSET, f"case:{task.code}", on=on, code=task.code)
    return sentence
