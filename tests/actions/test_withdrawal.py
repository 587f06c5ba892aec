"""Taking a task back: by the party that asked for it, with a reason, before a host is approved."""

import pytest

from models.errors import NotPermitted, Refused
from models.language import Verdict


def test_the_orderer_takes_its_order_back_with_a_reason(house):
    code = house.order()
    house.decide(code, "validity", "dat-hang", Verdict.WITHDRAW, comment="Nhu cầu đã được đáp ứng")
    task = house.dossier(code)
    assert task.outcome == "withdrawn"
    assert task.open_entries == ()
    assert task.entries[-1].exit == "withdraw"


def test_no_task_is_withdrawn_without_a_reason(house):
    code = house.order()
    with pytest.raises(Refused, match="lý do"):
        house.decide(code, "validity", "dat-hang", Verdict.WITHDRAW)
    assert house.dossier(code).open_entries


def test_those_who_decide_at_the_gate_cannot_withdraw_for_the_orderer(house):
    code = house.order()
    with pytest.raises(NotPermitted, match="Cơ quan đặt hàng"):
        house.decide(code, "validity", "so.chuyen-vien", Verdict.WITHDRAW, comment="Không cần nữa")


def test_a_contract_cannot_be_withdrawn_from(house):
    code = house.order()
    house.walk(code).to("CONTRACT")
    with pytest.raises(NotPermitted):
        house.decide(code, "sign", "dat-hang", Verdict.WITHDRAW, comment="Không cần nữa")
    assert house.dossier(code).outcome == ""
