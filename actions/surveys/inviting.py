"""Asking enterprises: a link for each, mailed or handed over. Of a link, only its SHA-256 is kept.

A link that goes by mail is made when the letter is sent, so that it stands nowhere before; asked again, an
enterprise gets a new link, and the earlier one is void. Who has answered is not asked again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import doors, mail, needs, outbox, wiring
from actions.surveys.keeping import note, survey_of
from models.deeds import Deed, require
from models.errors import BadInput, Refused
from models.listing.text import fold
from models.permissions import Actor
from models.provinces import province_named
from models.queries import surveys as asked
from models.tables import Organisation, Survey, SurveyLink, WorkFile

AT_ONCE: Final = 200
"""Enterprises that may be asked in one go."""
_ADDRESS: Final = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")

_SUBJECT: Final = "Mời trả lời khảo sát: {title}"
_BODY: Final = """Kính gửi {organisation},

{dost} mời quý đơn vị trả lời khảo sát «{title}».
Mở đường dẫn sau để trả lời, không cần tài khoản:

{link}

Mỗi đơn vị trả lời một lần, chậm nhất ngày {until}. Đường dẫn này dành riêng cho quý đơn vị.
Phiếu không hỏi tên người. Nhu cầu công nghệ nêu trong phiếu được dùng để kết nối với kết quả nghiên cứu.
"""


@dataclass(frozen=True)
class Invitee:
    """An enterprise to be asked; without an address its link is handed over."""

    organisation: str
    email: str = ""
    province: str = ""


@dataclass(frozen=True)
class Made:
    """What became of one of them: the address that it is mailed to, or the link to be handed over."""

    organisation: str
    address: str = ""
    link: str = ""


def invitees_in(text: str) -> tuple[Invitee, ...]:
    """The enterprises of a list typed line by line: `name; e-mail; province`, the last two if known."""
    found = []
    for line in text.splitlines():
        if line.strip():
            name, email, province, *_ = (part.strip() for part in (*line.split(";"), "", ""))
            found.append(Invitee(name, email, province))
    return tuple(found)


def invite(
    session: Session, code: str, invitees: Sequence[Invitee], actor: Actor, *, on: date, by_mail: bool = True
) -> tuple[Made, ...]:
    """Ask enterprises: all of them, or none with every reason.

    Raises:
        BadInput: an enterprise or an address cannot be read: every reason.
        NotFound: no such survey.
        NotPermitted: the actor keeps no surveys.
        Refused: the survey is over.
    """
    require(actor, Deed.SURVEY_KEEP)
    file, survey = survey_of(session, code, lock=True)
    if survey.closes_on < on:
        raise Refused(f"{code} đã hết hạn trả lời ngày {survey.closes_on:%d/%m/%Y}; hãy lùi ngày cuối trước.")
    if reasons := _faults(invitees):
        raise BadInput(*reasons)
    parties = [
        needs.party_called(session, each.organisation, _province(each.province), seat=file.province)
        for each in invitees
    ]
    if gone := [each.name for each in parties if each.dissolved_on is not None and each.dissolved_on <= on]:
        raise BadInput(*(f"{name} đã giải thể; không gửi phiếu." for name in gone))
    known = {
        row.organisation_id: row
        for row in session.scalars(asked.links_of(survey.id, [each.id for each in parties]))
    }
    if done := [each.name for each in parties if each.id in known and known[each.id].answered_at is not None]:
        raise BadInput(*(f"{name} đã trả lời; hãy bỏ khỏi danh sách." for name in done))
    made = tuple(
        _ask(session, survey, party, each.email, known.get(party.id), on, by_mail=by_mail)
        for each, party in zip(invitees, parties, strict=True)
    )
    mailed = sum(bool(each.address) for each in made)
    note(
        session,
        file,
        "sent",
        f"{actor.title} gửi phiếu khảo sát {file.code} cho {len(made)} đơn vị ({mailed} qua thư điện tử).",
        actor,
        on,
    )
    return made


def _ask(
    session: Session,
    survey: Survey,
    party: Organisation,
    email: str,
    row: SurveyLink | None,
    on: date,
    *,
    by_mail: bool,
) -> Made:
    key = secrets.token_urlsafe(32)
    if row is None:
        row = SurveyLink(survey_id=survey.id, organisation_id=party.id, answers={})
        session.add(row)
    row.email, row.made_on = email or row.email or "", on
    row.token_sha256 = doors.sha256_of(key)
    session.flush()
    if by_mail and row.email and mail.is_configured():
        outbox.promise(session, outbox.Kind.SURVEY, f"survey:{survey.id}", on=on, link=row.id)
        return Made(party.name, address=row.email)
    return Made(party.name, link=_link(key))


def deliver(number: int, on: date) -> None:
    """Make the link that was promised, and mail it. Done again after a failure, the earlier link is void.

    Nothing is sent to who has answered meanwhile, or after the survey's last day.

    Raises:
        Unavailable: the mail server does not answer or takes nothing now.
        BadInput: the settings of the mail server cannot be read.
    """
    with wiring.unit_of_work() as session:
        found = session.execute(asked.link_numbered(number)).first()
        if found is None or not mail.is_configured():
            return
        row, survey, file, party = found
        if row.answered_at is not None or survey.closes_on < on or not row.email:
            return
        key = secrets.token_urlsafe(32)
        row.token_sha256 = doors.sha256_of(key)
        letter = _letter(row, survey, file, party, _link(key))
    mail.send(letter)


def _letter(row: SurveyLink, survey: Survey, file: WorkFile, party: Organisation, link: str) -> mail.Letter:
    return mail.Letter(
        key=f"survey-{row.id}-{doors.sha256_of(link)[:16]}",
        to=(row.email,),
        subject=_SUBJECT.format(title=file.title),
        body=_BODY.format(
            organisation=party.name,
            dost=f"Sở Khoa học và Công nghệ {file.province}",
            title=file.title,
            link=link,
            until=f"{survey.closes_on:%d/%m/%Y}",
        ),
    )


def _link(key: str) -> str:
    return f"{wiring.settings().portal_url.rstrip('/')}/survey/{key}"


def _province(said: str) -> str:
    return province_named(said).name if said else ""


def _faults(invitees: Sequence[Invitee]) -> list[str]:
    if not invitees:
        return ["Chưa nêu đơn vị nào: mỗi dòng một đơn vị, dạng «tên; thư điện tử; tỉnh»."]
    reasons = []
    if len(invitees) > AT_ONCE:
        reasons.append(f"Mỗi lần gửi cho nhiều nhất {AT_ONCE} đơn vị; hãy chia danh sách.")
    seen: set[tuple[str, str]] = set()
    for number, each in enumerate(invitees, start=1):
        who = (fold(each.organisation), fold(each.province))
        if not who[0]:
            reasons.append(f"Dòng {number}: chưa nêu tên đơn vị.")
        elif who in seen:
            reasons.append(f"Dòng {number}: «{each.organisation}» đã có ở dòng trên.")
        seen.add(who)
        if each.email and not _ADDRESS.fullmatch(each.email):
            reasons.append(f"Dòng {number}: «{each.email}» không phải là địa chỉ thư điện tử.")
        try:
            _province(each.province)
        except BadInput as fault:
            reasons += [f"Dòng {number}: {sentence}" for sentence in fault.reasons]
    return reasons
