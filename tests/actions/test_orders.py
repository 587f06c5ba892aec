"""Ordering a task: who may, which code it gets, what the first gate asks for."""

from datetime import date

import pytest
from pydantic import ValidationError

from actions import rehearsal
from actions.orders import OrderSheet
from models.errors import NotFound, NotPermitted, Refused
from models.language import Method, PartyKind, ProductType, Verdict
from tests.actions.houses import ON, SHEET

CLEARS = ["who", "what", "when", "result", "responsibility", "authority"]


def test_an_order_opens_a_task_with_all_that_its_sheet_says(house):
    code = house.order(title_en="Collagen", method="direct", host=rehearsal.house("host"))
    task = house.dossier(code)
    assert code == "DN-2026-001"
    assert (task.title, task.title_en, task.province) == (SHEET["title"], "Collagen", "Đồng Nai")
    assert (task.orderer.name, task.recipient.name) == (SHEET["orderer"], SHEET["recipient"])
    assert task.host.name == rehearsal.house("host")
    assert task.method is Method.DIRECT
    assert task.products == {ProductType.II, ProductType.III}
    assert (task.budget_vnd, task.state_share, task.months) == (2_000_000_000, 1, 24)
    assert task.clears.missing() == ()
    assert (task.item13, task.state_reserves) == (True, False)
    assert [entry.stage for entry in task.open_entries] == ["ORDER"]
    assert task.open_entries[0].due_on == date(2026, 2, 4)
    assert task.open_entries[0].rule_version == "order_check@origin"
    assert house.chain_is_whole()


def test_what_has_not_happened_yet_is_not_known(house):
    task = house.dossier(house.order())
    assert task.approved_on is None
    assert task.regime.value == "?"
    assert task.accepted_on is None


def test_codes_count_up_by_province_and_year(house):
    codes = [
        house.order(),
        house.order(),
        house.order(on=date(2027, 1, 4)),
        house.order(province="Lâm Đồng"),
        house.order(province="lam dong"),
        house.order(),
    ]
    assert codes == [
        "DN-2026-001", "DN-2026-002", "DN-2027-001", "LD-2026-001", "LD-2026-002", "DN-2026-003",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("handle", "may"),
    [
        (part.handle, part.handle in {"dat-hang", "so.chuyen-vien", "so.truong-phong"})
        for part in rehearsal.CAST
        if not part.handle.startswith("hoi-dong.") or part.handle == "hoi-dong.1"
    ],
)
def test_orderers_and_the_department_order_tasks_and_nobody_else(house, handle, may):
    if may:
        assert house.order(handle)
    else:
        with pytest.raises(NotPermitted, match="không được lập phiếu đặt hàng"):
            house.order(handle)


def test_an_orderer_orders_for_its_own_body_alone(house):
    with pytest.raises(NotPermitted, match="chỉ đặt hàng cho tổ chức mình"):
        house.order("dat-hang", orderer="Sở khác (mẫu)")
    assert house.order("so.chuyen-vien", orderer="Sở khác (mẫu)")


def test_a_province_that_does_not_exist_is_said(house):
    with pytest.raises(NotFound, match="Tỉnh Không Có"):
        house.order(province="Tỉnh Không Có")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "  "},
        {"orderer": ""},
        {"state_share": 2},
        {"budget_vnd": 0},
        {"months": 0},
        {"products": ["V"]},
        {"chủ nhiệm": "x"},
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused_by_its_form(changes):
    with pytest.raises(ValidationError):
        OrderSheet(**{**SHEET, **changes})


@pytest.mark.parametrize("clear", CLEARS)
def test_without_one_of_the_six_clears_the_order_cannot_be_published(house, clear):
    code = house.order(**{clear: None if clear == "when" else ""})
    house.hand_in_all(code, "dat-hang")
    with pytest.raises(Refused) as refused:
        house.decide(code, "validity", "so.chuyen-vien")
    assert [reason[:38] for reason in refused.value.reasons] == [
        "Phiếu đặt hàng chưa đủ sáu rõ: rõ người"[:38]
    ]


def test_the_six_clears_item_13_and_the_papers_are_all_asked_for_at_once(house):
    code = house.order(recipient="", **dict.fromkeys(CLEARS[:2], ""))
    with pytest.raises(Refused) as refused:
        house.decide(code, "validity", "so.chuyen-vien")
    reasons = " ".join(refused.value.reasons)
    assert len(refused.value.reasons) == 4
    for part in ("sáu rõ", "Mục 13", "Phiếu đặt hàng (I.01-ĐHNV)", "Cam kết tiếp nhận kết quả"):
        assert part in reasons


def test_an_order_that_reserves_the_rights_for_the_state_answers_item_13(house):
    code = house.order(recipient="", state_reserves=True)
    house.hand_in_all(code, "dat-hang")
    assert house.decide(code, "validity", "so.chuyen-vien").passed


def test_item_13_can_be_answered_later(house):
    code = house.order(recipient="")
    house.submit(code, "order_sheet", "dat-hang")
    house.submit(code, "reception_commitment", "dat-hang")
    with pytest.raises(Refused, match="Mục 13"):
        house.decide(code, "validity", "so.chuyen-vien")
    house.record(code, "recipient", "Hợp tác xã Bưởi Tân Triều", "so.truong-phong")
    assert house.decide(code, "validity", "so.chuyen-vien").passed


def test_the_same_organisation_is_kept_once_and_its_kind_is_learnt(house):
    one = house.dossier(house.order(recipient="HỢP TÁC XÃ  Thuận Phát"))
    other = house.dossier(
        house.order(recipient="Hợp tác xã Thuận Phát", recipient_kind=PartyKind.COOPERATIVE)
    )
    assert one.recipient.id == other.recipient.id
    assert house.dossier(one.code).recipient.kind is PartyKind.COOPERATIVE


def test_a_rejected_order_ends_its_life(house):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    made = house.decide(code, "validity", "so.chuyen-vien", Verdict.REJECT, comment="Trùng nhiệm vụ đã có")
    task = house.dossier(code)
    assert made.moved_to is None
    assert task.open_entries == ()
    assert task.outcome == "rejected"
    with pytest.raises(Refused, match="vòng đời đã kết thúc"):
        house.decide(code, "validity", "so.truong-phong", on=ON)
