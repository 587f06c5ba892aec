"""A task's page and what is done on it: papers, talk, facts, remedies, decisions, signatures, delegations."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from actions import closet, issuing, windows, wiring
from models.language import Verdict
from models.tables import Comment, Delegation, Document, Submission
from tests.actions.houses import ON
from tests.portal.conftest import words


@pytest.fixture(autouse=True)
def on_that_day(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", ON.isoformat())
    wiring.settings.cache_clear()


@pytest.fixture
def ordered(house):
    """An order whose papers are in."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    return code


@pytest.fixture
def receipt(house, ordered):
    """A document of that order, issued and kept."""
    house.decide(ordered, "validity", "so.chuyen-vien")
    house.issue_all()
    with wiring.unit_of_work() as session:
        number = session.scalars(select(Document.id)).one()
    issuing.keep(number)
    return number


def shas():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Submission.sha256).order_by(Submission.id)))


# Who may see it.


@pytest.mark.parametrize(
    "path",
    ["", "/journal", "/papers/{sha}", "/drafts/0/order-receipt", "/decide/validity"],
)
def test_a_task_of_others_is_not_there(portal, ordered, path):
    answer = portal("chu-tri").get(f"/tasks/{ordered}{path.format(sha=shas()[0])}")
    assert answer.status_code == 404
    assert "collagen" not in answer.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/talk", {"text": "xin chào"}),
        ("/talk/1/withdraw", {}),
        ("/facts", {"fact": "trl", "value": "5", "evidence": "01/BC"}),
        ("/decide/validity", {"verdict": "approve"}),
    ],
)
def test_nothing_is_sent_to_a_task_of_others(portal, house, ordered, path, fields):
    before = house.journal(ordered)
    assert portal("chu-tri").send(f"/tasks/{ordered}{path}", fields).status_code == 404
    assert house.journal(ordered) == before


def test_a_paper_opens_for_who_sees_its_task_and_under_no_other_task(portal, house, ordered):
    other = house.order()
    guest = portal("dat-hang")
    opened = guest.get(f"/tasks/{ordered}/papers/{shas()[0]}")
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.content.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in opened.headers["content-security-policy"]
    assert guest.get(f"/tasks/{other}/papers/{shas()[0]}").status_code == 404
    assert guest.get(f"/tasks/{ordered}/papers/{shas()[0][:10]}").status_code == 404


def test_prefect_is_linked_for_the_state_alone(portal, house, ordered):

    run = uuid4()
    with wiring.unit_of_work() as session:
        windows.remember(session, f"task:{ordered}", run, 1, ON)
    assert f"/v2/runs/flow-run/{run}" in portal("so.chuyen-vien").page(f"/tasks/{ordered}")
    assert "flow-run" not in portal("dat-hang").page(f"/tasks/{ordered}")


# What it shows.


def test_the_life_is_a_line_with_dates_obstacles_and_what_is_foreseen(portal, house):
    code = house.at("CONTRACT", contract_signed_on=None, contract_ends_on=None)
    said = words(portal("so.chuyen-vien").page(f"/tasks/{code}"))
    life = said.partition("Vòng đời ✓")[2]
    assert "Hợp đồng đang ở đây từ 05/01/2026" in life
    assert "Thiếu giấy tờ: Dự thảo hợp đồng" in life
    assert "Thực hiện dự kiến xong" in life
    assert life.index("Thực hiện dự kiến") < life.index("Nghiệm thu dự kiến") < life.index("Lưu trữ hồ sơ")


def test_a_page_asks_as_often_for_a_long_life_as_for_a_short_one(portal, house, ordered):
    guest, seen = portal("so.chuyen-vien"), []
    short = house.order()
    guest.page(f"/tasks/{short}")
    event.listen(wiring.engine(), "before_cursor_execute", lambda *given: seen.append(given[2]))
    guest.page(f"/tasks/{short}")
    once = len(seen)
    house.hand_in_all(short, "dat-hang")
    for each in ("một", "hai", "ba"):
        guest.send(f"/tasks/{short}/talk", {"text": each})
    seen.clear()
    guest.page(f"/tasks/{short}")
    assert len(seen) == once <= 14


