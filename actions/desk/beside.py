"""What waits for a person beside the stages: papers to sign, remedies and actions that are due, remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from actions.desk import seated
from actions.desk.asked import papers_asked_of, told
from actions.desk.judged import lender, task_path
from actions.desk.words import Name, Sort, WaitingItem
from actions.protection import waiting
from actions.remedies import remedy_name
from actions.signing_places import catalogued, may_approve, may_sign, posts_of
from models import queries
from models.deeds import Deed, may
from models.dossier import Dossier
from models.errors import Refused
from models.permissions import Actor, may_see
from models.protection import Alarm
from models.queries import desk
from models.queries.desk import Row
from models.tables import AdvisoryAction, Comment, Document, RemedyTaken, Signature

RECENT_PAPERS: Final = 5_000
RECENT_REMARKS: Final = 20_000
"""Papers and remarks looked at, the latest: older ones are found on their tasks."""
AHEAD: Final = timedelta(days=14)
"""How long before its day a remedy or an action is shown."""


@dataclass(frozen=True)
class Candidate:
    """Something that may wait: its sort and act, its number among its kind, its task, the day it sorts by."""

    sort: Sort
    act: str
    number: int
    code: str
    day: date | None


def candidates(session: Session, actor: Actor, on: date, most: int) -> list[Candidate]:
    """What may wait beside the stages, as the tables tell it."""
    who = {"organisation": actor.organisation_id, "person": actor.id, "most": most}
    found = []
    asked = papers_asked_of(actor.roles)
    if asked:
        rows = session.execute(desk.TO_SIGN, {**who, "asked": told(asked), "recent": RECENT_PAPERS})
        found += [Candidate(Sort.SIGN, "sign", number, code, None) for number, code, _ in rows]
    decides = may(actor, Deed.REMEDY_CHOOSE)
    rows = session.execute(desk.REMEDIES, {**who, "until": on + AHEAD, "decides": decides})
    found += [Candidate(Sort.REMEDY, "remedy", *row) for row in rows]
    if may(actor, Deed.ADVISORY_FOLLOW):
        actions = queries.advisory_actions(undone=True, due_before=on + AHEAD).limit(most)
        found += [
            Candidate(Sort.REMEDY, "action", row.id, code or "", row.due_on)
            for row, _, code in session.execute(actions)
        ]
    found += [
        Candidate(Sort.REMEDY, alarm.value, number, code, due)
        for alarm, number, code, due in waiting.alarms(session, actor, on, most)
    ]
    if may(actor, Deed.PANEL_VOTE):
        found += [
            Candidate(Sort.COUNCIL, "panel", number, "", day) for number, day in seated.seats(session, actor)
        ]
    said = session.execute(desk.MENTIONS, {**who, "recent": RECENT_REMARKS})
    return [*found, *(Candidate(Sort.TALK, "mention", *row) for row in said)]


@dataclass(frozen=True)
class _Shelf:
    """The rows of the candidates on one page, each kind read at once."""

    documents: Mapping[int, Document]
    signatures: Mapping[int, list[Signature]]
    remedies: Mapping[int, RemedyTaken]
    actions: Mapping[int, AdvisoryAction]
    comments: Mapping[int, Comment]


def items(
    session: Session,
    chosen: Collection[Candidate],
    tasks: Mapping[str, Dossier],
    actor: Actor,
) -> dict[Candidate, WaitingItem]:
    """The rows of the candidates that wait for this person indeed."""
    shelf = _shelf(session, chosen)
    found = {}
    for each in chosen:
        if each.act == "panel":
            if (seat := seated.item_of(session, each.number, actor)) is not None:
                found[each] = seat
            continue
        task = tasks.get(each.code)
        if task is None and each.act != "action":
            continue
        if task is not None and not may_see(actor, task):
            continue
        item = _item(each, task, shelf, actor)
        if item is not None:
            found[each] = item
    return found


def _shelf(session: Session, chosen: Collection[Candidate]) -> _Shelf:
    numbers: dict[str, list[int]] = defaultdict(list)
    for each in chosen:
        numbers[each.act].append(each.number)
    signed: dict[int, list[Signature]] = defaultdict(list)
    if numbers["sign"]:
        for signature in session.scalars(desk.signatures_on(numbers["sign"])):
            signed[signature.document_id].append(signature)
    return _Shelf(
        _rows(session, Document, numbers["sign"]),
        signed,
        _rows(session, RemedyTaken, numbers["remedy"]),
        _rows(session, AdvisoryAction, numbers["action"]),
        _rows(session, Comment, numbers["mention"]),
    )


def _rows(session: Session, kind: type[Row], numbers: list[int]) -> dict[int, Row]:
    if not numbers:
        return {}
    return {row.id: row for row in session.scalars(desk.numbered(kind, numbers))}


def _item(each: Candidate, task: Dossier | None, shelf: _Shelf, actor: Actor) -> WaitingItem | None:
    if each.act == "sign" and task is not None:
        return _to_sign(shelf.documents[each.number], task, shelf.signatures[each.number], actor)
    code, title = (task.code, task.title) if task is not None else ("", "")
    if each.act == "remedy":
        taken = shelf.remedies[each.number]
        name = remedy_name(taken.remedy)
        return WaitingItem(
            Sort.REMEDY, "remedy", code, title, Name(name, name), taken.due_on, f"{task_path(code)}#closet",
            missing=(taken.what,), number=taken.id,
        )  # fmt: skip
    if each.act == "action":
        action = shelf.actions[each.number]
        path = task_path(code) if code else "/closet"
        return WaitingItem(
            Sort.REMEDY, "action", code, title, Name(action.what, action.what), action.due_on, path,
            missing=(f"{action.who}: {action.result}",), number=action.id,
        )  # fmt: skip
    if each.act in set(Alarm):
        return WaitingItem(
            Sort.REMEDY, each.act, code, title, Name(*waiting.NAMES[Alarm(each.act)]), each.day,
            f"/protection/tasks/{code}", number=each.number,
        )  # fmt: skip
    said = shelf.comments[each.number]
    return WaitingItem(
        Sort.TALK, "mention", code, title, Name(said.text, said.text), None, f"{task_path(code)}#talk",
        number=said.id,
    )  # fmt: skip


def _to_sign(row: Document, task: Dossier, done: list[Signature], actor: Actor) -> WaitingItem | None:
    try:
        posts = posts_of(row, task)
    except Refused:
        return None
    if row.approved_on is None:
        role = may_approve(row, task, actor)
        act, allowed, count = "approve", role is not None, ""
    elif len(done) < len(posts) and actor.id not in {each.person_id for each in done}:
        allowed, role = may_sign(row, task, posts[len(done)], actor, done)
        act, count = "sign", f"{len(done)}/{len(posts)} chữ ký"
    else:
        return None
    if not allowed:
        return None
    entry = catalogued(row, task)
    return WaitingItem(
        Sort.SIGN, act, task.code, task.title,
        Name(f"{row.number_text}: {entry.name_vi}", f"{row.number_text}: {entry.name_en}"),
        None, f"/signing/{row.id}", count=count, lent_by=lender(actor, role), number=row.id,
    )  # fmt: skip
