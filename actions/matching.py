"""Finding a recipient: the demands that fit a result, the results and offers that fit a need, and why.

PostgreSQL ranks (`models.queries.market`); here the ranks get their reasons: the words shared, field,
province, and what the law says of a transfer to that organisation. A bar hides nothing: it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from actions import dossiers, walls
from models import provinces, rights
from models.closet.facts import is_accepted
from models.dossier import Dossier, Party
from models.errors import NotFound
from models.language import PartyKind
from models.listing.subject import subject_of
from models.listing.words import FIELDS
from models.permissions import Actor, may_see
from models.queries import market
from models.queries.ranking import ranking
from models.rights import Answer, Permission
from models.tables import Match, Need, Organisation, Task

NEED, OFFER = "need", "offer"

PRIVATE = [kind.value for kind in (PartyKind.ENTERPRISE, PartyKind.COOPERATIVE, PartyKind.SOE)]
"""The organisations that are proposed for what they did before, without having registered a need."""

_THROUGH_THE_DEPARTMENT = "Liên hệ qua Sở Khoa học và Công nghệ để được kết nối."
_OFFERS_ALIKE = (
    "Bên này chào cung cấp công nghệ tương tự: có thể cùng hoàn thiện hoặc cùng chuyển giao, "
    "không phải bên cần tiếp nhận."
)


@dataclass(frozen=True)
class Suggestion:
    """What might be brought together with a result or a need, and why.

    Attributes:
        need_id: the need or offer, where one is registered.
        code: the task, where it is a result, or the evidence of what an enterprise did before.
        organisation: who registered it, hosts it, or did it before.
        organisation_id: its number; None where a result's host is unknown.
        title: of the need, the offer or the task.
        province: of the need, the task or the enterprise.
        score: the weighed part of the words asked for that it shares, and what little else counts.
        reasons: sentences: shared words, field, province, what the law says.
    """

    need_id: int | None
    code: str
    organisation: str
    organisation_id: int | None
    title: str
    province: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Question:
    """What is asked, a result or a need: its words, and where it belongs."""

    text: str
    discipline: str
    province: str
    on: date


class _Ranked(NamedTuple):
    """A row of the ranking: what it is (`need`, `party`, `result`), whose, and what it has in common."""

    sort: str
    id: int
    party: int
    words: list[str]
    letters: float
    same_field: bool
    same_province: bool
    score: float


@dataclass(frozen=True)
class _Rows:
    """The rows behind the ranks, by number."""

    needs: Mapping[int, Need]
    tasks: Mapping[int, Task]
    parties: Mapping[int, Organisation]


def suggestions(
    session: Session, code: str, on: date, *, limit: int = 5, reader: Actor | None = None
) -> tuple[Suggestion, ...]:
    """The needs, offers and enterprises that fit a result best, best first.

    What the host itself registered is left out: a result need not be brought to those who made it. A reader
    who is not of the State is shown what is registered alone: that somebody did something alike is a fact
    of another's task.

    Raises:
        NotFound: when no task bears the code.
    """
    task = dossiers.load(session, code)
    asked = _Question(task.title, task.discipline, task.province, on)
    own = [party.id for party in (task.host, task.co_owner) if party is not None]
    with walls.beyond(session):  # nothing of others' tasks leaves this but what is told below
        return _takers(session, task, asked, own, on, limit=limit, reader=reader)


def _takers(
    session: Session,
    task: Dossier,
    asked: _Question,
    own: list[int],
    on: date,
    *,
    limit: int,
    reader: Actor | None,
) -> tuple[Suggestion, ...]:
    ranked = _ranked(
        session,
        ("need", "party") if _of_the_state(reader) else ("need",),
        asked,
        kinds=[NEED, OFFER],
        task=task.id,
        apart=own,
        limit=limit * 3,
    )
    known = _rows(session, ranked)
    met = {match.organisation_id: match for match in session.scalars(market.open_matches(task.id))}
    found: dict[tuple[str, int], Suggestion] = {}
    for row in ranked:
        party = known.parties[row.party]
        if row.sort == "need":
            need = known.needs[row.id]
            law = _OFFERS_ALIKE if need.kind == OFFER else may_receive(task, dossiers.party(party), on)
            made = _of_need(need, party, row, (*_common(row, asked), law, *_contact(met.get(party.id))))
            found[row.sort, row.id] = made
        elif all(each.organisation_id != party.id for each in found.values()):
            alike = known.tasks[row.id]
            done = f"Đã chủ trì hoặc tiếp nhận nhiệm vụ tương tự {alike.code}."
            law = may_receive(task, dossiers.party(party), on)
            made = _of_task(
                alike, party, row, (*_common(row, asked), done, law, *_contact(met.get(party.id)))
            )
            found[row.sort, party.id] = replace(made, province=party.province)
    return tuple(found.values())[:limit]


def results_for(
    session: Session, need_id: int, on: date, *, limit: int = 5, reader: Actor | None = None
) -> tuple[Suggestion, ...]:
    """The results still in the closet, and the offers of others, that fit a need best, best first.

    For an offer: the needs that ask for it, and the results like it. A reader who may not see a task is told
    of its result only where it is offered openly, and nothing of it but what is published with a result.

    Raises:
        NotFound: when there is no such need or offer.
    """
    with walls.beyond(session):  # nothing of others' tasks leaves this but what is told below
        return _offered(session, need_id, on, limit=limit, reader=reader)


def _offered(
    session: Session, need_id: int, on: date, *, limit: int, reader: Actor | None
) -> tuple[Suggestion, ...]:
    need, organisation = need_of(session, need_id)
    asked = _Question(f"{need.title} {need.text}".strip(), need.discipline, need.province, on)
    counterpart = [OFFER] if need.kind == NEED else [NEED]
    ranked = _ranked(
        session,
        ("result", "need"),
        asked,
        kinds=counterpart,
        need=need.id,
        apart=[organisation.id],
        limit=limit if _of_the_state(reader) else limit * 3,
    )
    known = _rows(session, ranked)
    codes = [task.code for task in known.tasks.values()]
    results = {task.code: task for task in dossiers.several(session, *codes)} if codes else {}
    found: list[Suggestion] = []
    for row in ranked:
        party = known.parties.get(row.party)
        if row.sort == "need" and party is not None:
            found.append(_of_need(known.needs[row.id], party, row, _common(row, asked)))
            continue
        task = known.tasks[row.id]
        dossier = results[task.code]
        if reader is not None and not may_see(reader, dossier):
            if offered_openly(dossier):
                found.append(_of_task(task, party, row, (*_common(row, asked), _THROUGH_THE_DEPARTMENT)))
            continue
        law = may_receive(dossier, dossiers.party(organisation), on) if need.kind == NEED else ""
        reasons = (*_common(row, asked), _ripeness(dossier), law)
        found.append(_of_task(task, party, row, tuple(filter(None, reasons))))
    return tuple(found[:limit])


def offered_openly(task: Dossier) -> bool:
    """Whether others may be told that the result is there: accepted, hosted, and not kept by the State."""
    return is_accepted(task) and task.host is not None and not task.state_reserves


def _of_the_state(reader: Actor | None) -> bool:
    return reader is None or any(role.is_state for role in reader.roles)


def need_of(session: Session, need_id: int, *, lock: bool = False) -> tuple[Need, Organisation]:
    """A need or offer with the organisation that registered it.

    Raises:
        NotFound: when there is none of that number.
    """
    found = session.execute(market.need_by_id(need_id, lock=lock)).one_or_none()
    if found is None:
        raise NotFound(f"Không có nhu cầu hay chào bán công nghệ nào mang số {need_id}.")
    need, organisation = found
    return need, organisation


def may_receive(task: Dossier, party: Party, on: date) -> str:
    """What the law says of a transfer of the result to that organisation, without payment and against it."""
    named = replace(task, recipient=party)
    free, paid = (rights.judge_task(named, free=free, on=on) for free in (True, False))
    if free.verdict is not Permission.BARRED:
        return _said("Chuyển giao không thu tiền", free)
    if paid.verdict is Permission.BARRED:
        return f"{_said('Bị chặn', paid)} {_way_out(paid)}".strip()
    return f"Bị chặn nếu không thu tiền: {free.because} ({free.article}) {_said('Có thu tiền', paid)}"


def _said(way: str, answer: Answer) -> str:
    verdict = "" if answer.verdict is Permission.BARRED else f"{answer.verdict.label.lower()}. "
    return f"{way}: {verdict}{answer.because} ({answer.article})"


def _way_out(answer: Answer) -> str:
    return f"Cách mở: {answer.makes_possible[0]}" if answer.makes_possible else ""


def _ranked(
    session: Session,
    sorts: tuple[str, ...],
    asked: _Question,
    *,
    kinds: list[str],
    apart: list[int],
    limit: int,
    task: int = 0,
    need: int = 0,
) -> list[_Ranked]:
    subject = subject_of(asked.text)
    statement = ranking(
        sorts,
        [(term.words, term.loose, term.exact, term.size) for term in subject.terms],
        bare=subject.bare,
        letters=subject.text,
        discipline=asked.discipline,
        provinces=_one_province(asked.province, asked.on),
        on=asked.on,
        kinds=kinds,
        private=PRIVATE,
        task=task,
        need=need,
        apart=apart,
        limit=limit,
    )
    return [_Ranked(*row) for row in session.execute(statement)]


def _one_province(name: str, on: date) -> list[str]:
    """The names under which the province is known, those merged with it included."""
    if provinces.find(name) is None:
        return []
    return [each.name for each in provinces.PROVINCES if provinces.same_province(each.name, name, on)]


def _rows(session: Session, ranked: Iterable[_Ranked]) -> _Rows:
    ranked = tuple(ranked)
    needs = [row.id for row in ranked if row.sort == "need"]
    tasks = [row.id for row in ranked if row.sort != "need"]
    parties = [row.party for row in ranked]
    return _Rows(
        {need.id: need for need, _ in session.execute(market.needs_by_id(needs))},
        {task.id: task for task in session.scalars(market.tasks_by_id(tasks))},
        {party.id: party for party in session.scalars(market.organisations_by_id(parties))},
    )


def _of_need(need: Need, party: Organisation, row: _Ranked, reasons: tuple[str, ...]) -> Suggestion:
    score = round(row.score, 4)
    return Suggestion(need.id, "", party.name, party.id, need.title, need.province, score, reasons)


def _of_task(task: Task, party: Organisation | None, row: _Ranked, reasons: tuple[str, ...]) -> Suggestion:
    name, number = (party.name, party.id) if party else ("", None)
    return Suggestion(None, task.code, name, number, task.title, task.province, round(row.score, 4), reasons)


def _common(row: _Ranked, asked: _Question) -> tuple[str, ...]:
    """What the candidate has in common with what is asked."""
    whole = _joined(row.words)
    return tuple(
        sentence
        for holds, sentence in (
            (bool(whole), f"Cùng nói đến: {', '.join(whole)}."),
            (not whole, f"Chữ viết gần giống ({row.letters:.0%})."),
            (row.same_field, f"Cùng lĩnh vực: {FIELDS.get(asked.discipline, asked.discipline)}."),
            (row.same_province, f"Cùng tỉnh ({asked.province}), kể cả tỉnh đã sáp nhập."),
        )
        if holds
    )


def _joined(words: Iterable[str]) -> list[str]:
    """The shared words as one reads them: "bảo quản" and "quản trái" are "bảo quản trái"."""
    found: list[str] = []
    for each in sorted(words, key=lambda each: " " not in each):
        first, _, rest = each.partition(" ")
        if rest and found and found[-1].rpartition(" ")[2] == first:
            found[-1] = f"{found[-1]} {rest}"
        elif not any(f" {each} " in f" {known} " for known in found):
            found.append(each)
    return found


def _contact(match: Match | None) -> tuple[str, ...]:
    return (f"Đã kết nối từ ngày {match.proposed_on:%d/%m/%Y}.",) if match else ()


def _ripeness(task: Dossier) -> str:
    """Whether there is a result to be had yet."""
    day = task.result.recognised_on or task.accepted_on
    if not is_accepted(task):
        return "Chưa có thông tin nghiệm thu: kết quả có thể chưa sẵn sàng."
    return (
        f"Đã nghiệm thu ngày {day:%d/%m/%Y}, chưa chuyển giao." if day else "Đã nghiệm thu, chưa chuyển giao."
    )