def test_what_people_write_is_shown_and_never_run(portal, house):
    code = house.order(title="<img src=x onerror=alert(1)> {{ 7*7 }}")
    guest = portal("dat-hang")
    guest.send(f"/tasks/{code}/talk", {"text": "<script>alert(2)</script>"})
    page = guest.page(f"/tasks/{code}")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_a_draft_of_what_comes_next_is_marked_and_readable(portal, house, ordered):
    entry = house.main(ordered).id
    answer = portal("so.chuyen-vien").get(f"/tasks/{ordered}/drafts/{entry}/order-receipt")
    assert answer.content.startswith(b"%PDF")
    refused = portal("so.chuyen-vien").get(f"/tasks/{ordered}/drafts/{entry}/research-contract")
    assert refused.status_code == 409
    assert "không chờ ban hành" in words(refused.text)


# Talk, facts, remedies.


def test_a_remark_is_said_and_taken_back(portal, house, ordered):
    guest = portal("dat-hang")
    assert "Xin xem lại mục 13" in words(
        guest.send(f"/tasks/{ordered}/talk", {"text": "Xin xem lại mục 13"}).text
    )
    with wiring.unit_of_work() as session:
        number = session.scalars(select(Comment.id)).one()
    assert portal("so.giam-doc").send(f"/tasks/{ordered}/talk/{number}/withdraw").status_code == 409
    assert "mục 13" not in words(guest.send(f"/tasks/{ordered}/talk/{number}/withdraw").text)


def test_a_refused_remark_keeps_what_was_typed(portal, ordered):
    answer = portal("dat-hang").send(f"/tasks/{ordered}/talk", {"text": "Chào @ai-do, xem giúp"})
    assert answer.status_code == 409
    assert "@ai-do" in words(answer.text)
    assert "Chào @ai-do, xem giúp</textarea>" in answer.text


def test_facts_are_offered_to_who_records_them_and_taken_with_their_evidence(portal, house, ordered):
    guest = portal("so.chuyen-vien")
    assert 'value="budget"' not in portal("tiep-nhan").page(f"/tasks/{ordered}")
    refused = guest.send(f"/tasks/{ordered}/facts", {"fact": "budget", "value": "nhiều", "evidence": "01"})
    assert refused.status_code == 422
    assert 'value="nhiều"' in refused.text
    guest.send(
        f"/tasks/{ordered}/facts", {"fact": "budget", "value": "1.250.000.000", "evidence": "05/QĐ-UBND"}
    )
    assert "1.250.000.000 đ" in words(guest.page(f"/tasks/{ordered}"))


def test_a_remedy_is_chosen_on_the_page_of_a_result_in_the_closet(portal, house, monkeypatch):
    code = house.at(
        "MATCH", recipient_id=None, accepted_on=ON, grade="pass", registered_on=ON, recognised_on=ON,
        rights_decided_on=ON,
    )  # fmt: skip
    day = ON + timedelta(days=300)
    monkeypatch.setenv("TRIPLEHELIX_TODAY", day.isoformat())
    wiring.settings.cache_clear()
    closet.judge(code, day)
    guest = portal("so.truong-phong")
    assert "Chọn biện pháp" in words(guest.page(f"/tasks/{code}"))
    assert "Chọn biện pháp" not in words(portal("chu-tri").page(f"/tasks/{code}"))
    refused = guest.send(f"/tasks/{code}/remedies", {"remedy": "name_recipient", "comment": "giữ lại"})
    assert refused.status_code == 409
    assert "giữ lại</textarea>" in refused.text
    said = words(guest.send(f"/tasks/{code}/remedies", {"remedy": "publish_offer"}).text)
    assert "Biện pháp đã chọn" in said


