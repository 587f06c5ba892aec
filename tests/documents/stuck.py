"""Dossiers of results that went nowhere: for each remedy of the closet, one whose case offers it."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from documents.facts import Occasion
from models import closet
from models.closet import Chosen, Remedy
from models.dossier import Dossier, Grade, Issued, Party, Result
from models.language import PartyKind, ProductType
from tests.documents.dossiers import COMPANY, COOPERATIVE, LETTERHEAD, R2_DAY, R4_DAY, whole_life

ON = date(2026, 11, 22)
CENTRE = Party(
    9,
    "Trung tâm Ứng dụng khoa học và công nghệ tỉnh Đồng Nai",
    PartyKind.PUBLIC_UNIT,
    "Đồng Nai",
    "H19.88.11",
    "Phường Trấn Biên, tỉnh Đồng Nai",
)
VALUER = Party(10, "Công ty Thẩm định giá miền Đông", PartyKind.ENTERPRISE, "Đồng Nai")
LETTER = "Công văn số 1234/BKHCN-ĐTG ngày 02/11/2026 của Bộ Khoa học và Công nghệ"
GONE = replace(whole_life().host, dissolved_on=date(2025, 7, 1))
MEMORANDUM = Issued(900, "memorandum", "02/2026/BGN-CGCN", date(2026, 5, 4), "", "a" * 64, 2)
ACCEPTED = Result(
    accepted_on=date(2026, 3, 12),
    grade=Grade.PASS,
    registered_on=date(2026, 4, 2),
    recognised_on=date(2026, 4, 20),
)


@dataclass(frozen=True)
class Stuck:
    """How a result is stuck, and what was chosen for it."""

    remedy: str
    task: dict[str, object] = field(default_factory=dict)
    result: dict[str, object] = field(default_factory=dict)
    party: Party | None = None
    document: str = ""
    comment: str = "Báo cáo tiến độ hằng tuần."
    issued: Issued | None = None
    approved_on: date = R2_DAY


NOBODY = {"recipient": None}
ASKED = {"free_transfer_asked_on": date(2026, 6, 1)}
BAR = {"recipient": COOPERATIVE}
PRICED = {
    "partner_found_on": date(2026, 5, 2),
    "paid_path_on": date(2026, 5, 2),
    "valued_on": date(2026, 6, 1),
    "value_vnd": Decimal(850_000_000),
}
DISCLOSED = {"disclosed_on": date(2026, 2, 1), "ip_kind": "invention"}
HANDED = {
    "accepted_on": date(2025, 1, 10),
    "registered_on": date(2025, 2, 1),
    "recognised_on": date(2025, 2, 20),
    "rights_decided_on": date(2025, 4, 1),
    "rights_rung": 1,
    "handed_over_on": date(2025, 4, 8),
}

STUCK: dict[str, Stuck] = {
    "recipient-notice": Stuck("name_recipient", NOBODY, party=COMPANY),
    "technology-offer": Stuck("publish_offer", NOBODY, {"trl": 7}),
    "council-referral": Stuck("call_council", NOBODY),
    "demand-letter": Stuck("demand_letter"),
    "stall-report": Stuck("report_ppc"),
    "settlement-hold": Stuck("hold_settlement", result={"registered_on": None}),
    "handover-schedule": Stuck(
        "schedule_handover", result={"rights_decided_on": date(2026, 5, 20), "rights_rung": 1}
    ),
    "paid-path-notice": Stuck("paid_rung", BAR, ASKED),
    "use-right-submission": Stuck("use_right", BAR, ASKED),
    "replication-submission": Stuck("replicate", BAR, ASKED),
    "replication-proposal": Stuck("replicate", BAR, ASKED),
    "legal-opinion-request": Stuck("legal_opinion", {"legal_basis_on": None}),
    "state-decision-submission": Stuck("state_decision", {"state_reserves": True}, approved_on=R4_DAY),
    "state-share-addendum": Stuck(
        "contract_addendum", {"share_clause": False, "state_share": Decimal("0.4")}
    ),
    "valuation-request": Stuck("valuation", result={"paid_path_on": date(2026, 5, 2)}, party=VALUER),
    "intermediary-request": Stuck("intermediary", result=PRICED, party=VALUER),
    "auction-submission": Stuck("auction", result=PRICED),
    "ip-filing-request": Stuck("file_ip", result=DISCLOSED),
    "ip-waiver-record": Stuck(
        "waive_ip",
        result=DISCLOSED,
        document="Quyết định số 15/QĐ-TCCT ngày 20/11/2026",
        comment="Chi phí duy trì văn bằng cao hơn lợi ích dự kiến.",
    ),
    "licence-proposal": Stuck(
        "licence_application",
        result={"ip_filed_on": date(2025, 3, 3), "partner_found_on": date(2026, 5, 2)},
    ),
    "pilot-task-submission": Stuck("pilot_task", result={"trl": 5}),
    "contribution-request": Stuck("benefit_agreement", result={"transferred_on": date(2026, 6, 20)}),
    "successor-notice": Stuck(
        "record_successor",
        {"host": GONE},
        party=CENTRE,
        document="Quyết định số 88/QĐ-UBND ngày 30/06/2025",
    ),
    "line-approval-request": Stuck(
        "line_approval",
        result={"approval_needed_since": date(2026, 5, 15)},
    ),
    "contract-demand": Stuck("sign_contract", issued=MEMORANDUM),
    "recall-decision": Stuck("recall", result=HANDED, party=CENTRE),
    "application-report-demand": Stuck("application_report", result=HANDED),
    "central-wait-report": Stuck("await_central", {"legal_basis_on": None}, document=LETTER),
    "guidance-notice": Stuck(
        "record_guidance",
        result={
            "awaits_central_since": date(2026, 8, 3),
            "awaits_central_document": "Công văn số 210/SKHCN-QLKH ngày 03/08/2026",
        },
        document=LETTER,
    ),
    "not-transferable-decision": Stuck(
        "not_transferable",
        {"products": frozenset({ProductType.I}), "recipient": None},
        comment="Nhiệm vụ chỉ tạo ra bài báo khoa học, đã công bố rộng rãi.",
    ),
}
"""By the code of the remedy's paper."""


