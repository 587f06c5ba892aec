"""Who may record which fact of a task by hand: the table of permissions, fact by fact.

`models.deeds` grants the deed to all of them; each fact is recorded by those who are named with it.
"""

from __future__ import annotations

from models.language import Role

_DOST = (Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR)
_OWNERS = (*_DOST, Role.HOST, Role.HOST_HEAD)
_STATE = (*_DOST, Role.PPC_CHAIR, Role.FINANCE)

RECORDERS: dict[str, tuple[Role, ...]] = {
    "method": _DOST,
    "host": _DOST,
    "recipient": _OWNERS,
    "products": _OWNERS,
    "budget": _DOST,
    "state_share": _DOST,
    "months": _DOST,
    "state_reserves": (*_DOST, Role.ORDERER),
    "share_clause": _DOST,
    "approved_on": _DOST,
    "contract_ends_on": _DOST,
    "contract_no": _DOST,
    "equipment": _DOST,
    "legal_basis_on": (Role.LEGAL,),
    "registered_on": (Role.INFO_BODY, *_DOST),
    "accepted_on": _DOST,
    "grade": _DOST,
    "recognised_on": _DOST,
    "asset_report_on": _OWNERS,
    "rights_dossier_on": _DOST,
    "rights_decided_on": _STATE,
    "rights_rung": _STATE,
    "handed_over_on": _DOST,
    "disclosed_on": _OWNERS,
    "ip_filed_on": _OWNERS,
    "ip_granted_on": _OWNERS,
    "partner_found_on": _OWNERS,
    "funding_line_on": _STATE,
    "paid_path_on": _OWNERS,
    "valued_on": _OWNERS,
    "value": _OWNERS,
    "transfer_form": _OWNERS,
    "free_transfer_asked_on": (*_OWNERS, Role.RECIPIENT, Role.ORDERER),
    "application_report_on": _OWNERS,
    "in_use": _OWNERS,
    "state_decision_on": (Role.PPC_CHAIR, *_DOST),
    "trl": _OWNERS,
    "approval_needed_since": _OWNERS,
    "approval_granted_on": _OWNERS,
    "ip_kind": _OWNERS,
    "ip_waived_on": _OWNERS,
    "rights_handed_on": _DOST,
    "co_owner": _DOST,
    "benefit_agreement_on": _OWNERS,
}
"""The facts, each with the roles that record it."""
