"""The signed heads of the audit chain, beside the chain as it stands."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Select, func, select

from models.tables import Audit, AuditHead

_SEALING: Final = 20261127


def take_sealing() -> Select[None]:
    """Let this transaction alone seal until it ends."""
    return select(func.pg_advisory_xact_lock(_SEALING))


def head_of(on: date) -> Select[AuditHead]:
    """The head of that day."""
    return select(AuditHead).where(AuditHead.on == on)


def last_head() -> Select[AuditHead]:
    """The head that was sealed last."""
    return select(AuditHead).order_by(AuditHead.id.desc()).limit(1)


def heads_beside_chain() -> Select[AuditHead, str | None]:
    """Every head in the order of sealing, with the hash that its entry has now."""
    return select(AuditHead, Audit.hash).outerjoin(Audit, Audit.id == AuditHead.number).order_by(AuditHead.id)


def entries_after(number: int) -> Select[int]:
    """How many entries the chain has after that one."""
    return select(func.count()).select_from(Audit).where(Audit.id > number)


def hash_at(number: int) -> Select[str]:
    """The hash of the entry of that number."""
    return select(Audit.hash).where(Audit.id == number)
