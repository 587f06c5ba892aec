"""Every paper that the system writes: who issues and signs it, its register, its layout, how long it is kept.

DATA. A paper's number comes from the register named by its symbol: "Số: 05/QĐ-SKHCN" is the fifth paper of
the register `QĐ-SKHCN` in its year. Symbols of papers outside the State's own registers (ballots,
commitments) name registers of the task's file, so that every document has a number.
"""

from __future__ import annotations

from dataclasses import replace

from documents.catalogue.asked import ASKED
from documents.catalogue.closet import CLOSET
from documents.catalogue.life import LIFE
from documents.catalogue.registers import QD_HOST
from documents.catalogue.words import (
    FIFTY_YEARS,
    PERMANENT,
    CatalogueEntry,
    Issuer,
    Layout,
    PdfVariant,
    Register,
    Retention,
    Signatory,
    To,
    number_text,
)
from models.dossier import Dossier
from models.language import Regime, Role
from models.lifecycle import checks

CATALOGUE: dict[str, CatalogueEntry] = {paper.code: paper for paper in (*LIFE, *CLOSET, *ASKED)}
"""Every paper by its code: of a task's life in their order, of the closet's remedies, on request."""

_RUNG_OTHERS = 4


def entry_for(code: str, task: Dossier) -> CatalogueEntry:
    """The catalogue entry of that code as it stands for this task.

    Where the owner sets the price itself (Law 93/2025 Article 27), the price decision bears the host's
    letterhead and register, not the State's. Where another than the host takes the result against its
    value (rung 4 of Decree 70/2018), the recipient commits to reimburse it and signs the handover. A party
    that a task does not have signs nothing.

    Raises:
        KeyError: when no paper of that code exists.
    """
    entry = CATALOGUE[code]
    to_others = goes_to_others(task)
    match code:
        case "price-decision" if checks.OWNER_DECIDES.holds(task):
            return replace(
                entry, register=QD_HOST, signers=(Role.HOST_HEAD,), recipients=(To.ADDRESSEE, To.DOST)
            )
        case "reimbursement-commitment" if to_others:
            register = replace(entry.register, issuer=Issuer.RECIPIENT)
            return replace(entry, register=register, signers=(Role.RECIPIENT,))
        case "result-handover" if not to_others:
            return _without(entry, Role.RECIPIENT, To.RECIPIENT)
        case "ownership-annex" if task.orderer is None:
            return _without(entry, Role.ORDERER)
        case _:
            return entry


def goes_to_others(task: Dossier) -> bool:
    """Whether, by rung 4 of Decree 70/2018, the result goes to another than its host."""
    return task.regime in {Regime.R2_ND70, Regime.R3_NQ193} and task.result.rights_rung == _RUNG_OTHERS


def _without(entry: CatalogueEntry, signatory: Signatory, to: To | None = None) -> CatalogueEntry:
    return replace(
        entry,
        signers=tuple(each for each in entry.signers if each is not signatory),
        recipients=tuple(each for each in entry.recipients if each is not to),
    )


__all__ = [
    "ASKED",
    "CATALOGUE",
    "CLOSET",
    "FIFTY_YEARS",
    "LIFE",
    "PERMANENT",
    "CatalogueEntry",
    "Issuer",
    "Layout",
    "PdfVariant",
    "Register",
    "Retention",
    "Signatory",
    "To",
    "entry_for",
    "goes_to_others",
    "number_text",
]
