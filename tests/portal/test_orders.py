"""The ordering sheet in the portal: kept while it is typed, found alike, sent when it is whole, and once."""

import re

import pytest
from sqlalchemy import func, select

from actions import drafts, orders, people, rehearsal, wiring
from models.tables import Task
from tests.portal.conftest import words

WHOLE = {
    "title": "Quy trình sấy lạnh trái bưởi Tân Triều",
    "province": "Đồng Nai",
    "kind": "applied",
    "urgency": "Bưởi rớt giá vào chính vụ.",
    "recipient": rehearsal.house("enterprise"),
    "budget_vnd": "1.250.000.000 đ",
    "state_share": "70",
    "months": "18",
    "products": ["II", "III"],
    "who": "Phòng Quản lý khoa học",
    "what": "Làm chủ quy trình",
    "when": "05/02/2029",
    "result": "Một quy trình",
    "responsibility": "Tổ chức chủ trì",
    "authority": "Chủ tịch Ủy ban nhân dân tỉnh",
    "e_id": "H19.15",
}
CLEARS = ("who", "what", "when", "result", "responsibility", "authority")


def draft_in(page):
    return re.search(r'name="draft" value="([0-9a-f]{16})"', page)[1]


def begin(guest):
    return draft_in(guest.page("/orders/new"))


def count_of_tasks():
    with wiring.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Task))


