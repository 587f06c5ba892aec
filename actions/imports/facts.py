"""What a list says, by the names that tasks and results give it."""

from __future__ import annotations

from collections.abc import Iterator

from models.dossier import Grade
from models.language import PartyKind
from models.listing.dates import PartialDate
from models.listing.facts import ListedTask, Named

KINDS_IN_LAW = {
    "state": PartyKind.STATE_BODY,
    "enterprise": PartyKind.ENTERPRISE,
    "cooperative": PartyKind.COOPERATIVE,
    "household": PartyKind.INDIVIDUAL,
}
"""What the law sees in a kind that a list names. A university or a centre may be public or private: the
list does not say, so it stays unknown."""


def only_recipient(listed: ListedTask) -> Named | None:
    """The recipient, where the list names exactly one: of several, none alone is the recipient."""
    return listed.recipients[0] if len(listed.recipients) == 1 else None


def task_facts(listed: ListedTask) -> dict[str, object]:
    """What the list says of the task beside its parties, by the names of the task's facts."""
    end = listed.period.end
    return {
        "recipient_note": listed.recipient,
        "budget_vnd": listed.budget_vnd,
        "months": listed.period.months,
        "approved_on": listed.approved_on,
        "contract_no": listed.contract_no,
        "contract_signed_on": listed.contract_date.exact() if listed.contract_date else None,
        "contract_ends_on": end.latest() if end else None,
    }


_IN_USE = {"yes": True, "partly": True, "no": False}


def result_facts(listed: ListedTask) -> dict[str, object]:
    """What the list says of the result, by the names of the result's facts."""
    accepted = listed.accepted_on
    recognised = listed.recognised_on
    return {
        "accepted_on": accepted.latest() if accepted else None,
        "recognised_on": recognised.latest() if recognised else None,
        "grade": Grade.FAIL.value if listed.failed else listed.grade,
        "in_use": _IN_USE.get(listed.applied),
    }


def inexact(listed: ListedTask) -> Iterator[str]:
    """What is to be asked because a date is known to the month or the year only."""
    named: tuple[tuple[str, PartialDate | None], ...] = (
        ("Ngày nghiệm thu", listed.accepted_on),
        ("Ngày công nhận kết quả", listed.recognised_on),
        ("Ngày kết thúc thực hiện", listed.period.end),
    )
    for name, day in named:
        if day is not None and day.exact() is None:
            counted = f"{day.latest():%d/%m/%Y}"
            yield f"{name} chỉ biết «{day}»; tạm tính đến ngày {counted}, cần bổ sung ngày chính xác."