# Deciding.


def test_the_form_shows_the_paper_what_hinders_and_as_whom_one_decides(portal, house):
    code = house.order()
    house.submit(code, "order_sheet", "dat-hang")
    page = portal("so.chuyen-vien").page(f"/tasks/{code}/decide/validity")
    said = words(page)
    assert "Thiếu giấy tờ: Cam kết tiếp nhận kết quả" in said
    assert "Chuyên viên Phòng Quản lý khoa học" in said
    assert f'<iframe src="/tasks/{code}/papers/{shas()[0]}"' in page
    assert 'value="approve" required disabled' in page


def test_a_decision_is_recorded_and_the_work_leaves_the_desk(portal, house, ordered):
    guest = portal("so.chuyen-vien")
    answer = guest.send(f"/tasks/{ordered}/decide/validity", {"verdict": "approve", "round": "1"})
    assert answer.url.path == "/work"
    assert "phê duyệt tại «Kiểm tra tính hợp lệ" in words(answer.text)
    assert house.main(ordered).decisions[0].verdict is Verdict.APPROVE


def test_what_is_missing_is_ticked_and_written_line_by_line(portal, house, ordered):
    portal("so.chuyen-vien").send(
        f"/tasks/{ordered}/decide/validity",
        {
            "verdict": "supplement",
            "round": "1",
            "lacking": ["Bổ sung, hoàn thiện: Phiếu đặt hàng"],
            "missing": "Thiếu chữ ký\r\n\r\nSai năm",
        },
    )
    (made,) = house.main(ordered).decisions
    assert made.missing == ("Bổ sung, hoàn thiện: Phiếu đặt hàng", "Thiếu chữ ký", "Sai năm")
    assert "Thiếu chữ ký" in words(portal("dat-hang").page("/work"))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 422, "Hãy chọn một"),
        ({"verdict": "supplement", "comment": "đã ghi"}, 409, "phải nêu rõ còn thiếu gì"),
        ({"verdict": "withdraw", "comment": "đã ghi"}, 403, "không có thẩm quyền"),
    ],
)
def test_a_refused_decision_keeps_what_was_typed(portal, house, ordered, fields, status, said):
    answer = portal("so.chuyen-vien").send(f"/tasks/{ordered}/decide/validity", {"round": "1"} | fields)
    assert answer.status_code in {status, 409}
    assert said in words(answer.text)
    assert fields.get("comment", "") in answer.text
    assert not house.main(ordered).decisions


def test_who_decides_second_is_told_what_the_first_decided(portal, house, ordered):
    first, second = portal("so.chuyen-vien"), portal("so.truong-phong")
    fields = {"verdict": "supplement", "round": "1", "missing": "Thiếu chữ ký"}
    first.send(f"/tasks/{ordered}/decide/validity", fields)
    answer = second.send(f"/tasks/{ordered}/decide/validity", fields)
    assert answer.status_code == 409
    assert "Chuyên viên Phòng Quản lý khoa học đã quyết định" in words(answer.text)
    house.hand_in_all(ordered, "dat-hang")
    house.submit(ordered, "order_sheet", "dat-hang")
    first.send(f"/tasks/{ordered}/decide/validity", {"verdict": "approve", "round": "2"})
    late = second.send(f"/tasks/{ordered}/decide/validity", {"verdict": "approve", "round": "2"})
    assert late.status_code == 409
    assert "không chờ «Kiểm tra tính hợp lệ của phiếu đặt hàng»" in words(late.text)


def test_a_role_that_does_not_decide_here_is_told_who_does(portal, ordered):
    answer = portal("tiep-nhan").get(f"/tasks/{ordered}/decide/validity")
    assert answer.status_code == 403
    assert "Chuyên viên Sở Khoa học và Công nghệ" in words(answer.text)


