"""Approving a document and signing it: in order, each by whose place it is, each signature one transaction.

A signature makes a new revision of the paper, kept by its own SHA-256; the unsigned original and every
revision before stay on record. The person was proven at the door (a one-time code); the key proves the
signature to everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions import audit, dossiers, issuing, lasting, outbox, stages, walls, wiring
from actions.lasting import proofs, trust
from actions.signing_places import Post, may_approve, may_sign, places_of, posts_of, subject_of
from documents import signing, terms
from documents.signing import Inspected, Place
from models import queries
from models.dossier import Dossier
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.permissions import Actor
from models.tables import Document, Signature

SESSIONS = "hoi-dong"
"""Stands for a task's code where papers of the advisory council's sessions are meant."""


@dataclass(frozen=True)
class Signed:
    """A place of a document and, once it is signed, by whom, when and with which certificate."""

    place: int
    position: str
    by: str = ""
    at: datetime | None = None
    kind: str = ""
    holder: str = ""
    issuer: str = ""
    is_test: bool = False
    sha256: str = ""


@dataclass(frozen=True)
class Standing:
    """How far the signing of a document has come; `sha256` is that of its present file."""

    document: int
    number: str
    title: str
    approved_on: date | None
    sha256: str | None
    places: tuple[Signed, ...]

    @property
    def complete(self) -> bool:
        """Whether every place is signed."""
        return all(place.at is not None for place in self.places)


@dataclass(frozen=True)
class Offered:
    """A paper to be signed outside: its bytes, its name, and the field that awaits the signature."""

    data: bytes
    file_name: str
    field: str
    position: str


@dataclass(frozen=True)
class _Case:
    """A document under lock, with its task (none for a session's paper), its places and its signatures."""

    row: Document
    task: Dossier | None
    posts: tuple[Post, ...]
    done: tuple[Signature, ...]

    @property
    def task_id(self) -> int | None:
        return None if self.task is None else self.task.id


def approve(session: Session, document: int, actor: Actor, *, on: date) -> str:
    """Approve a document for signing; only an approved one is signed. Returns the sentence of the journal.

    Raises:
        NotFound: no such document.
        NotPermitted: the actor does not answer for its content.
        Refused: it is approved already, or its page is not kept yet.
    """
    case = _held(session, document)
    role = may_approve(case.row, case.task, actor)
    if role is None:
        raise NotPermitted(f"{actor.title} không có thẩm quyền duyệt {case.row.number_text} để ký.")
    if case.row.approved_on is not None:
        raise Refused(f"{case.row.number_text} đã được duyệt ngày {case.row.approved_on:%d/%m/%Y}.")
    if case.row.sha256 is None:
        raise Refused(f"{case.row.number_text} chưa được lưu vào kho nên chưa duyệt được; hãy thử lại sau.")
    case.row.approved_on, case.row.approved_by = on, actor.id
    said = f"{actor.signing_as(role)} duyệt {case.row.number_text} để ký."
    _tell(session, case, "approved", said, actor, on, {"sha256": case.row.sha256})
    return said


def sign(session: Session, document: int, actor: Actor, key: str, passphrase: str, *, on: date) -> Signed:
    """Sign the next place of a document with a key that is at hand here.

    Args:
        session: the transaction.
        document: the number of its row.
        actor: who signs, proven at the door.
        key: a PKCS#12 file, or `pkcs11:token=...;object=...?module-path=...`.
        passphrase: of the file, or the PIN of the token.
        on: the day of business.

    Raises:
        NotFound: no such document.
        NotPermitted: the place that is next is not the actor's.
        Refused: it is not approved, or signed by all.
        BadInput: the key cannot be used, or its certificate is not trusted here.
        Unavailable: token, timestamp authority, revocation service or storage do not answer.
    """
    case, post, _ = _awaited(session, document, actor)
    offered, place = _offered(case, post)
    data = signing.sign(
        offered, place, key, passphrase, moment=_moment(), proofs=proofs(), certify=not case.done
    )
    kind = "pkcs11" if key.startswith("pkcs11:") else "pkcs12"
    return _recorded(session, case, post, actor, data, kind, on)


def offer(session: Session, document: int, actor: Actor) -> Offered:
    """The paper as it awaits the actor's signature, to be signed with the actor's own tool.

    Raises:
        NotFound, NotPermitted, Refused: as `sign` does.
    """
    case, post, _ = _awaited(session, document, actor)
    data, place = _offered(case, post)
    return Offered(data, f"{case.row.file_notation}-cho-ky-{post.number}.pdf", place.field, post.position)


def hand_in(session: Session, document: int, actor: Actor, returned: bytes, *, on: date) -> Signed:
    """Take back the paper that the actor signed outside: what went out, and one signature in its field.

    Raises:
        NotFound, NotPermitted, Refused: as `sign` does.
        BadInput: it is another file, was changed besides, or its certificate is not trusted here.
    """
    case, post, _ = _awaited(session, document, actor)
    offered, place = _offered(case, post)
    signing.take_back(offered, returned, place.field, trust())
    return _recorded(session, case, post, actor, returned, "external", on)


def standings(session: Session, code: str) -> tuple[Standing, ...]:
    """How far the signing of each document has come: of a task, of an agreement, of all council sessions.

    Raises:
        NotFound: no such task or agreement, and it is not `hoi-dong`.
    """
    agreement = session.scalar(queries.agreement(code))
    if agreement is not None:
        rows = queries.documents_of_agreement(agreement.id)
        return tuple(standing_of(session, row, None) for row in session.scalars(rows))
    task = None if code == SESSIONS else dossiers.load(session, code)
    rows = queries.documents_of_sessions() if task is None else queries.documents_of(task.id)
    return tuple(standing_of(session, row, task) for row in session.scalars(rows))


def document_named(session: Session, code: str, named: str) -> int:
    """The document of a task that is meant by its number ("05/QĐ-SKHCN") or by the number of its row.

    Raises:
        NotFound: the task has none of that name.
    """
    found = standings(session, code)
    for each in found:
        if named in {each.number, str(each.document)}:
            return each.document
    has = "; ".join(f"{each.number} ({each.document})" for each in found) or "chưa có văn bản nào"
    raise NotFound(f"{code} không có văn bản «{named}». Các văn bản: {has}.")


def _held(session: Session, document: int) -> _Case:
    found = session.execute(queries.document_to_sign(document)).one_or_none()
    if found is None:
        raise NotFound(f"Không có văn bản số {document}.")
    row, code = found
    task = None if code is None else dossiers.load(session, code)
    return _Case(row, task, posts_of(row, task), lasting.signatures(session, row.id))


def _awaited(session: Session, document: int, actor: Actor) -> tuple[_Case, Post, str]:
    """The case, the place that is next, and in which function the actor signs there."""
    case = _held(session, document)
    if case.row.approved_on is None:
        raise Refused(f"{case.row.number_text} chưa được duyệt nên chưa ký được: phải duyệt trước, ký sau.")
    if len(case.done) >= len(case.posts):
        raise Refused(f"{case.row.number_text} đã có đủ {len(case.posts)} chữ ký.")
    post = case.posts[len(case.done)]
    allowed, _ = may_sign(case.row, case.task, post, actor, case.done)
    if not allowed:
        raise NotPermitted(
            f"{case.row.number_text} đang chờ chữ ký số {post.number} của {post.position}; "
            f"{actor.title} chưa đến lượt hoặc không được ký ở vị trí này."
        )
    if actor.id in {each.person_id for each in case.done}:
        raise NotPermitted(f"{actor.title} đã ký {case.row.number_text} ở vị trí khác.")
    return case, post, _function(case, post, actor)


def _function(case: _Case, post: Post, actor: Actor) -> str:
    _, role = may_sign(case.row, case.task, post, actor, case.done)
    return post.position if role is None else actor.signing_as(role)


def _offered(case: _Case, post: Post) -> tuple[bytes, Place]:
    """The bytes that the next signature is made over: all places are made before the first."""
    page = issuing.page_of(case.row)
    if page.pages != case.row.page_amount:
        raise Refused(
            f"{case.row.number_text} được dàn trang bằng phiên bản khác nên không tìm được chỗ ký; "
            "hãy dùng đúng phiên bản phần mềm đã ban hành văn bản."
        )
    places = places_of(page, case.posts)
    kept = wiring.archive().get(case.row.signed_sha256 or _original(case.row))
    return kept if case.done else signing.prepare(kept, places), places[post.number - 1]


def _original(row: Document) -> str:
    if row.sha256 is None:
        raise Refused(f"{row.number_text} chưa được lưu vào kho; hãy thử lại sau.")
    return row.sha256


def _moment() -> datetime:
    return wiring.now().replace(microsecond=0)


def _refuse_foreign(session: Session, fingerprint: str, actor: Actor) -> None:
    """A certificate is one holder's: nobody signs with that under which another account has signed."""
    with walls.beyond(session):
        others = session.scalar(queries.others_with_certificate(fingerprint, actor.id))
    if others is not None:
        raise NotPermitted("Chứng thư này đã được dùng để ký dưới một tài khoản khác.")


def _recorded(
    session: Session, case: _Case, post: Post, actor: Actor, data: bytes, kind: str, on: date
) -> Signed:
    """Check what was made before it is kept, keep it, and write it down."""
    found = _sound(data, case, post)
    certificate = found.certificate
    _refuse_foreign(session, certificate.fingerprint, actor)
    until = terms.lock_until(terms.of_paper(case.row.paper), case.row.issued_on)
    sha256 = wiring.archive().put(data, media_type="application/pdf", retain_until=until)
    row = Signature(
        document_id=case.row.id,
        place=post.number,
        position=_function(case, post, actor),
        role=post.role,
        organisation_id=actor.organisation_id,
        person_id=actor.id,
        on=on,
        signed_at=found.at or wiring.now(),
        kind=kind,
        holder=certificate.holder,
        issuer=certificate.issuer,
        serial=certificate.serial,
        fingerprint=certificate.fingerprint,
        is_test=certificate.is_test,
        sha256=sha256,
    )
    session.add(row)
    case.row.signed_sha256, case.row.signed_size = sha256, len(data)
    session.flush()
    test = " Chứng thư TEST, không có giá trị pháp lý." if certificate.is_test else ""
    said = f"{row.position} ký số {case.row.number_text} ({post.number}/{len(case.posts)}).{test}"
    facts = {"sha256": sha256, "place": post.number, "level": found.level, "serial": certificate.serial}
    _tell(session, case, "signed", said, actor, on, {**facts, "fingerprint": certificate.fingerprint})
    if post.number == len(case.posts) and wiring.settings().signing_archive:
        lasting.stamp_if_possible(session, case.row, actor, on=on)
    return _signed(post, row)


def _sound(data: bytes, case: _Case, post: Post) -> Inspected:
    """The last signature of a file that has just as many as it must, all whole and trusted."""
    inspection = signing.inspect(data, trust())
    faults = [*inspection.faults, *(fault for one in inspection.signatures for fault in one.faults)]
    if faults:
        raise BadInput(*dict.fromkeys(fault.vi for fault in faults))
    if len(inspection.signatures) != post.number or not inspection.signatures[-1].covers_file:
        raise BadInput(
            f"{case.row.number_text} phải có {post.number} chữ ký sau lần ký này, "
            f"nhưng tệp có {len(inspection.signatures)}."
        )
    return inspection.signatures[-1]


def _tell(
    session: Session, case: _Case, act: str, said: str, actor: Actor, on: date, facts: dict[str, object]
) -> None:
    audit.record(
        session,
        f"{subject_of(case.row)}:document:{act}",
        said,
        on=on,
        task_id=case.task_id,
        person_id=actor.id,
        facts={"document": case.row.id, **facts},
    )
    if case.task is not None:
        stages.touch(session, case.task.id)
        outbox.promise(session, outbox.Kind.REDRAW, f"task:{case.task.code}", on=on, code=case.task.code)


def standing_of(session: Session, row: Document, task: Dossier | None) -> Standing:
    """How far the signing of one document has come."""
    done = {each.place: each for each in lasting.signatures(session, row.id)}
    return Standing(
        row.id,
        row.number_text,
        row.subject,
        row.approved_on,
        row.signed_sha256 or row.sha256,
        tuple(_signed(post, done.get(post.number)) for post in _posts_or_none(row, task)),
    )


def _posts_or_none(row: Document, task: Dossier | None) -> Iterable[Post]:
    """The places of a document; none when it was written for other signers than its task has now."""
    try:
        return posts_of(row, task)
    except Refused:
        return ()


def _signed(post: Post, row: Signature | None) -> Signed:
    if row is None:
        return Signed(post.number, post.position)
    return Signed(
        post.number,
        post.position,
        row.position,
        row.signed_at,
        row.kind,
        row.holder,
        row.issuer,
        row.is_test,
        row.sha256,
    )
