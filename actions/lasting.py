"""What makes signatures last: whom the installation trusts, which proofs go along, archive timestamps.

An archive timestamp is a revision of the paper like a signature, and stands beside the signatures on
record; it is no signature of a person, and counts as none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions import audit, dossiers, wiring
from actions.signing_places import posts_of, subject_of
from documents import signing, terms
from documents.signing import Proofs, Trust
from models import queries
from models.errors import BadInput, NotFound, NotPermitted, Refused, Unavailable
from models.language import Role
from models.permissions import Actor
from models.tables import Document, Signature

STAMP = "timestamp"
"""The kind and role under which an archive timestamp stands beside the signatures."""
WITHIN = timedelta(days=180)
"""An archive timestamp is renewed when its certificate ends within so many days."""
_KEEPERS = frozenset({Role.RECORDS, Role.ADMIN})


@dataclass(frozen=True)
class Stamped:
    """A paper that got an archive timestamp: its number, when, by which authority, until when it holds."""

    document: int
    number: str
    at: datetime
    authority: str
    until: datetime
    sha256: str


def trust() -> Trust:
    """Which certificates this installation trusts; those of the development CA only when asked.

    Raises:
        BadInput: a configured file is missing or holds no certificate.
    """
    configured = wiring.settings()
    found = Trust.read([configured.signing_trust] if configured.signing_trust else [])
    if configured.signing_test_ca is None:
        return found
    return found.with_(signing.development_trust(configured.signing_test_ca))


def proofs() -> Proofs:
    """What each signature takes along here; without an authority, the development CA stamps its own."""
    configured = wiring.settings()
    own = configured.signing_test_ca
    return Proofs(
        trust=trust(),
        tsa_url=configured.signing_tsa_url,
        test_tsa=signing.development_tsa(own) if own is not None and not configured.signing_tsa_url else None,
        revocation=configured.signing_revocation,
    )


def signatures(session: Session, document: int) -> tuple[Signature, ...]:
    """The signatures of a document, in their order, without its archive timestamps."""
    return tuple(each for each in session.scalars(queries.signatures_of(document)) if each.kind != STAMP)


def due(session: Session, on: date, within: timedelta = WITHIN) -> Iterator[int]:
    """The wholly signed documents that have no archive timestamp, or one that ends soon."""
    for row, code in session.execute(queries.documents_signed()):
        if row.signed_sha256 is None or not _is_complete(session, row, code):
            continue
        found = signing.inspect(wiring.archive().get(row.signed_sha256), trust())
        if not found.stamps or found.stamps[-1].until.astimezone(wiring.ZONE).date() - within <= on:
            yield row.id


def renew(session: Session, document: int, actor: Actor, *, on: date) -> Stamped:
    """Add an archive timestamp to a wholly signed document, the first or the next.

    Raises:
        NotFound: no such document.
        NotPermitted: the actor keeps no records here.
        Refused: not everybody has signed it.
        BadInput: its last archive timestamp can no longer be proven, or no authority is configured.
        Unavailable: the timestamp authority, the revocation service or the storage does not answer.
    """
    if not _KEEPERS & set(actor.roles):
        raise NotPermitted(f"{actor.title} không giữ việc văn thư, lưu trữ nên không gia hạn được.")
    found = session.execute(queries.document_to_sign(document)).one_or_none()
    if found is None:
        raise NotFound(f"Không có văn bản số {document}.")
    row, code = found
    if not _is_complete(session, row, code):
        raise Refused(f"{row.number_text} chưa đủ chữ ký nên chưa cần dấu thời gian lưu trữ.")
    return _stamp(session, row, actor, on)


def stamp_if_possible(session: Session, row: Document, actor: Actor, *, on: date) -> None:
    """Add an archive timestamp after the last signature; one that cannot be had now is left to `renew`."""
    try:
        _stamp(session, row, actor, on)
    except (Unavailable, BadInput) as problem:
        _tell(session, row, "stamp-missed", f"{row.number_text}: {problem}", actor, on, {})


def _is_complete(session: Session, row: Document, code: str | None) -> bool:
    task = None if code is None else dossiers.load(session, code)
    try:
        return 0 < len(posts_of(row, task)) <= len(signatures(session, row.id))
    except Refused:
        return False


def _stamp(session: Session, row: Document, actor: Actor, on: date) -> Stamped:
    if row.signed_sha256 is None:
        raise Refused(f"{row.number_text} chưa có chữ ký nào.")
    data = signing.stamp(wiring.archive().get(row.signed_sha256), proofs())
    found = signing.inspect(data, trust())
    faults = [*found.faults, *(fault for one in found.signatures for fault in one.faults)]
    if faults:
        raise BadInput(*dict.fromkeys(fault.vi for fault in faults))
    last = found.stamps[-1]
    until = terms.lock_until(terms.of_paper(row.paper), row.issued_on)
    sha256 = wiring.archive().put(data, media_type="application/pdf", retain_until=until)
    made = len(session.scalars(queries.signatures_of(row.id)).all())
    session.add(
        Signature(
            document_id=row.id,
            place=made + 1,
            position="Dấu thời gian lưu trữ",
            role=STAMP,
            organisation_id=actor.organisation_id,
            person_id=actor.id,
            on=on,
            signed_at=last.at,
            kind=STAMP,
            holder=last.authority.holder,
            issuer=last.authority.issuer,
            serial=last.authority.serial,
            fingerprint=last.authority.fingerprint,
            is_test=last.authority.is_test,
            sha256=sha256,
        )
    )
    row.signed_sha256, row.signed_size = sha256, len(data)
    session.flush()
    said = f"Thêm dấu thời gian lưu trữ vào {row.number_text}, kiểm tra được đến {last.until:%d/%m/%Y}."
    _tell(session, row, "stamped", said, actor, on, {"sha256": sha256, "serial": last.authority.serial})
    return Stamped(row.id, row.number_text, last.at, last.authority.holder, last.until, sha256)


def _tell(
    session: Session, row: Document, act: str, said: str, actor: Actor, on: date, facts: dict[str, object]
) -> None:
    audit.record(
        session,
        f"{subject_of(row)}:document:{act}",
        said,
        on=on,
        task_id=row.task_id,
        person_id=actor.id,
        facts={"document": row.id, **facts},
    )
