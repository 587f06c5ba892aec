"""Answering behind a link, without an account: once, whole, and what is needed goes to the market.

A wrong link, one that was replaced, and one of a survey that is not open are not told from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from actions import doors, needs, wiring
from actions.surveys.keeping import note
from models import surveys
from models.errors import BadInput, NotFound, Refused
from models.listing.needs import ListedNeed
from models.queries import market
from models.queries import surveys as asked
from models.surveys import FORMS, MOST_NEEDS, Form, NeedAsked, Reply, Willing
from models.tables import Organisation, Survey, SurveyLink, WorkFile

T = TypeVar("T")

NEED_FIELDS: Final = ("title", "text", "by", "from_vnd", "to_vnd", "willing")
"""What a need of the form is asked for: the field `need.1.title` and so on."""
_GONE: Final = (
    "Đường dẫn khảo sát này không đúng, đã được thay bằng đường dẫn mới, hoặc khảo sát chưa mở hay đã đóng. "
    "Hãy liên hệ Sở Khoa học và Công nghệ đã gửi phiếu."
)


@dataclass(frozen=True)
class Opened:
    """A link that is good: whose it is, what is asked, until when; `answered_at` once it was answered."""

    organisation: str
    title: str
    province: str
    form: Form
    closes_on: date
    answered_at: datetime | None


def looked_at(session: Session, key: str, on: date) -> Opened:
    """What a link opens.

    Raises:
        NotFound: it is wrong, was replaced, or its survey is not open.
    """
    row, survey, file, party = _found(session, key, on)
    return Opened(
        party.name, file.title, file.province, FORMS[survey.form], survey.closes_on, row.answered_at
    )


def answer(session: Session, key: str, typed: Mapping[str, str], *, on: date) -> int:
    """Take an answer, and put what is needed on the market; returns how many needs went there.

    Args:
        session: the transaction.
        key: of the link.
        typed: `discipline`, `mark.{group.question}`, and `need.{1..}.{field}` as they were typed.
        on: the day.

    Raises:
        BadInput: it is not whole, or something cannot be read: every reason; nothing is kept.
        NotFound: the link is wrong, was replaced, or its survey is not open.
        Refused: it was answered before.
    """
    row, survey, file, party = _found(session, key, on, lock=True)
    if row.answered_at is not None:
        at = row.answered_at.astimezone(wiring.ZONE)
        raise Refused(
            f"{party.name} đã trả lời khảo sát này lúc {at:%H:%M} ngày {at:%d/%m/%Y}; "
            "mỗi đơn vị trả lời một lần, phiếu đã gửi được giữ nguyên. Cần sửa, hãy liên hệ Sở."
        )
    form = FORMS[survey.form]
    reply, unread = _read(form, typed)
    reasons = [*unread, *surveys.faults(form, reply, on)]
    if reasons:
        raise BadInput(*reasons)
    row.answers, row.answered_at = _kept(reply), wiring.now()
    session.flush()
    numbers = _to_market(session, file, row, party, reply, on)
    row.need_id = numbers[0] if numbers else None
    session.flush()
    note(
        session,
        file,
        "answered",
        f"{party.name} trả lời khảo sát {file.code}, nêu {len(numbers)} nhu cầu công nghệ.",
        None,
        on,
        link=row.id,
        needs=numbers,
    )
    return len(numbers)


def _found(
    session: Session, key: str, on: date, *, lock: bool = False
) -> tuple[SurveyLink, Survey, WorkFile, Organisation]:
    found = session.execute(asked.link_with(doors.sha256_of(key), lock=lock)).first()
    if found is None or not found[1].opens_on <= on <= found[1].closes_on:
        raise NotFound(_GONE)
    row, survey, file, party = found
    return row, survey, file, party


def _read(form: Form, typed: Mapping[str, str]) -> tuple[Reply, list[str]]:
    """What was typed as an answer; what cannot be read is left out of it, with a sentence each."""
    unread: list[str] = []
    marks = {}
    for code in form.questions:
        said = typed.get(f"mark.{code}", "").strip()
        if said.isascii() and said.isdigit() and len(said) == 1:
            marks[code] = int(said)
    found = []
    for number in range(1, MOST_NEEDS + 1):
        given = {name: typed.get(f"need.{number}.{name}", "").strip() for name in NEED_FIELDS}
        if any(given.values()):
            found.append(_need(given, number, unread))
    return Reply(typed.get("discipline", "").strip(), marks, tuple(found)), unread


def _need(given: Mapping[str, str], number: int, unread: list[str]) -> NeedAsked:
    def read(name: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(given[name]) if given[name] else None
        except (BadInput, ValueError) as fault:
            reasons = fault.reasons if isinstance(fault, BadInput) else (str(fault),)
            unread.extend(f"Nhu cầu số {number}: {sentence}" for sentence in reasons)
            return None

    willing = given["willing"]
    return NeedAsked(
        given["title"],
        given["text"],
        read("by", wiring.parse_day),
        read("from_vnd", _sum),
        read("to_vnd", _sum),
        Willing(willing) if willing in set(Willing) else None,
    )


def _sum(said: str) -> Decimal:
    digits = said.removesuffix("đ").strip().replace(".", "").replace(" ", "")
    if not digits.removeprefix("-").isdecimal() or not digits.isascii():
        raise BadInput(f"«{said}» không phải số tiền; hãy ghi như 1.250.000.000.")
    return Decimal(digits)


def _kept(reply: Reply) -> dict[str, object]:
    """An answer as the table keeps it."""
    return {
        "discipline": reply.discipline,
        "marks": dict(reply.marks),
        "needs": [
            {
                "title": each.title,
                "text": each.text,
                "by": each.by.isoformat() if each.by else None,
                "from_vnd": None if each.from_vnd is None else str(each.from_vnd),
                "to_vnd": None if each.to_vnd is None else str(each.to_vnd),
                "willing": each.willing.value if each.willing else None,
            }
            for each in reply.needs
        ],
    }


def reply_in(answers: Mapping[str, object]) -> Reply:
    """An answer as it was kept."""
    given = answers["needs"]
    assert isinstance(given, list)  # noqa: S101 - `_kept` wrote it so
    marks = answers["marks"]
    assert isinstance(marks, Mapping)  # noqa: S101 - idem
    return Reply(
        str(answers["discipline"]),
        {str(code): int(mark) for code, mark in marks.items()},
        tuple(
            NeedAsked(
                each["title"],
                each["text"],
                date.fromisoformat(each["by"]) if each["by"] else None,
                Decimal(each["from_vnd"]) if each["from_vnd"] else None,
                Decimal(each["to_vnd"]) if each["to_vnd"] else None,
                Willing(each["willing"]) if each["willing"] else None,
            )
            for each in given
        ),
    )


def _to_market(
    session: Session, file: WorkFile, link: SurveyLink, party: Organisation, reply: Reply, on: date
) -> list[int]:
    """Put each need of an answer on the market, where it is matched; its key names the link, so it is one."""
    numbers = []
    for number, each in enumerate(reply.needs, start=1):
        key = f"survey:{file.code}:{link.id}:{number}"
        read = ListedNeed(
            "need", each.title, party.name, _described(each), party.province, reply.discipline, key
        )
        needs.keep(session, read, on)
        row = session.scalars(market.need_by_source(key)).one()
        row.organisation_id = party.id
        numbers.append(row.id)
    return numbers


def _described(need: NeedAsked) -> str:
    """What others see of a need: not its budget, which is between the enterprise and the department."""
    said = [need.text.strip()]
    if need.by:
        said.append(f"Cần trước ngày {need.by:%d/%m/%Y}.")
    if need.willing:
        said.append(f"Mức sẵn sàng: {need.willing.vi}.")
    return "\n".join(filter(None, said))
