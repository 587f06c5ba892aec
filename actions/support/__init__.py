"""Support for small enterprises: calls, proposals, the panel's choice, what is paid and what comes of it.

Everybody holds the call's file of work first, then registers, then the audit chain.
"""

from actions.support.calls import draft, publish
from actions.support.concluding import conclude
from actions.support.following import note_outcome, pay
from actions.support.forms import CallForm, ProposalForm, filled
from actions.support.proposals import check, submit, withdraw
from actions.support.reading import CallPage, CallRow, ProposalPage, Stand, call_page, calls, proposal_page

__all__ = [
    "CallForm",
    "CallPage",
    "CallRow",
    "ProposalForm",
    "ProposalPage",
    "Stand",
    "call_page",
    "calls",
    "check",
    "conclude",
    "draft",
    "filled",
    "note_outcome",
    "pay",
    "proposal_page",
    "publish",
    "submit",
    "withdraw",
]
