"""Facts that no gate fixes: recorded by those who may, with their evidence, never from the future."""

from datetime import date
from decimal import Decimal

import pytest

from actions.results import RECORDABLE
from models.errors import BadInput, NotFound, NotPermitted
from models.language import Method, ProductType, Role
from models.recorders import RECORDERS
from models.tables import Result, Task
from tests.actions.houses import ON

WHO = {
    "so.chuyen-vien": Role.DOST_OFFICER,
    "so.giam-doc": Role.DOST_DIRECTOR,
    "so.phap-che": Role.LEGAL,
    "ubnd.chu-tich": Role.PPC_CHAIR,
    "tai-chinh": Role.FINANCE,
    "thong-tin": Role.INFO_BODY,
    "chu-tri": Role.HOST,
    "tiep-nhan": Role.RECIPIENT,
    "dat-hang": Role.ORDERER,
    "so.quan-tri": Role.ADMIN,
    "dinh-gia": Role.VALUER,
}
VALUES = {
    "method": "direct",
    "host": "Viện Cây ăn quả",
    "recipient": "Hợp tác xã Thuận Phát",
    "products": "I, III",
    "grade": "pass",
    "budget": "1250000000",
    "state_share": "0.28",
    "months": "18",
    "contract_no": "18/2026/HĐ-KHCN",
    "rights_rung": "3",
    "trl": "6",
    "ip_kind": "invention",
    "value": "850.000.000",
    "transfer_form": "LICENCE",
}


def value_of(fact):
    boolean = {"state_reserves", "share_clause", "equipment", "in_use"}
    return VALUES.get(fact, "có" if fact in boolean else "05/01/2026")


@pytest.mark.parametrize("fact", RECORDABLE)
def test_a_recordable_fact_has_a_column_and_a_vietnamese_name(fact):
    spec = RECORDABLE[fact]
    assert hasattr(Task, spec.column) != hasattr(Result, spec.column)
    assert spec.vi
    assert RECORDERS[fact]
    assert RECORDABLE.keys() == RECORDERS.keys()


def test_each_fact_is_recorded_by_those_who_may_and_by_nobody_else(house):
    code = house.at("MATCH", rights_decided_on=ON)
    for number, fact in enumerate(RECORDABLE):
        may = [handle for handle, role in WHO.items() if role in RECORDERS[fact]]
        may_not = [handle for handle in WHO if handle not in may]
        if fact not in {"host", "recipient"}:
            assert "05/BC" in house.record(code, fact, value_of(fact), may[number % len(may)])
        with pytest.raises(NotPermitted, match="không được ghi nhận"):
            house.record(code, fact, value_of(fact), may_not[number % len(may_not)])
    assert house.chain_is_whole()


def test_a_foreign_host_records_nothing(house):
    code = house.at("MATCH", host="university")
    with pytest.raises(NotPermitted):
        house.record(code, "in_use", "có", "chu-tri")


@pytest.mark.parametrize("evidence", ["", "   "])
def test_nothing_is_recorded_without_evidence(house, evidence):
    code = house.order()
    with pytest.raises(BadInput, match="căn cứ"):
        house.record(code, "months", "12", "so.chuyen-vien", evidence=evidence)


def test_a_fact_that_does_not_exist_is_said_with_those_that_do(house):
    with pytest.raises(BadInput, match="registered_on"):
        house.record(house.order(), "registrated_on", "05/01/2026", "so.chuyen-vien")


def test_an_unknown_task_is_said(house):
    with pytest.raises(NotFound):
        house.record("DN-2026-404", "months", "12", "so.chuyen-vien")


def test_a_day_that_has_not_come_yet_is_refused(house):
    code = house.order()
    with pytest.raises(BadInput, match="06/01/2026, sau ngày ghi nhận"):
        house.record(code, "registered_on", "06/01/2026", "so.chuyen-vien")
    house.record(code, "registered_on", "05/01/2026", "so.chuyen-vien")
    house.record(code, "contract_ends_on", "05/01/2030", "so.chuyen-vien")
    assert house.dossier(code).contract_ends_on == date(2030, 1, 5)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("registered_on", "31/02/2026"),
        ("registered_on", "hôm qua"),
        ("equipment", "có lẽ"),
        ("budget", "nhiều"),
        ("budget", "-5"),
        ("budget", "NaN"),
        ("state_share", "1.5"),
        ("state_share", "28%"),
        ("months", "12 tháng"),
        ("months", "²"),
        ("months", "-1"),
        ("method", "lottery"),
        ("products", "V"),
        ("products", ""),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(house, fact, value):
    code = house.order()
    before = house.dossier(code)
    with pytest.raises(BadInput):
        house.record(code, fact, value, "so.chuyen-vien")
    assert house.dossier(code) == before


@pytest.mark.parametrize("value", ["0", "6", "ba"])
def test_decree_70_has_five_rungs(house, value):
    with pytest.raises(BadInput):
        house.record(house.order(), "rights_rung", value, "ubnd.chu-tich")


@pytest.mark.parametrize(
    ("value", "dong"),
    [
        ("1250000000", 1_250_000_000),
        ("1.250.000.000", 1_250_000_000),
        ("850.000", 850_000),
        ("1.250.000,50", Decimal("1250000.50")),
        ("0", 0),
    ],
)
def test_money_is_read_as_it_is_written_in_viet_nam(house, value, dong):
    code = house.order()
    house.record(code, "budget", value, "so.chuyen-vien")
    assert house.dossier(code).budget_vnd == dong


@pytest.mark.parametrize(
    ("value", "share"), [("0.28", "0.28"), ("0,28", "0.28"), ("1", "1"), ("0.280", "0.28")]
)
def test_a_share_is_read_with_a_point_or_a_comma(house, value, share):
    code = house.order()
    house.record(code, "state_share", value, "so.chuyen-vien")
    assert house.dossier(code).state_share == Decimal(share)


def test_what_was_recorded_stands_in_the_dossier(house):
    code = house.order()
    for fact in ("method", "products", "months", "equipment", "contract_no"):
        house.record(code, fact, value_of(fact), "so.chuyen-vien")
    task = house.dossier(code)
    assert task.method is Method.DIRECT
    assert task.products == {ProductType.I, ProductType.III}
    assert (task.months, task.equipment_bought, task.contract_no) == (18, True, "18/2026/HĐ-KHCN")


def test_the_sentence_names_who_recorded_what_on_which_ground(house):
    code = house.order()
    said = house.record(code, "months", "18", "so.chuyen-vien", evidence="Công văn số 12/CV-SKHCN")
    assert said == (
        "Chuyên viên Phòng Quản lý khoa học ghi nhận thời gian thực hiện (tháng): 18 "
        "(căn cứ: Công văn số 12/CV-SKHCN)."
    )
    assert house.journal(code)[-1] == said
    assert house.dossier(code).version == 2


def test_the_day_of_approval_decides_on_the_regime_as_soon_as_it_is_known(house):
    code = house.order()
    assert house.dossier(code).regime.value == "?"
    house.record(code, "approved_on", "01/03/2020", "so.chuyen-vien")
    assert house.dossier(code).regime.value == "R2"


def test_a_clock_starts_when_the_fact_from_which_it_counts_is_recorded(house):
    code = house.at("SUBMIT", contract_ends_on=None)
    assert house.main(code).due_on is None
    house.record(code, "contract_ends_on", "31/12/2025", "so.chuyen-vien")
    assert house.main(code).due_on == date(2026, 1, 30)