def task_of(stuck: Stuck) -> Dossier:
    """The task: accepted and recognised, and then nothing."""
    task = whole_life(stuck.approved_on)
    entries = task.entries[: next(i for i, e in enumerate(task.entries, 1) if e.stage == "RECOGNISE")]
    if stuck.issued is not None:
        entries = (*entries[:-1], replace(entries[-1], issued=(*entries[-1].issued, stuck.issued)))
    return replace(task, entries=entries, result=replace(ACCEPTED, **stuck.result), **stuck.task)


def chosen_of(stuck: Stuck, remedy: Remedy, **changes: object) -> Chosen:
    """The remedy, chosen under the six clears."""
    chosen = Chosen(
        code=remedy.code,
        vi=remedy.vi,
        decided_by="Giám đốc Sở Khoa học và Công nghệ",
        decided_on=ON,
        who="Phòng Quản lý khoa học",
        what="Theo dõi, hướng dẫn, đôn đốc việc thực hiện",
        due_on=date(2026, 12, 15),
        result="Có văn bản trả lời và hồ sơ đúng quy định",
        responsible="Trưởng phòng Quản lý khoa học",
        authority="Giám đốc Sở Khoa học và Công nghệ",
        party=stuck.party,
        document=stuck.document,
        comment=stuck.comment,
    )
    return replace(chosen, **changes)


def occasion_for(
    paper: str, task: Dossier | None = None, *, on: date = ON, number: int = 5, **changes: object
) -> Occasion:
    """The occasion on which the paper of a remedy is written; its case is found, and offers the remedy."""
    stuck = STUCK[paper]
    task = task or task_of(stuck)
    case = closet.find(task, on)
    assert case is not None
    offered = {remedy.code: remedy for cause in case.causes for remedy in cause.remedies}
    chosen = chosen_of(stuck, offered[stuck.remedy], **changes)
    return Occasion(task, task.entries[-1], None, on, number, LETTERHEAD, case=case, chosen=chosen)
