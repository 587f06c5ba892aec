"""Which facts of a task contradict each other: told beside the verdict, and none is preferred by guess."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from models.closet.facts import day_text
from models.closet.names import NAMES
from models.dossier import Dossier, Grade

ORDERED: tuple[tuple[str, str], ...] = (
    ("ordered_on", "listed_on"),
    ("listed_on", "approved_on"),
    ("call_published_on", "files_opened_on"),
    ("files_opened_on", "approved_on"),
    ("approved_on", "contract_signed_on"),
    ("contract_signed_on", "contract_ends_on"),
    ("contract_signed_on", "accepted_on"),
    ("accepted_on", "registered_on"),
    ("accepted_on", "recognised_on"),
    ("accepted_on", "asset_report_on"),
    ("accepted_on", "rights_decided_on"),
    ("accepted_on", "rights_handed_on"),
    ("accepted_on", "handed_over_on"),
    ("accepted_on", "transferred_on"),
    ("accepted_on", "replication_approved_on"),
    ("accepted_on", "application_report_on"),
    ("rights_dossier_on", "rights_decided_on"),
    ("rights_decided_on", "rights_handed_on"),
    ("ip_filed_on", "ip_granted_on"),
    ("paid_path_on", "price_agreed_on"),
    ("transferred_on", "shared_on"),
    ("handed_over_on", "application_report_on"),
)
"""What cannot come before what: the first of each pair is the earlier.

A filing before the disclosure is no contradiction: it is how novelty is kept.
"""

_OF_TASK = frozenset(field.name for field in fields(Dossier))
_DATES = tuple(dict.fromkeys(name for pair in ORDERED for name in pair))
_dates = attrgetter(*(name if name in _OF_TASK else f"result.{name}" for name in _DATES))
"""All dates that stand in a pair, at once: every case is asked for all of them."""
_PAIRS = tuple((_DATES.index(earlier), _DATES.index(later)) for earlier, later in ORDERED)

_PARTIES = (
    ("host", "Tổ chức chủ trì", ("contract_signed_on",)),
    ("recipient", "Đơn vị tiếp nhận", ("partner_found_on", "handed_over_on", "transferred_on")),
)
"""Who must still exist on the day of which acts."""

_NEEDS_A_RESULT = ("handed_over_on", "transferred_on", "replication_approved_on", "registered_on")


def contradictions(task: Dossier) -> tuple[str, ...]:
    """The facts that cannot all be true, as sentences that say which document to look at; empty when none."""
    return (*_disordered(task), *_by_the_dissolved(task), *_of_a_failed_result(task), *_undocumented(task))


def _disordered(task: Dossier) -> list[str]:
    days = _dates(task)
    return [
        f"Ngày {NAMES[_DATES[later]]} ({day_text(second)}) trước ngày {NAMES[_DATES[earlier]]} "
        f"({day_text(first)}): hãy đối chiếu văn bản."
        for earlier, later in _PAIRS
        if (first := days[earlier]) is not None and (second := days[later]) is not None and second < first
    ]


def _by_the_dissolved(task: Dossier) -> list[str]:
    found = []
    for role, title, acts in _PARTIES:
        party = getattr(task, role)
        if party is None or party.dissolved_on is None:
            continue
        found += [
            f"{title} ({party.name}) đã giải thể, sáp nhập ngày {day_text(party.dissolved_on)}, trước ngày "
            f"{NAMES[act]} ({day_text(day)}): hãy đối chiếu văn bản."
            for act in acts
            if (day := task.date_of(act)) is not None and day > party.dissolved_on
        ]
    return found


def _of_a_failed_result(task: Dossier) -> list[str]:
    if task.result.grade is not Grade.FAIL:
        return []
    return [
        f"Nghiệm thu không đạt, nhưng có ngày {NAMES[name]} ({day_text(day)}): hãy đối chiếu văn bản."
        for name in _NEEDS_A_RESULT
        if (day := task.date_of(name)) is not None
    ]


def _undocumented(task: Dossier) -> list[str]:
    """A pause without its document pauses nothing."""
    since = task.result.awaits_central_since
    if since is None or task.result.awaits_central_document.strip():
        return []
    return [
        f"Ghi chờ Trung ương từ ngày {day_text(since)} nhưng không có văn bản: không được coi là tạm dừng."
    ]
