"""The closet and the boards: the board's own figures, filters to share, nothing of another's, files."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select, text

from actions import boards, closet, rehearsal, wiring
from actions.advisory import prepare
from actions.boards import closet_page, published
from models.tables import PublishedBoard, PublishedCase
from portal.rooms import boards as boards_room
from portal.rooms import closet as closet_room
from tests.actions.houses import ON
from tests.portal.conftest import words

RICE = {"title": "=Giống lúa chịu mặn", "province": "Lâm Đồng"}
TODAY = ON + timedelta(days=300)
STUCK = {
    "recipient_id": None,
    "accepted_on": ON,
    "grade": "pass",
    "registered_on": ON,
    "recognised_on": ON,
    "rights_decided_on": ON,
}


@pytest.fixture
def day(monkeypatch):
    """Live on a day on which results have lain for long."""
    with wiring.as_of(TODAY):
        monkeypatch.setenv("TRIPLEHELIX_TODAY", TODAY.isoformat())
        wiring.settings.cache_clear()
        yield TODAY


@pytest.fixture
def two(house, day):
    """Two results in the closet: of the institute of the cast, and of its university."""
    codes = (
        house.at("MATCH", **STUCK, sheet={"title": "Quy trình sấy lạnh hạt điều"}),
        house.at(
            "MATCH",
            host="university",
            **STUCK,
            sheet={"title": "=Giống lúa chịu mặn", "province": "Lâm Đồng"},
        ),
    )
    for code in codes:
        closet.judge(code, day)
    return codes


def rows_of(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_page_tells_the_same_as_the_board_in_prefect(portal, two):
    page = portal("so.truong-phong").page("/closet")
    with wiring.unit_of_work() as session:
        figures = boards.closet_figures(session, TODAY)
    assert [row.code for row in figures.rows] == re.findall(r'/tasks/([A-Z]+-\d+-\d+)"', page)
    said = words(page)
    assert "2 kết quả." in said
    assert figures.rows[0].acting.who in said
    assert f"Ngày {figures.before.day:%d/%m/%Y}: {figures.before.lying};" in said
    assert "Vào và ra theo tháng" in said
    assert "Số liệu tính đến" in said
    assert two[0] in page


FILTERED = {
    "q=say+lanh": (0,),
    "q=h%E1%BA%A1t+%C4%91i%E1%BB%81u": (0,),
    "province=L%C3%A2m+%C4%90%E1%BB%93ng": (1,),
    "cause=NO_RECIPIENT": (0, 1),
    "cause=IP_WINDOW": (),
    "age=181-365": (0, 1),
    "age=0-90": (),
    "value=3": (0, 1),
    "late=1": (),
    "age=nonsense&value=x": (0, 1),
    "who=nobody": (),
}
"""Filters as addresses bear them, and which of the two results they leave."""


def test_every_filter_is_an_address_and_counts_what_it_shows(portal, two):
    head = portal("so.truong-phong")
    for query, found in FILTERED.items():
        wanted = sorted(two[number] for number in found)
        page = head.page(f"/closet?{query}")
        assert sorted(set(re.findall(r'/tasks/([A-Z]+-\d+-\d+)"', page))) == wanted, query
        assert f"{len(wanted)} kết quả." in words(page), query
        kept = rows_of(head.get(f"/closet?{query}&as=csv"))
        assert sorted(row["Mã nhiệm vụ"] for row in kept) == wanted, query


def test_an_institute_sees_its_own_results_and_nothing_of_anothers_not_even_counted(portal, two):
    own, other = two
    guest = portal("chu-tri")
    for path in ("/closet", "/closet?q=lua", "/closet?province=L%C3%A2m+%C4%90%E1%BB%93ng", "/closet?as=csv"):
        text = guest.get(path).content.decode()
        assert other not in text
        assert "chịu mặn" not in text
        if "province" not in path:
            assert "Lâm Đồng" not in text
    said = words(guest.page("/closet"))
    assert "1 kết quả." in said
    assert own in said
    assert "Một tháng trước" not in said
    assert "Prefect" not in said
    assert "2" not in guest.page("/closet/chart.svg").partition("<desc")[2].partition("kết quả")[0]


def test_whoever_has_no_part_in_any_result_finds_an_empty_closet(portal, two):
    assert "Không có kết quả nào bị vướng" in words(portal("htx").page("/closet"))


def test_what_was_published_is_shown_with_its_moment_where_there_are_many_tasks(
    portal, two, house, monkeypatch
):
    portal("so.truong-phong").page("/closet")
    monkeypatch.setattr(published, "FEW", 1)
    house.record(two[0], "recipient", rehearsal.house("enterprise"), "so.chuyen-vien", on=TODAY)
    said = words(portal("so.truong-phong").page("/closet"))
    assert "2 kết quả." in said
    assert "số liệu được tính lại trong ít phút" in said
    with wiring.unit_of_work() as session:
        published.keep(session, published.look(session, TODAY))
    said = words(portal("so.truong-phong").page("/closet"))
    assert "1 kết quả." in said


def test_publishing_again_writes_nothing_that_says_the_same(two):
    def kept():
        with wiring.unit_of_work() as session:
            published.keep(session, published.look(session, TODAY))
            return session.execute(
                select(PublishedCase.code, text("xmin")).order_by(PublishedCase.code)
            ).all()

    assert [(code, str(version)) for code, version in kept()] == [
        (code, str(version)) for code, version in kept()
    ]
    with wiring.unit_of_work() as session:
        assert session.scalars(select(PublishedBoard.key)).all()


def test_the_files_open_again_and_hold_no_formula(portal, two):
    answer = portal("so.truong-phong").get("/closet?as=xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == set(two)
    titles = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in titles)
    assert "'=Giống lúa chịu mặn" in {
        row["Tên nhiệm vụ"] for row in rows_of(portal("so.truong-phong").get("/closet?as=csv"))
    }


def test_the_board_of_tasks_names_stages_ages_and_leads_on(portal, two):
    head = portal("so.truong-phong")
    page = head.page("/boards")
    assert 'href="/tasks?stage=MATCH"' in page
    said = words(page)
    assert "2 nhiệm vụ chưa kết thúc" in said
    assert "trên 180 ngày: 2" in said
    assert "v2/artifacts/key/tasks-board" in page
    only = words(head.page("/boards?province=L%C3%A2m+%C4%90%E1%BB%93ng"))
    assert "1 nhiệm vụ chưa kết thúc" in only
    assert "Không có nhiệm vụ nào chưa kết thúc ở đây." in words(head.page("/boards?province=Hu%E1%BA%BF"))
    assert rows_of(head.get("/boards?as=csv"))[0]["Trên 180 ngày"] == "2"


def test_stages_are_told_by_how_they_kept_their_dates(portal, house, day):
    house.walk(house.order()).to("SELECT")
    page = portal("so.truong-phong").page("/boards/deadlines")
    assert rehearsal.house("dost") in words(page)
    rows = rows_of(portal("so.truong-phong").get("/boards/deadlines?as=csv"))
    assert sum(int(row[name]) for row in rows for name in ("Trước hạn", "Đúng hạn", "Quá hạn")) >= 1
    assert {row["Tháng"] for row in rows} <= {"01/2026", "02/2026"}


def test_each_board_opens_in_either_language(portal, two):
    for language in ("vi", "en"):
        director = portal("so.giam-doc", language)
        for path in ("", "/ahead", "/advisory", "/deadlines", "/services", "/chart.svg"):
            director.page(f"/boards{path}")
        for of in ("coming", "stalled"):
            assert director.get(f"/boards/ahead?of={of}&as=xlsx").status_code == 200


def test_an_advisory_session_stands_with_its_agenda_and_its_paper(portal, two):
    with wiring.unit_of_work() as session:
        prepared = prepare(session, "Đồng Nai", None, TODAY)
    page = portal("so.truong-phong").page("/boards/advisory")
    draft = re.search(r'href="(/boards/advisory/\d+/drafts/advisory-agenda)"', page)[1]
    drawn = portal("so.truong-phong").get(draft)
    assert drawn.content.startswith(b"%PDF-")
    assert portal("ubnd.chu-tich").get(draft).status_code == 403
    assert portal("so.truong-phong").get(draft.replace("agenda", "minutes")).status_code == 404
    assert two[0] in page
    assert prepared.number in words(page)
    answer = portal("so.truong-phong").get("/boards/advisory?as=csv")
    assert two[0] in {row["Mã nhiệm vụ"] for row in rows_of(answer)}


def test_boards_are_the_states_alone(portal, two):
    assert portal("chu-tri").get("/boards").status_code == 403
    assert portal("chu-tri").get("/boards/ahead").status_code == 403


def test_the_portal_calls_bands_and_ages_as_the_board_does():
    assert [*(name for _, name in closet_page.BANDS), closet_page.UNVALUED] == list(closet_room.BANDS)
    assert set(closet_room.AGES) == set(boards.figures.BUCKETS)
    assert {published.age_of(days) for days in (None, 0, 30, 31, 90, 91, 180, 181)} == set(boards_room.AGES)
    assert published.age_of(30) == "0-30"
    assert published.age_of(181) == ">180"


def test_a_charts_answer_may_show_its_own_style_and_nothing_else(portal, two):
    answer = portal("so.truong-phong").get("/closet/chart.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("handle", "path", "column"),
    [
        ("so.truong-phong", "/tasks?stage=MATCH", "Mã nhiệm vụ"),
        ("so.chuyen-vien", "/work", "Mã nhiệm vụ"),
        ("so.truong-phong", "/search?q=say+lanh", "Mã nhiệm vụ"),
        ("so.truong-phong", "/councils?part=wanted", "Mã nhiệm vụ"),
        ("so.giam-doc", "/journal?tag=task", "Việc đã làm"),
    ],
)
def test_every_list_of_the_portal_is_a_file_under_its_own_filters(portal, two, handle, path, column):
    guest = portal(handle)
    joined = "&" if "?" in path else "?"
    rows = rows_of(guest.get(f"{path}{joined}as=csv"))
    assert rows or "councils" in path or "work" in path
    assert all(column in row for row in rows)
    answer = guest.get(f"{path}{joined}as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == len(rows) + 1
    if rows:
        assert f"{joined.replace('&', '&amp;')}as=xlsx" in guest.page(path)


def test_the_list_of_tasks_holds_all_of_them_and_nothing_of_anothers(portal, two):
    own, other = two
    state = rows_of(portal("so.truong-phong").get("/tasks?as=csv"))
    assert {own, other} <= {row["Mã nhiệm vụ"] for row in state}
    institute = portal("chu-tri").get("/tasks?as=csv").content.decode()
    assert own in institute
    assert other not in institute