def test_the_orderer_takes_the_task_back_with_a_reason(portal, house, ordered):
    guest = portal("dat-hang")
    page = guest.page(f"/tasks/{ordered}/decide/validity")
    assert 'value="withdraw"' in page
    assert 'value="approve"' not in page
    guest.send(
        f"/tasks/{ordered}/decide/validity", {"verdict": "withdraw", "round": "1", "comment": "Đổi hướng"}
    )
    assert not house.dossier(ordered).open_entries


# Signing and delegations.


def test_a_paper_is_approved_and_then_taken_out_by_who_signs(portal, receipt):
    head, chief = portal("so.truong-phong"), portal("so.giam-doc")
    assert "Duyệt để ký" in words(head.page(f"/signing/{receipt}"))
    assert "duyệt" in words(head.send(f"/signing/{receipt}/approve").text)
    assert "Đến lượt bạn ký" in words(chief.page(f"/signing/{receipt}"))
    offered = chief.send(f"/signing/{receipt}/offer")
    assert offered.content.startswith(b"%PDF")
    assert "attachment" in offered.headers["content-disposition"]
    returned = chief.send(
        f"/signing/{receipt}/hand-in", files={"signed": ("x.pdf", offered.content, "application/pdf")}
    )
    assert returned.status_code == 422
    assert "Đến lượt bạn ký" in words(returned.text)
    assert chief.send(f"/signing/{receipt}/hand-in").status_code == 422


@pytest.mark.parametrize("act", ["", "/file"])
def test_a_paper_of_others_is_not_there(portal, receipt, act):
    assert portal("chu-tri").get(f"/signing/{receipt}{act}").status_code == 404
    assert portal("dat-hang").get(f"/signing/{receipt}{act}").status_code == 200


@pytest.mark.parametrize("act", ["approve", "offer"])
def test_who_does_not_answer_for_a_paper_neither_approves_nor_takes_it(portal, receipt, act):
    assert portal("dat-hang").send(f"/signing/{receipt}/{act}").status_code == 409
    assert portal("chu-tri").send(f"/signing/{receipt}/{act}").status_code == 404


def test_roles_are_lent_to_a_colleague_and_taken_back(portal, house, ordered):
    chief = portal("so.giam-doc")
    form = {
        "taker": "so.phap-che",
        "roles": ["dost_director"],
        "valid_from": "05/01/2026",
        "valid_to": "20/01/2026",
        "document": "12/GUQ-SKHCN",
    }
    refused = chief.send("/delegations", form | {"valid_to": "01/01/2026"})
    assert refused.status_code == 409
    assert 'value="12/GUQ-SKHCN"' in refused.text
    assert "đang có hiệu lực" in words(chief.send("/delegations", form).text)
    assert "12/GUQ-SKHCN" in words(portal("so.phap-che").page("/delegations"))
    assert "12/GUQ-SKHCN" not in words(portal("so.truong-phong").page("/delegations"))
    with wiring.unit_of_work() as session:
        number = session.scalars(select(Delegation.id)).one()
    assert portal("so.phap-che").send(f"/delegations/{number}/revoke").status_code == 409
    assert "đã thu hồi" in words(chief.send(f"/delegations/{number}/revoke").text)


def test_only_colleagues_are_offered_as_delegates(portal):
    page = portal("chu-tri").page("/delegations")
    assert "chu-tri.thu-truong" in page
    assert "so.giam-doc" not in page


def test_the_second_page_of_the_journal_goes_on(portal, house, ordered):
    said = words(portal("so.chuyen-vien").page(f"/tasks/{ordered}/journal"))
    assert "lập phiếu đặt hàng" in said
    assert portal("so.chuyen-vien").get(f"/tasks/{ordered}/journal?page=2").status_code == 200


def test_a_day_of_the_past_is_told_in_words(portal, house, monkeypatch):
    code = house.order()
    monkeypatch.setenv("TRIPLEHELIX_TODAY", date(2026, 3, 2).isoformat())
    wiring.settings.cache_clear()
    assert "quá hạn" in words(portal("dat-hang").page(f"/tasks/{code}"))
