"""Agreements of the three houses, the tasks that they foresee, and their papers."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from models.listing.text import fold
from models.queries.among import among
from models.tables import Agreement, AgreementItem, Document, Organisation, Task


def agreement(code: str, *, lock: bool = False) -> Select[Agreement]:
    """The agreement of that code; `lock` holds it until the transaction ends."""
    query = select(Agreement).where(Agreement.code == code)
    return query.with_for_update() if lock else query


def agreements(organisation_id: int | None = None) -> Select[Agreement]:
    """All agreements, or those of one party, the latest first."""
    query = select(Agreement).order_by(Agreement.id.desc())
    if organisation_id is None:
        return query
    return query.where(
        (Agreement.state_id == organisation_id)
        | (Agreement.institute_id == organisation_id)
        | (Agreement.enterprise_id == organisation_id)
    )


def agreements_page(
    organisation_id: int | None, stand: str, words: str, on: date, *, offset: int, limit: int
) -> Select[Agreement, bool, str, str, str]:
    """Some agreements, the latest first: whether each is issued, and its three parties' names.

    Those of one party, or of all (None); `stand` is draft, issued, signed, ended, or empty for all; `words`
    stand in the code or the title.
    """
    issued = exists().where(Document.agreement_id == Agreement.id)
    ended = Agreement.ended_on.is_not(None) | func.coalesce(Agreement.ends_on < on, false())
    signed = Agreement.signed_on.is_not(None)
    stands = {
        "draft": ~ended & ~signed & ~issued,
        "issued": ~ended & ~signed & issued,
        "signed": ~ended & signed,
        "ended": ended,
    }
    state, institute, enterprise = (aliased(Organisation) for _ in range(3))
    query = (
        select(Agreement, issued, state.name, institute.name, enterprise.name)
        .join(state, state.id == Agreement.state_id)
        .join(institute, institute.id == Agreement.institute_id)
        .join(enterprise, enterprise.id == Agreement.enterprise_id)
        .order_by(Agreement.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if stand:
        query = query.where(stands[stand])
    said = func.concat(func.replace(Agreement.code, "-", " "), " ", Agreement.title)
    for word in fold(words).split():
        query = query.where(func.lower(func.unaccent(said)).contains(word))
    if organisation_id is None:
        return query
    return query.where(
        or_(
            Agreement.state_id == organisation_id,
            Agreement.institute_id == organisation_id,
            Agreement.enterprise_id == organisation_id,
        )
    )


def items_of_agreements(agreement_ids: Collection[int]) -> Select[AgreementItem, str | None]:
    """The tasks that several agreements foresee, in their order, with the codes of those ordered."""
    return (
        select(AgreementItem, Task.code)
        .outerjoin(Task, Task.id == AgreementItem.task_id)
        .where(among(AgreementItem.agreement_id, agreement_ids))
        .order_by(AgreementItem.agreement_id, AgreementItem.number)
    )


def agreement_items(agreement_id: int) -> Select[AgreementItem, str | None]:
    """The tasks that an agreement foresees, in their order, with the codes of those that were ordered."""
    return (
        select(AgreementItem, Task.code)
        .outerjoin(Task, Task.id == AgreementItem.task_id)
        .where(AgreementItem.agreement_id == agreement_id)
        .order_by(AgreementItem.number)
    )


def documents_of_agreement(agreement_id: int) -> Select[Document]:
    """The papers of an agreement, in order."""
    return select(Document).where(Document.agreement_id == agreement_id).order_by(Document.id)
