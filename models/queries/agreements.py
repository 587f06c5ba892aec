"""Agreements of the three houses, the tasks that they foresee, and their papers."""

from sqlalchemy import Select, select

from models.tables import Agreement, AgreementItem, Document, Task


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
