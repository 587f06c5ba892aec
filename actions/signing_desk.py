"""A document on its way to being signed, as a person at the portal sees it: how far it is, what is mine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import sight, signing, wiring
from actions.desk.judged import lender
from actions.signing import Offered, Signed, Standing
from actions.signing_places import may_approve, may_sign, posts_of
from models import queries
from models.dossier import Dossier
from models.errors import NotFound, Refused
from models.language import Role
from models.permissions import Actor
from models.queries.task_page import document_and_task
from models.tables import Document, Signature


@dataclass(frozen=True)
class Shown:
    """A document with its standing. `code` is the task's, empty for papers of sessions and agreements.

    `issued_on` is the date that it bears, given with its number when what it puts on paper was decided.
    `may_approve` and `may_sign` say what waits for this person now; `lent_by` who lent the role for it;
    `trouble` why the paper cannot be signed as it stands.
    """

    number: int
    code: str
    title: str
    issued_on: date
    standing: Standing
    may_approve: bool
    may_sign: bool
    lent_by: str
    trouble: tuple[str, ...]


def _seen(session: Session, number: int, actor: Actor) -> tuple[Document, Dossier | None]:
    """The document, if it is this person's to see: a task's with the task, others with their bodies."""
    missing = NotFound(f"Không có văn bản số {number}.")
    found = session.execute(document_and_task(number)).one_or_none()
    if found is None:
        raise missing
    row, code = found
    if code is not None:
        try:
            return row, sight.seen(session, code, actor)
        except NotFound:
            raise missing from None
    if any(role.is_state for role in actor.roles):
        return row, None
    parties = row.facts.get("parties", ()) if row.agreement_id is not None else ()
    if actor.organisation_id not in {party.get("organisation") for party in parties}:
        raise missing
    return row, None


def _signs(
    row: Document, task: Dossier | None, actor: Actor, done: Sequence[Signature]
) -> tuple[bool, Role | None]:
    """Whether the next place waits for this person, and in which role."""
    posts = posts_of(row, task)
    if row.approved_on is None or len(done) >= len(posts) or actor.id in {each.person_id for each in done}:
        return False, None
    return may_sign(row, task, posts[len(done)], actor, done)


def approve(session: Session, number: int, actor: Actor, *, on: date) -> str:
    """Approve a document that the person may see for signing; as `signing.approve`."""
    _seen(session, number, actor)
    return signing.approve(session, number, actor, on=on)


def offer(session: Session, number: int, actor: Actor) -> Offered:
    """The file that awaits the person's signature; as `signing.offer`."""
    _seen(session, number, actor)
    return signing.offer(session, number, actor)


def hand_in(session: Session, number: int, actor: Actor, returned: bytes, *, on: date) -> Signed:
    """Take back the file that the person signed; as `signing.hand_in`."""
    _seen(session, number, actor)
    return signing.hand_in(session, number, actor, returned, on=on)


def file(session: Session, number: int, actor: Actor) -> tuple[bytes, str]:
    """The present file of a document that the person may see, and its name.

    Raises:
        NotFound: there is no such document for this person, or it is not kept yet.
        Altered: the bytes are no longer those that were kept.
    """
    row, _ = _seen(session, number, actor)
    sha256 = row.signed_sha256 or row.sha256
    if sha256 is None:
        raise NotFound(f"{row.number_text} chưa được lưu vào kho; hãy thử lại sau.")
    return wiring.archive().get(sha256), f"{row.file_notation}.pdf"


def shown(session: Session, number: int, actor: Actor) -> Shown:
    """The document, how far its signing has come, and what of it is the person's to do.

    Raises:
        NotFound: there is no such document that the person may see.
    """
    row, task = _seen(session, number, actor)
    done = session.scalars(queries.signatures_of(number)).all()
    role = may_approve(row, task, actor)
    approves = row.approved_on is None and row.sha256 is not None and role is not None
    signs = False
    trouble: tuple[str, ...] = ()
    try:
        signs, signing_role = _signs(row, task, actor, done)
        role = signing_role if signs else role
    except Refused as refusal:
        trouble = refusal.reasons
    return Shown(
        number=number,
        code=task.code if task is not None else "",
        title=task.title if task is not None else row.subject,
        issued_on=row.issued_on,
        standing=signing.standing_of(session, row, task),
        may_approve=approves,
        may_sign=signs,
        lent_by=lender(actor, role) if approves or signs else "",
        trouble=trouble,
    )
