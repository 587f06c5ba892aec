"""What an officer reads on Prefect's page of a run: a sentence, whatever came of it."""

from __future__ import annotations

from datetime import date

import pytest

from flows.deploy import declared, flow_at
from flows.orders import order_task
from flows.parameters import form_of
from flows.reconcile import reconcile
from flows.reports import periodic_report
from models.errors import BadInput
from models.reporting.periods import Kind


def test_a_report_by_the_clock_ends_in_its_number_and_a_second_run_in_the_same(house):
    first = periodic_report(Kind.MONTH, as_of=date(2026, 11, 2), return_state=True)
    assert first.is_completed()
    assert "tháng 10" in first.message.lower()
    assert f"số {first.result()}." in first.message
    again = periodic_report(Kind.MONTH, as_of=date(2026, 11, 3), return_state=True)
    assert again.result() == first.result()


def test_what_cannot_be_done_is_said_as_it_would_be_anywhere_else(house, caplog):
    state = periodic_report(Kind.YEAR, province="Nơi không có", return_state=True)
    assert state.is_failed()
    assert state.message.startswith("Không có tỉnh nào tên")
    assert "Traceback" not in caplog.text
    with pytest.raises(BadInput, match="Không có tỉnh nào tên"):
        periodic_report(Kind.YEAR, province="Nơi không có")


def test_who_calls_a_flow_gets_what_came_of_it(house):
    assert periodic_report(Kind.MONTH, as_of=date(2026, 11, 2)).endswith("SKHCN")


def test_a_form_of_prefect_still_knows_the_fields_of_a_spoken_flow():
    fields = form_of(order_task)["properties"]
    assert [fields[name]["title"] for name in ("sheet", "person", "code")] == [
        "Phiếu đặt hàng",
        "Tài khoản của người đặt hàng",
        "Mã một lần",
    ]


def test_every_deployment_ends_in_a_sentence_when_it_cannot_do_its_work():
    assert [each.name for each in declared() if not hasattr(flow_at(each.entrypoint).fn, "__wrapped__")] == []


def test_rebuilding_windows_says_how_many_and_gives_the_numbers_to_who_called(house, ordered):
    state = reconcile(return_state=True)
    assert state.message.startswith("Đã dựng lại 1 cửa sổ (0 hồ sơ ngăn tủ), cập nhật ")
    assert state.result()["repaired"] == 1
