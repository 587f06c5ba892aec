"""The ways out that the causes allow, each as data. A code never changes: decisions on record carry it."""

from models.closet.names import NAMES
from models.closet.remedies_law import (
    ADDENDUM,
    AWAIT_CENTRAL,
    HOLD_SETTLEMENT,
    LEGAL_OPINION,
    PAID_RUNG,
    RECORD_GUIDANCE,
    RECORD_SUCCESSOR,
    STATE_DECISION,
    USE_RIGHT,
)
from models.closet.remedies_market import (
    AUCTION,
    BENEFIT_AGREEMENT,
    FILE_IP,
    INTERMEDIARY,
    LICENCE_APPLICATION,
    LINE_APPROVAL,
    PILOT_TASK,
    VALUATION,
    WAIVE_IP,
)
from models.closet.remedies_reception import (
    APPLICATION_REPORT,
    CALL_COUNCIL,
    DEMAND,
    NAME_RECIPIENT,
    NOT_TRANSFERABLE,
    PUBLISH_OFFER,
    RECALL,
    REPLICATE,
    REPORT_PPC,
    SCHEDULE_HANDOVER,
    SIGN_CONTRACT,
)
from models.closet.words import Remedy

REMEDIES: dict[str, Remedy] = {
    remedy.code: remedy
    for remedy in (
        NAME_RECIPIENT,
        PUBLISH_OFFER,
        CALL_COUNCIL,
        DEMAND,
        REPORT_PPC,
        HOLD_SETTLEMENT,
        SCHEDULE_HANDOVER,
        PAID_RUNG,
        USE_RIGHT,
        REPLICATE,
        LEGAL_OPINION,
        STATE_DECISION,
        ADDENDUM,
        VALUATION,
        INTERMEDIARY,
        AUCTION,
        FILE_IP,
        WAIVE_IP,
        LICENCE_APPLICATION,
        PILOT_TASK,
        BENEFIT_AGREEMENT,
        RECORD_SUCCESSOR,
        LINE_APPROVAL,
        SIGN_CONTRACT,
        RECALL,
        APPLICATION_REPORT,
        AWAIT_CENTRAL,
        RECORD_GUIDANCE,
        NOT_TRANSFERABLE,
    )
}
"""All of them, by code."""


def name_of(code: str) -> str:
    """The Vietnamese name of a remedy; the code itself where a record bears one that is no more."""
    return REMEDIES[code].vi if code in REMEDIES else code


_OTHERS: dict[str, str] = {
    "council_concluded_on": "hội đồng tư vấn kết luận",
    "in_use": "ghi nhận tình hình sử dụng",
    "recipient": "có đơn vị tiếp nhận",
    "share_clause": "hợp đồng nêu phần của Nhà nước",
    "trl": "ghi nhận lại mức sẵn sàng công nghệ",
}


def fact_name(name: str) -> str:
    """A fact by which a remedy is done, as the journal tells it.

    Raises:
        KeyError: when a remedy waits for a fact that has no name.
    """
    return NAMES.get(name) or _OTHERS[name]


__all__ = [
    "ADDENDUM",
    "APPLICATION_REPORT",
    "AUCTION",
    "AWAIT_CENTRAL",
    "BENEFIT_AGREEMENT",
    "CALL_COUNCIL",
    "DEMAND",
    "FILE_IP",
    "HOLD_SETTLEMENT",
    "INTERMEDIARY",
    "LEGAL_OPINION",
    "LICENCE_APPLICATION",
    "LINE_APPROVAL",
    "NAME_RECIPIENT",
    "NOT_TRANSFERABLE",
    "PAID_RUNG",
    "PILOT_TASK",
    "PUBLISH_OFFER",
    "RECALL",
    "RECORD_GUIDANCE",
    "RECORD_SUCCESSOR",
    "REMEDIES",
    "REPLICATE",
    "REPORT_PPC",
    "SCHEDULE_HANDOVER",
    "SIGN_CONTRACT",
    "STATE_DECISION",
    "USE_RIGHT",
    "VALUATION",
    "WAIVE_IP",
    "fact_name",
    "name_of",
]
