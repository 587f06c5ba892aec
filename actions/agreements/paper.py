"""The paper of an agreement: its facts, its number, its place in the agreement's own file."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import audit, issuing, outbox
from actions.agreements.sheet import terms_of, three
from documents.catalogue.agreements import AGREEMENTS, TRIPARTITE
from documents.facts.agreements import AgreementFacts, institute_position, party, state_position, written
from models import provinces, queries
from models.agreements import House
from models.permissions import Actor
from models.tables import Agreement, Document

_ENTERPRISE_POSITION = "Người đại diện theo pháp luật"


def facts_of(session: Session, row: Agreement, number: int, on: date) -> AgreementFacts:
    """What the paper says if it is issued on that day under that number (0: a draft)."""
    state, institute, enterprise = three(session, row)
    parties = (
        party(House.STATE, state.name, state.id, state_position(state.name), state.address, state.e_id),
        party(
            House.INSTITUTE,
            institute.name,
            institute.id,
            institute_position(institute.name),
            institute.address,
            institute.e_id,
        ),
        party(
            House.ENTERPRISE,
            enterprise.name,
            enterprise.id,
            _ENTERPRISE_POSITION,
            enterprise.address,
            enterprise.e_id,
        ),
    )
    return written(row.code, terms_of(session, row), parties, number, on)


def issued(session: Session, row: Agreement) -> Document | None:
    """The agreement's paper, once it is issued."""
    papers = session.scalars(queries.documents_of_agreement(row.id)).all()
    return papers[-1] if papers else None


def write(session: Session, row: Agreement, actor: Actor, on: date) -> Document:
    """Give the agreement its number and put its paper on record; the bytes are promised to the engine."""
    entry = AGREEMENTS[TRIPARTITE]
    keeper = provinces.slug(provinces.successor(row.province, on))
    series = f"{entry.issuer.value}-{keeper}:{entry.register.symbol}"
    facts = facts_of(session, row, issuing.next_number(session, series, on.year), on)
    document = issuing.record(facts, entry, series, "issued")
    document.agreement_id = row.id
    document.file_catalog = on.year
    document.doc_ordinal = 1
    document.file_notation = f"{row.code}.001"
    session.add(document)
    session.flush()
    audit.record(
        session,
        "agreement:document:numbered",
        f"{actor.title} ban hành {entry.name_vi} số {document.number_text} ({row.code}).",
        on=on,
        person_id=actor.id,
        facts={"agreement": row.id, "document": document.id, "paper": facts.code},
    )
    outbox.promise(session, outbox.Kind.PAPER, f"agreement:{row.code}", on=on, document=document.id)
    return document
