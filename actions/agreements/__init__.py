"""Agreements of the three houses: drafted, issued as a paper, signed by three, ordered task by task.

Everybody holds the agreement first, then registers, then the audit chain.
"""

from actions.agreements.keeping import Ordered, draft, issue, note_signed, order
from actions.agreements.reading import AgreementSheet, ItemLine, agreement_sheet, agreements, draft_paper
from actions.agreements.sheet import AgreementForm, ItemForm, PartyForm, Shares

__all__ = [
    "AgreementForm",
    "AgreementSheet",
    "ItemForm",
    "ItemLine",
    "Ordered",
    "PartyForm",
    "Shares",
    "agreement_sheet",
    "agreements",
    "draft",
    "draft_paper",
    "issue",
    "note_signed",
    "order",
]