def test_a_whole_sheet_becomes_a_task_in_the_name_of_ones_own_organisation(portal, house):
    guest = portal("dat-hang")
    fields = WHOLE | {"draft": begin(guest), "orderer": "Một sở khác"}
    answer = guest.send("/orders/new", fields, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks/DN-2026-001")
    task = house.dossier("DN-2026-001")
    assert (task.orderer.name, task.orderer.e_id) == (rehearsal.house("orderer"), "H19.15")
    assert (task.budget_vnd, float(task.state_share), task.months) == (1_250_000_000, 0.7, 18)
    with wiring.unit_of_work() as session:
        sheet = orders.sheet_of(session, "DN-2026-001")
    assert (sheet.kind, sheet.urgency) == ("applied", "Bưởi rớt giá vào chính vụ.")
    assert house.chain_is_whole()


def test_the_department_takes_an_order_down_for_any_agency(portal, house):
    guest = portal("so.chuyen-vien")
    fields = WHOLE | {"draft": begin(guest), "orderer": "Ban Dân tộc tỉnh"}
    guest.send("/orders/new", fields, follow_redirects=False)
    assert house.dossier("DN-2026-001").orderer.name == "Ban Dân tộc tỉnh"


def test_pressed_twice_it_is_one_order(portal, house, together):
    guest, twin = portal("dat-hang"), portal("dat-hang")
    fields = WHOLE | {"draft": begin(guest)}
    answers = together(
        lambda: guest.send("/orders/new", fields, follow_redirects=False),
        lambda: twin.send("/orders/new", fields, follow_redirects=False),
    )
    assert {answer.headers["location"] for answer in answers} == {"/tasks/DN-2026-001"}
    assert count_of_tasks() == 1


def test_without_the_six_clears_and_item_13_it_comes_back_with_all_reasons_beside_their_fields(portal, house):
    guest = portal("dat-hang")
    blank = dict.fromkeys((*CLEARS, "recipient", "title"), "")
    fields = WHOLE | blank | {"draft": begin(guest), "months": "hai", "urgency": '"><script>'}
    answer = guest.send("/orders/new", fields)
    assert answer.status_code == 422
    for name in (*blank, "months"):
        assert f'id="e-{name}"' in answer.text
        assert f'href="#f-{name}"' in answer.text
    assert answer.text.count('aria-invalid="true"') == len(blank) + 1
    assert 'value="1.250.000.000 đ"' in answer.text
    assert "&lt;script&gt;" in answer.text
    assert count_of_tasks() == 0


def test_that_the_state_keeps_the_rights_answers_item_13(portal, house):
    guest = portal("dat-hang")
    fields = WHOLE | {"draft": begin(guest), "recipient": "", "state_reserves": "1"}
    assert guest.send("/orders/new", fields, follow_redirects=False).status_code == 303
    assert house.dossier("DN-2026-001").state_reserves


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", "31/02/2027"),
        ("budget_vnd", "-5"),
        ("state_share", "101"),
        ("state_share", "nan"),
        ("months", "0"),
        ("kind", "x"),
        ("province", "Tỉnh Không Có"),
        ("products", ["V"]),
        ("title", "x" * 2001),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(portal, house, field, value):
    guest = portal("dat-hang")
    answer = guest.send("/orders/new", WHOLE | {"draft": begin(guest), field: value})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text


def test_a_sheet_is_kept_while_it_is_typed_taken_up_again_and_thrown_away(portal, house):
    guest = portal("dat-hang")
    subject = begin(guest)
    kept = guest.send("/orders/keep", {"draft": subject, "title": "Nuôi cá <lồng>", "products": ["II"]})
    assert "Đã lưu nháp lúc" in kept.text
    assert "Nuôi cá &lt;lồng&gt;" in guest.page("/orders")
    again = guest.page(f"/orders/new?draft={subject}")
    assert 'value="Nuôi cá &lt;lồng&gt;"' in again
    assert draft_in(again) == subject
    guest.send("/orders/forget", {"draft": subject})
    assert "Nuôi cá" not in guest.page("/orders")
    assert guest.get(f"/orders/new?draft={subject}").status_code == 404


def test_several_drafts_stand_side_by_side_and_a_sent_one_is_none_any_more(portal, house):
    guest = portal("dat-hang")
    one, two = begin(guest), begin(guest)
    guest.send("/orders/new", {"draft": one, "title": "Bản thứ nhất", "act": "keep"})
    guest.send("/orders/new", {"draft": two, "title": "Bản thứ hai", "act": "keep"})
    page = guest.page("/orders")
    assert "Bản thứ nhất" in page
    assert "Bản thứ hai" in page
    guest.send("/orders/new", WHOLE | {"draft": one}, follow_redirects=False)
    page = words(guest.page("/orders"))
    assert "Bản thứ nhất" not in page
    assert "DN-2026-001" in page
    assert "đã được gửi" in guest.send("/orders/keep", {"draft": one, "title": "muộn"}).text
    assert guest.get(f"/orders/new?draft={one}", follow_redirects=False).status_code == 303


def test_a_draft_belongs_to_its_writer(portal, house):
    guest, other = portal("dat-hang"), portal("so.chuyen-vien")
    subject = begin(guest)
    guest.send("/orders/keep", {"draft": subject, "title": "Riêng tư"})
    assert other.get(f"/orders/new?draft={subject}").status_code == 404
    other.send("/orders/forget", {"draft": subject})
    assert "Riêng tư" in guest.page("/orders")


def test_a_form_that_names_no_draft_of_ours_is_refused(portal, house):
    guest = portal("dat-hang")
    for subject in ("", "../../x", "a" * 17):
        assert guest.send("/orders/keep", {"draft": subject}).status_code == 422


def test_there_is_an_end_to_the_drafts_of_one_person(house):
    with wiring.unit_of_work() as session:
        actor = people.find(session, "dat-hang")
        for n in range(drafts.MOST):
            drafts.keep(session, actor, "order", f"{n:016x}", {"title": "x"})
        with pytest.raises(Exception, match="bản nháp"):
            drafts.keep(session, actor, "order", "f" * 16, {})
        drafts.keep(session, actor, "order", f"{0:016x}", {"title": "y"})


def test_likely_duplicates_are_found_while_the_title_is_typed(listed_portal):
    guest = listed_portal("so.chuyen-vien")
    with wiring.unit_of_work() as session:
        earlier = session.scalars(select(Task).order_by(func.length(Task.title).desc())).first()
    whole = guest.page(f"/orders/alike?title={earlier.title}")
    assert earlier.code in whole
    assert "rất giống: 100%" in whole
    begun = " ".join(earlier.title.split()[: len(earlier.title.split()) // 2])
    assert earlier.code in guest.page(f"/orders/alike?title={begun}")
    assert guest.page("/orders/alike?title=Nghiên cứu vật lý thiên văn hạt neutrino vũ trụ").strip() == ""
    assert guest.page("/orders/alike?title=cá").strip() == ""


def test_an_organisation_finds_no_order_of_anothers_that_is_not_published(portal, house):
    guest = portal("so.chuyen-vien")
    guest.send("/orders/new", WHOLE | {"draft": begin(guest), "orderer": "Ban Dân tộc tỉnh"})
    path = f"/orders/alike?title={WHOLE['title']}"
    assert "DN-2026-001" in guest.page(path)
    assert "DN-2026-001" not in portal("dat-hang").page(path)


def test_who_orders_nothing_does_not_enter(portal, house):
    for handle in ("chu-tri", "hoi-dong.1", "so.quan-tri", "tiep-nhan"):
        assert portal(handle).get("/orders/new").status_code == 403
