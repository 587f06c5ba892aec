"""What remedies do beyond setting their dates: each tells why it cannot be done, does it, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import advisory, dossiers, organisations, stages
from models import progress, rights
from models.closet import Case, Remedy
from models.closet.remedies import (
    AWAIT_CENTRAL,
    CALL_COUNCIL,
    NAME_RECIPIENT,
    PAID_RUNG,
    PUBLISH_OFFER,
    RECALL,
    RECORD_SUCCESSOR,
    REPLICATE,
    USE_RIGHT,
)
from models.dossier import Dossier, Party
from models.errors import Refused
from models.language import Regime, Verdict
from models.lifecycle import MATCH, stages_of
from models.queries import market
from models.tables import Match, Organisation, Result, Task

_RUNGS = frozenset({Regime.R2_ND70, Regime.R3_NQ193})
"""The regimes that assign rights by the five rungs of Decree 70/2018."""
_PAID = frozenset({3, 4})
_USE_RIGHT_RUNG = 5


@dataclass(frozen=True)
class Act:
    """A remedy about to be done: for which case, by which paper, naming whom, on which day."""

    task: Dossier
    case: Case
    remedy: Remedy
    on: date
    party: Party | None
    document: str
    note: str


@dataclass(frozen=True)
class Effect:
    """What a remedy does; `refused` gives every reason why it cannot, `do` tells what it did."""

    do: Callable[[Session, Act], str]
    refused: Callable[[Act], tuple[str, ...]] = lambda _: ()


def refusals(act: Act) -> tuple[str, ...]:
    """Every reason why the party that is named, and the remedy itself, stand in the way."""
    dissolved = _dissolved(act.party, act.on)
    return (*dissolved, *(() if dissolved else EFFECTS.get(act.remedy.code, _NOTHING).refused(act)))


def hold(session: Session, act: Act) -> None:
    """Hold what the remedy changes beside the task, before the registers and the audit chain are held.

    Another task of the same body may be answered at this moment: who comes second sees the first one's heir.

    Raises:
        Refused: the body has got another heir meanwhile.
    """
    gone = _heirless(act) if act.remedy is RECORD_SUCCESSOR else None
    if gone is None or act.party is None:
        return
    row = session.get_one(Organisation, gone.id, with_for_update={"key_share": True}, populate_existing=True)
    if row.successor_id is not None and row.successor_id != act.party.id:
        raise Refused(f"{gone.name} vừa được ghi nhận tổ chức kế thừa khác; hãy xem lại hồ sơ.")


def bring_about(session: Session, act: Act) -> str:
    """Do what the remedy does: set its dates where they are not known yet, and its own effect.

    Returns a sentence for the journal; empty where the remedy only asks somebody to act.
    """
    row = session.get_one(Task, act.task.id)
    result = session.get_one(Result, act.task.id)
    if act.remedy.code not in row.remedies:
        row.remedies = [*row.remedies, act.remedy.code]
    for name in act.remedy.sets:
        if getattr(result, name) is None:
            setattr(result, name, act.on)
    session.flush()
    said = EFFECTS.get(act.remedy.code, _NOTHING).do(session, act)
    session.flush()
    return said


def _dissolved(party: Party | None, on: date) -> tuple[str, ...]:
    if party is None or party.dissolved_on is None or party.dissolved_on > on:
        return ()
    way = f"hãy nêu {party.successor}" if party.successor else "chưa có tổ chức kế thừa, hãy nêu đơn vị khác"
    return (f"{party.name} đã giải thể, sáp nhập từ ngày {party.dissolved_on:%d/%m/%Y}; {way}.",)


# A recipient.


def _law_on(act: Act, party: Party) -> rights.Answer:
    """What the law says of this recipient; as a free transfer only where one was asked for."""
    result = act.task.result
    free = result.free_transfer_asked_on is not None and result.paid_path_on is None
    return rights.judge_task(replace(act.task, recipient=party), free=free, on=act.on)


def _barred(act: Act) -> tuple[str, ...]:
    if act.party is None:
        return ()
    answer = _law_on(act, act.party)
    if not answer.is_barred:
        return ()
    ways = (f"Có thể được nếu: {way}" for way in answer.makes_possible)
    return (f"{act.party.name}: {answer.because.rstrip('.')} ({answer.article}).", *ways)


def _name(session: Session, act: Act, party: Party) -> str:
    """Put the recipient on record, and open its match with the result, once."""
    row = session.get_one(Task, act.task.id)
    row.recipient_id, row.recipient_named_on, row.item13 = party.id, act.on, True
    if act.task.host is None or act.task.host.id != party.id:
        _propose(session, act, party)
    answer = _law_on(act, party)
    said = f"Đơn vị tiếp nhận: {party.name}."
    if answer.verdict is rights.Permission.ALLOWED:
        return said
    return f"{said} {answer.verdict.label}: {answer.because.rstrip('.')} ({answer.article})."


def _propose(session: Session, act: Act, party: Party) -> None:
    session.execute(
        insert(Match)
        .values(task_id=act.task.id, organisation_id=party.id, proposed_on=act.on)
        .on_conflict_do_nothing(
            index_elements=[Match.task_id, Match.organisation_id], index_where=text("dropped_on is null")
        )
    )


def _name_recipient(session: Session, act: Act) -> str:
    return _name(session, act, act.party) if act.party is not None else ""


def _publish_offer(session: Session, act: Act) -> str:
    if act.party is None:
        return ""
    _propose(session, act, act.party)
    return f"Mời {act.party.name}."


_TAKEN_BACK: dict[str, Any] = {
    "handed_over_on": None,
    "transferred_on": None,
    "transfer_form": "",
    "price_agreed_on": None,
    "partner_found_on": None,
    "memorandum_on": None,
    "free_transfer_asked_on": None,
    "in_use": False,
}
"""What no longer holds of a result that was recalled; what was known before stays in the journal."""


def taken_back(task: Dossier) -> dict[str, str]:
    """What a recall takes off the record, as text, for the history."""
    known = {name: getattr(task.result, name) for name in _TAKEN_BACK}
    if task.recipient is not None or task.recipient_note:
        known["recipient"] = task.recipient.name if task.recipient else task.recipient_note
    return {name: str(value) for name, value in known.items() if value not in {None, "", False}}


def _recalled_to_the_same(act: Act) -> tuple[str, ...]:
    holder = act.task.recipient
    if act.party is not None and holder is not None and act.party.id == holder.id:
        return (f"{holder.name} đang giữ kết quả bị thu hồi; hãy nêu đơn vị khác hoặc để trống.",)
    return _barred(act)


def _recall(session: Session, act: Act) -> str:
    """Take the result back, so that another recipient is sought; the task goes back to be matched."""
    row, result = session.get_one(Task, act.task.id), session.get_one(Result, act.task.id)
    for name, value in _TAKEN_BACK.items():
        setattr(result, name, value)
    row.recipient_id, row.recipient_named_on, row.recipient_note = None, None, ""
    holder = act.task.recipient
    if holder is not None:
        for match in session.scalars(market.open_match(act.task.id, holder.id)):
            match.dropped_on, match.dropped_because = act.on, "Kết quả bị thu hồi vì không được sử dụng."
    session.flush()
    said = [f"Thu hồi từ {holder.name if holder else act.task.recipient_note or 'bên đang giữ kết quả'}."]
    if act.party is not None:
        said.append(_name(session, act, act.party))
        session.flush()
    said.append(_move(session, act))
    return " ".join(part for part in said if part)


# Where the task goes.


def _move(session: Session, act: Act) -> str:
    """Take the task along to the stage that the remedy opens, where that is its next step; else say nothing.

    A life that has ended is taken up again only where the result itself comes back to be matched.
    """
    task = dossiers.load(session, act.task.code)
    wanted = stages_of(task)[act.remedy.opens]
    main = progress.main_entry(task)
    if main is None and wanted.code == MATCH.code:
        session.get_one(Task, task.id).outcome = ""
        stages.enter(session, task, wanted, act.on)
        return f"Nhiệm vụ trở lại giai đoạn «{wanted.vi}»."
    if main is None or progress.unmet(wanted.enter, task, act.on):
        return ""
    step = progress.next_step(progress.stage_of(task, main), task, Verdict.APPROVE)
    if step is None or step.to != wanted.code:
        return ""
    stages.leave(session, task.code, main.id, Verdict.APPROVE, act.on)
    return f"Nhiệm vụ chuyển sang giai đoạn «{wanted.vi}»."


# Rights.


def _paid_rung(session: Session, act: Act) -> str:
    """Note the rung by which the recipient can be reached against payment, unless rights were decided."""
    result = act.task.result
    if act.task.regime not in _RUNGS or result.rights_decided_on is not None or act.task.recipient is None:
        return ""
    rung = rights.judge_task(act.task, free=False, on=act.on).rung
    if rung not in _PAID:
        return ""
    session.get_one(Result, act.task.id).rights_rung = rung
    return f"Bậc {rung}."


def _use_right(session: Session, act: Act) -> str:
    """Note the rung that is submitted, so that the decision on the rights states it."""
    if act.task.regime in _RUNGS and act.task.result.rights_decided_on is None:
        session.get_one(Result, act.task.id).rights_rung = _USE_RIGHT_RUNG
    return ""


def _no_heirless(act: Act) -> tuple[str, ...]:
    heirless = _heirless(act)
    if heirless is None:
        return ("Không có đơn vị nào của nhiệm vụ đã giải thể mà chưa có tổ chức kế thừa.",)
    if act.party is not None and act.party.id == heirless.id:
        return (f"{heirless.name} không thể kế thừa chính mình; hãy nêu tổ chức kế thừa.",)
    return ()


def _heirless(act: Act) -> Party | None:
    """The party without an heir: the owner first, then who ordered, then who receives."""
    parties = (act.task.host, act.task.co_owner, act.task.orderer, act.task.recipient)
    return next(
        (
            party
            for party in parties
            if party is not None
            and party.dissolved_on is not None
            and party.dissolved_on <= act.on
            and not party.successor
        ),
        None,
    )


def _record_successor(session: Session, act: Act) -> str:
    gone = _heirless(act)
    if gone is None or act.party is None:
        return ""
    return organisations.succeed(session, gone.id, act.party.id, act.on)


# Councils and guidance.


def _call_council(session: Session, act: Act) -> str:
    meets_on = advisory.call(session, act.task, act.note, act.on)
    return f"Hội đồng tư vấn họp ngày {meets_on:%d/%m/%Y}."


def _await_central(session: Session, act: Act) -> str:
    """Begin a pause; one that runs goes on from its first day, by the document named last."""
    result = session.get_one(Result, act.task.id)
    since, guidance = result.awaits_central_since, result.central_guidance_on
    if since is None or (guidance is not None and guidance >= since):
        result.awaits_central_since, result.central_guidance_on = act.on, None
    result.awaits_central_document = act.document
    return ""


def _replicate(session: Session, act: Act) -> str:
    return _move(session, act)


_NOTHING = Effect(lambda _session, _act: "")

EFFECTS: dict[str, Effect] = {
    NAME_RECIPIENT.code: Effect(_name_recipient, _barred),
    PUBLISH_OFFER.code: Effect(_publish_offer, _barred),
    RECALL.code: Effect(_recall, _recalled_to_the_same),
    REPLICATE.code: Effect(_replicate),
    PAID_RUNG.code: Effect(_paid_rung),
    USE_RIGHT.code: Effect(_use_right),
    RECORD_SUCCESSOR.code: Effect(_record_successor, _no_heirless),
    CALL_COUNCIL.code: Effect(_call_council),
    AWAIT_CENTRAL.code: Effect(_await_central),
}
"""The remedies that do more than set their dates and ask somebody to act."""
