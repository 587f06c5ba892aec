"""The head of the audit chain, signed once a day and put away where nobody can take it back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import audit_keys, wiring
from documents import terms
from documents.catalogue import PERMANENT
from models import queries
from models.errors import NotFound
from models.heads import Head, Sealed, statement_of, written
from models.history import GENESIS
from models.queries import heads as found
from models.tables import AuditHead

MEDIA_TYPE = "application/json"


def seal(session: Session, on: date) -> AuditHead:
    """Sign the head of the chain as it is committed now, and keep it for ever; once a day.

    The signed bytes are in storage before the table names them: cut off in between, the day is sealed anew,
    and what was left in storage still fits the chain.

    Raises:
        NotFound: heads were sealed before, and the key is gone: nobody makes another unseen.
        BadInput: the key cannot be used.
        Unavailable: storage does not answer; nothing is sealed, the next run does it.
    """
    session.execute(found.take_sealing())
    sealed_before = session.scalars(found.head_of(on)).first()
    if sealed_before is not None:
        return sealed_before
    last = session.scalars(found.last_head()).first()
    sealed = _signed(_head(session, on, last), first=last is None)
    data = written(sealed)
    until = terms.lock_until(PERMANENT, on)
    sha256 = wiring.archive().put(data, media_type=MEDIA_TYPE, retain_until=until)
    row = AuditHead(
        on=on,
        number=sealed.head.number,
        hash=sealed.head.hash,
        count=sealed.head.count,
        previous=sealed.head.previous,
        signature=sealed.signature,
        key=sealed.key,
        sha256=sha256,
    )
    session.add(row)
    session.flush()
    return row


def sentence_of(row: AuditHead) -> str:
    """What a head states, for people."""
    return (
        f"Đầu chuỗi nhật ký ngày {row.on:%d/%m/%Y}: mục số {row.number}, {row.count} mục, "
        f"mã băm {row.hash[:12]}, khóa {row.key[:16]}, tệp {row.sha256[:12]}."
    )


def last(session: Session) -> AuditHead | None:
    """The head that was sealed last."""
    return session.scalars(found.last_head()).first()


def sealed_of(row: AuditHead, keys: audit_keys.Keys) -> Sealed:
    """A head of the table as it was put away; with no public key where the key is not known."""
    known = keys.known.get(row.key)
    head = Head(on=row.on, number=row.number, hash=row.hash, count=row.count, previous=row.previous)
    return Sealed(head, row.signature, row.key, "" if known is None else audit_keys.raw(known).hex())


def is_true(sealed: Sealed, keys: audit_keys.Keys) -> bool:
    """Whether a known key signed it."""
    return keys.proves(sealed.key, sealed.signature, statement_of(sealed.head))


def _head(session: Session, on: date, before: AuditHead | None) -> Head:
    number, stands = session.execute(queries.last_audit()).first() or (0, GENESIS)
    since, counted = (0, 0) if before is None else (before.number, before.count)
    count = counted + (session.scalar(found.entries_after(since)) or 0)
    previous = GENESIS if before is None else before.sha256
    return Head(on=on, number=number, hash=stands, count=count, previous=previous)


def _signed(head: Head, *, first: bool) -> Sealed:
    keys = audit_keys.keys()
    if keys.signing is None and not keys.known and first:
        keys = audit_keys.make()
    if keys.signing is None:
        raise NotFound(
            "Không còn khóa riêng đã niêm phong nhật ký. Hãy khôi phục secrets/journal.pem từ bản sao lưu, "
            "hoặc đặt TRIPLEHELIX_AUDIT_KEY là khóa Ed25519 mới, kèm khóa công khai cũ ở dưới."
        )
    signature = keys.signing.sign(statement_of(head)).hex()
    return Sealed(head, signature, keys.fingerprint, audit_keys.raw(keys.signing.public_key()).hex())
