"""The causes, in one ordered list: the order settles ties between equally grave and equally old causes."""

from models.closet.market import (
    IP_PENDING,
    IP_WINDOW,
    LOW_TRL,
    PRICE_DISPUTE,
    REGULATORY_APPROVAL,
    REVENUE_SHARE_UNSET,
    VALUATION_MISSING,
)
from models.closet.procedure import (
    ASSET_REPORT_OVERDUE,
    AWAIT_CENTRAL,
    HANDOVER_OVERDUE,
    NOT_TRANSFERABLE_BY_NATURE,
    OWNER_DISSOLVED,
    REG_OVERDUE,
    RIGHTS_DECISION_OVERDUE,
)
from models.closet.reception import (
    APPLICATION_REPORT_OVERDUE,
    CONTRACT_UNSIGNED,
    HANDED_NOT_USED,
    NO_FUNDING_AFTER,
    NO_RECIPIENT,
    ORDERER_NOT_RECEIVED,
)
from models.closet.rights_causes import (
    COOWNER_NO_CONTRACT_CLAUSE,
    LEGAL_BASIS_UNCONFIRMED,
    PUBLIC_ASSET_BAR,
    STATE_RESERVED,
)
from models.closet.words import Cause

CAUSES: tuple[Cause, ...] = (
    NO_RECIPIENT,
    ORDERER_NOT_RECEIVED,
    REG_OVERDUE,
    ASSET_REPORT_OVERDUE,
    RIGHTS_DECISION_OVERDUE,
    HANDOVER_OVERDUE,
    PUBLIC_ASSET_BAR,
    STATE_RESERVED,
    COOWNER_NO_CONTRACT_CLAUSE,
    VALUATION_MISSING,
    PRICE_DISPUTE,
    IP_WINDOW,
    IP_PENDING,
    LOW_TRL,
    NO_FUNDING_AFTER,
    REVENUE_SHARE_UNSET,
    OWNER_DISSOLVED,
    REGULATORY_APPROVAL,
    CONTRACT_UNSIGNED,
    HANDED_NOT_USED,
    APPLICATION_REPORT_OVERDUE,
    AWAIT_CENTRAL,
    NOT_TRANSFERABLE_BY_NATURE,
    LEGAL_BASIS_UNCONFIRMED,
)
"""All 24 (domain notes, section 4)."""

VERSION = "2026-11"
"""The version of this set: what a found cause keeps where no rule of law sets its days."""
