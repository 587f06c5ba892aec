"""Dossiers for tests: one sensible task, and what a test changes of it. Organisations only, never persons."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from models import law
from models.dossier import Decision, Dossier, Entry, Grade, Issued, Party, Result, SixClears, Submission
from models.language import Method, PartyKind, ProductType, Role, Verdict

ORDERER = Party(1, "Sở Nông nghiệp và Môi trường", PartyKind.STATE_BODY, province="Đồng Nai")
INSTITUTE = Party(2, "Viện Nghiên cứu Cây ăn quả", PartyKind.PUBLIC_UNIT, province="Đồng Nai")
SOE = Party(3, "Tổng công ty Cao su (100% vốn nhà nước)", PartyKind.SOE, province="Đồng Nai")
ENTERPRISE = Party(4, "Công ty cổ phần Chế biến thủy sản", PartyKind.ENTERPRISE, province="Đồng Tháp")
COOPERATIVE = Party(5, "Hợp tác xã Nông nghiệp", PartyKind.COOPERATIVE, province="Lâm Đồng")

APPROVED_ON = date(2020, 3, 1)
"""Under Decree 70/2018 (R2), the regime with the most ways to be stuck."""

_RESULT_FIELDS = {field.name for field in fields(Result)}

_TASK = Dossier(
    id=7,
    code="DN-2020-007",
    title="Nghiên cứu quy trình chế biến collagen từ da cá tra",
    title_en="Collagen from pangasius skin",
    province="Đồng Nai",
    discipline="agricultural",
    version=1,
    orderer=ORDERER,
    host=INSTITUTE,
    recipient=ENTERPRISE,
    recipient_note="",
    recipient_named_on=None,
    co_owner=None,
    item13=True,
    state_reserves=False,
    clears=SixClears(
        who="Phòng Quản lý khoa học",
        what="Làm chủ quy trình chế biến",
        when=date(2023, 3, 31),
        result="Quy trình công nghệ và 100 kg sản phẩm",
        responsibility="Viện Nghiên cứu Cây ăn quả",
        authority="Ủy ban nhân dân tỉnh",
    ),
    method=Method.SELECTION,
    products=frozenset({ProductType.II, ProductType.III}),
    state_share=Decimal(1),
    budget_vnd=Decimal(2_000_000_000),
    months=36,
    ordered_on=date(2019, 6, 3),
    listed_on=date(2019, 9, 16),
    call_published_on=date(2019, 10, 1),
    files_opened_on=date(2019, 11, 4),
    approved_on=APPROVED_ON,
    contract_signed_on=date(2020, 4, 1),
    contract_ends_on=date(2023, 3, 31),
    contract_no="18/2020/HĐ-KHCN",
    share_clause=None,
    equipment_settled_on=None,
    equipment_bought=False,
    legal_basis_on=None,
    regime=law.regime_of(APPROVED_ON),
    entries=(),
    result=Result(),
)
"""A task under way: ordered, called, approved and contracted; nothing accepted yet."""


def dossier(**changes) -> Dossier:
    """A task under way, with those changes; names of the result's facts reach the result.

    `dossier(accepted_on=date(2023, 5, 10))` is accepted; `dossier(approved_on=None)` has an unknown regime,
    for the regime follows `approved_on` unless it is given.
    """
    on_result = {name: changes.pop(name) for name in list(changes) if name in _RESULT_FIELDS}
    if "approved_on" in changes:
        changes.setdefault("regime", law.regime_of(changes["approved_on"]))
    changes.setdefault("result", _TASK.result)
    changes["result"] = replace(changes["result"], **on_result)
    return replace(_TASK, **changes)


def accepted(on: date = date(2023, 5, 10), **changes) -> Dossier:
    """A task accepted on that day with the grade Đạt, and nothing after it."""
    return dossier(**{"accepted_on": on, "grade": Grade.PASS, **changes})


def recognised(on: date = date(2023, 6, 30), **changes) -> Dossier:
    """A task accepted, registered, reported as an asset, and recognised on that day."""
    known = {"registered_on": date(2023, 6, 1), "asset_report_on": date(2023, 6, 20), "recognised_on": on}
    return accepted(**{**known, **changes})


def listed(**changes) -> Dossier:
    """A task of which a published list says nothing but its title and its province: all else is unknown."""
    nothing = {
        "orderer": None,
        "host": None,
        "recipient": None,
        "item13": False,
        "state_reserves": None,
        "clears": SixClears(),
        "method": None,
        "products": frozenset(),
        "state_share": None,
        "budget_vnd": None,
        "months": None,
        "ordered_on": None,
        "listed_on": None,
        "call_published_on": None,
        "files_opened_on": None,
        "approved_on": None,
        "contract_signed_on": None,
        "contract_ends_on": None,
        "contract_no": "",
        "equipment_bought": None,
        "entries": (entry("MATCH", date(2026, 1, 5), imported=True),),
    }
    return dossier(**{**nothing, **changes})


def entry(stage: str, entered_on: date, **changes) -> Entry:
    """A stay in the stage, open unless `left_on` is given."""
    return replace(Entry(1, stage, entered_on), **changes)


def submission(paper: str, on: date, **changes) -> Submission:
    """A paper handed in by the host on that day."""
    given = Submission(1, paper, 1, INSTITUTE.id, Role.HOST, on, "0" * 64, f"{paper}.pdf")
    return replace(given, **changes)


def decision(gate: str, on: date, verdict: Verdict = Verdict.APPROVE, **changes) -> Decision:
    """A decision of a DoST officer at the gate."""
    made = Decision(gate, 1, 1, Role.DOST_OFFICER, Role.DOST_OFFICER.vi, verdict, on)
    return replace(made, **changes)


def issued(paper: str, on: date, **changes) -> Issued:
    """A document issued on that day under number 05."""
    return replace(Issued(1, paper, "05/QĐ-SKHCN", on, "", "0" * 64), **changes)
