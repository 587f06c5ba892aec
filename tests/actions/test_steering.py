"""Plans of a province: taken in, kept, done, added up after a merger, and what the records say of work."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from actions import filled_form, people, steering, wiring
from actions.steering import doing, keeping
from actions.steering.sheet import FiguresForm, PlanForm, ReadingForm, TargetForm, WorkForm
from models import samples
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.listing.plans import HEADINGS
from models.steering.figures import Part
from models.steering.performance import period_of
from models.steering.published import PUBLISHED
from models.steering.statuses import Status
from models.tables import Audit, Person, ProvinceYear, WorkItem
from tests.actions.houses import ON

DECEMBER, JUNE = date(2025, 12, 5), date(2025, 6, 30)
DAY = timedelta(days=1)
CLEAR = {
    "code": "NV1",
    "what": "Ban hành quy chế đặt hàng",
    "who": "Trưởng phòng",
    "lead_unit": "Sở Khoa học và Công nghệ",
    "due_on": ON + 30 * DAY,
    "result": "Quyết định",
    "criterion": "Được ban hành",
    "responsible": "Giám đốc Sở",
    "authority": "Ủy ban nhân dân tỉnh",
    "officer": "so.chuyen-vien",
}


def act(deed, *given, handle="so.truong-phong", on=ON, **more):
    with wiring.unit_of_work() as session:
        return deed(session, *given, people.find(session, handle), on=on, **more)


def read(deed, *given):
    with wiring.unit_of_work() as session:
        return deed(session, *given)


def take(path, on=ON, handle="so.truong-phong"):
    with wiring.unit_of_work() as session:
        return steering.take_in(session, path, people.find(session, handle) if handle else None, on=on)


def plan(code="KH1", province="Đồng Nai", year=ON.year):
    form = {"province": province, "year": year, "code": code, "title": "Kế hoạch"}
    return act(keeping.keep_plan, filled_form.checked(form, PlanForm))


def target(number, **stated):
    form = {"code": "CT1", "title": "Chỉ tiêu", "goal": 80, "due_on": ON + 30 * DAY} | stated
    return act(keeping.keep_target, number, filled_form.checked(form, TargetForm))


def work(number, handle="so.truong-phong", **stated):
    return act(doing.keep_work, number, filled_form.checked(CLEAR | stated, WorkForm), handle=handle)


def listed(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, list(HEADINGS))
        sheet.writeheader()
        sheet.writerows(rows)
    return path


def row(code="CT1", **stated):
    head = {"province": "Đồng Nai", "year": "2026", "plan": "KH1", "kind": "chỉ tiêu", "title": "Chỉ tiêu"}
    return head | {"code": code, "goal": "4", "due_on": "31/12/2026"} | stated


def tags(session):
    return list(session.scalars(select(Audit.tag).order_by(Audit.id)))


@pytest.fixture
def planned(house):
    """A house that has taken the sample plans in."""
    found = take(samples.path("plans.csv"), on=date(2026, 11, 20))
    assert (found.rows, found.added, found.rejects) == (187, 187, [])
    return house


def test_the_sample_stands_in_december_2025_as_the_province_published(planned):
    board = read(steering.board, "Đồng Nai", 2025, DECEMBER)
    assert str(board.targets.reached) == "10/45 (22,2%)"
    assert str(board.targets.of(Status.IN_PROGRESS_ON_TIME)) == "35/45 (77,8%)"
    assert str(board.work.reached) == "39/84 (46,4%)"
    assert str(board.work.of(Status.IN_PROGRESS_ON_TIME)) == "30/84 (35,7%)"
    assert str(board.work.late) == "15/84 (17,9%)"
    assert len(board.late_work) == 15


def test_before_a_merger_each_province_has_its_own_plan_and_afterwards_both_are_kept(planned):
    before = read(steering.board, "Đồng Tháp", 2025, JUNE)
    assert [(each.label, each.work.total) for each in before.plans] == [("KH-57", 12)]
    assert before.work.of(Status.AWAITING_CENTRAL).count == 1
    after = read(steering.board, "Tiền Giang", 2025, date(2025, 7, 1))
    assert after.province == "Đồng Tháp"
    assert [(each.label, each.work.total) for each in after.plans] == [
        ("KH-57 (Đồng Tháp)", 12),
        ("KH-57 (Tiền Giang)", 26),
    ]
    assert str(after.work.reached) == "28/38 (73,7%)"
    assert after.work.total == sum(share.count for _, share in after.work.shares)
    assert len(after.awaiting) == 2


def test_published_figures_are_kept_as_printed_and_added_after_a_merger(house):
    for figures in PUBLISHED:
        act(keeping.keep_figures, figures)
    assert read(steering.take_samples, date(2026, 11, 20)).rejects == []
    board = read(steering.board, "Đồng Tháp", 2025, ON)
    assert [each.figures.province for each in board.reported] == ["Tiền Giang", "Đồng Tháp"]
    (both,) = board.merged
    assert (both.figures.total, both.of(Part.DONE).count, both.missing) == (38, 28, 1)
    with wiring.unit_of_work() as session:
        assert tags(session).count("province:figures:kept") == len(PUBLISHED)


def test_figures_above_the_whole_are_refused_and_nothing_is_kept(house):
    form = {"title": "x", "as_of": ON, "total": 10, "parts": {"done": 11}, "source": "Báo cáo"}
    wrong = keeping.figures_of(filled_form.checked(form, FiguresForm))
    with pytest.raises(BadInput, match="tỷ lệ vượt 100%"):
        act(keeping.keep_figures, wrong)
    assert read(steering.board, "Đồng Nai", ON.year, ON).reported == ()


def test_a_plan_that_is_imported_twice_changes_nothing_and_says_so(planned):
    with wiring.unit_of_work() as session:
        before = tags(session)
    found = take(samples.path("plans.csv"), on=date(2026, 11, 20))
    assert found.changed_nothing
    assert found.unchanged == 187
    assert all("không có gì thay đổi" in said for said in found.plans)
    with wiring.unit_of_work() as session:
        assert tags(session) == before


def test_a_list_that_says_something_new_changes_that_alone_and_the_journal_says_what(house, tmp_path):
    path = tmp_path / "ke-hoach.csv"
    take(listed(path, row("CT1"), row("CT2")))
    found = take(listed(path, row("CT1", goal="5"), row("CT2"), row("CT3")))
    assert (found.added, found.updated, found.unchanged) == (1, 1, 1)
    with wiring.unit_of_work() as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last.tag == "plan:plan:imported"
        assert last.facts["changed"] == {"CT1": {"goal": ["4.0000", "5"]}}
    found = take(listed(path, row("CT2")))
    assert found.changed_nothing
    assert len(read(steering.board, "Đồng Nai", 2026, ON).target_lines) == 3


def test_wrong_rows_stay_out_each_with_every_reason_and_the_rest_goes_in(house, tmp_path):
    wrong = [
        row("CT2", unit="%", value="40", read_on="01/02/2026", source="Báo cáo"),
        row("CT3", unit="%", goal="120"),
        row("CT4", goal="-4"),
        row("CT5", unit="%", numerator="12", denominator="10", read_on="01/02/2026", source="Báo cáo"),
        row("CT6", kind="mục tiêu"),
        row("NV1", kind="nhiệm vụ", published_on="01/02/2026"),
        row("CT7", indicator="pii"),
        row("CT1"),
        row("NV2", kind="nhiệm vụ", officer="khong.co"),
        row("CT8", started_on="01/01/2029"),
    ]
    found = take(listed(tmp_path / "sai.csv", row("CT1"), *wrong))
    assert (found.added, found.rejected) == (1, len(wrong))
    told = " ".join(reason for _, reasons in found.rejects for reason in reasons)
    for said in (
        "cả tử số và mẫu số",
        "vượt 100%",
        "số âm (-4)",
        "lớn hơn mẫu số (10): tỷ lệ vượt 100%",
        "«mục tiêu» không rõ",
        "rõ người (người chủ trì",
        "rõ thẩm quyền",
        "Không có chỉ số «pii»",
        "Trùng mã CT1 với dòng 2",
        "Không có tài khoản",
        "còn ở tương lai",
    ):
        assert said in told


def test_a_list_that_leaves_progress_blank_takes_none_away(house, tmp_path):
    stated = {name: value for name, value in CLEAR.items() if name not in {"what", "due_on"}}
    path = tmp_path / "ke-hoach.csv"
    item = row(kind="nhiệm vụ", published_on="05/01/2026") | stated | {"title": "Ban hành quy chế"}
    take(listed(path, item))
    (line,) = read(steering.board, "Đồng Nai", 2026, ON).work_lines
    act(doing.finish, line.number, "Quyết định 12/QĐ-UBND", handle="so.chuyen-vien")
    take(listed(path, item | {"result": "Quyết định và hướng dẫn"}))
    (line,) = read(steering.board, "Đồng Nai", 2026, ON).work_lines
    assert (line.status, line.result) == (Status.DONE, "Quyết định và hướng dẫn")
    found = take(listed(path, item | {"result": ""}))
    assert "rõ kết quả" in found.rejects[0][1][0]


def test_a_plan_bears_its_code_once_in_a_province_and_year(house):
    first = plan()
    with pytest.raises(Refused, match="Đã có kế hoạch mã KH1"):
        plan()
    assert plan(province="Bình Phước") != first
    labels = [each.label for each in read(steering.board, "Đồng Nai", ON.year, ON).plans]
    assert labels == ["KH1 (Bình Phước)", "KH1 (Đồng Nai)"]
    with pytest.raises(BadInput, match="Năm 26"):
        plan(year=26)


def test_a_reading_replaces_an_earlier_one_and_both_stay(house):
    number = target(plan(), unit="%")
    share = {"numerator": 30, "denominator": 40, "source": "Báo cáo tháng"}
    act(keeping.read_target, number, filled_form.checked(share | {"on": ON - DAY}, ReadingForm))
    said = act(keeping.read_target, number, filled_form.checked(share | {"numerator": 32}, ReadingForm))
    assert "đạt 80 %" in said
    sheet = read(steering.target_sheet, number, ON)
    assert [each.value for each in sheet.readings] == [80, 75]
    assert sheet.line.status is Status.DONE
    assert read(steering.target_sheet, number, ON - DAY).line.value == 75
    with pytest.raises(Refused, match="còn ở tương lai"):
        act(keeping.read_target, number, filled_form.checked(share | {"on": ON + DAY}, ReadingForm))


def test_a_target_with_an_indicator_reads_the_tasks_and_takes_no_figure_by_hand(house):
    number = target(plan(), unit="%", goal=1, indicator="science_of_budget")
    assert read(steering.target_sheet, number, ON).line.note.startswith("Chưa nhập số liệu chi ngân sách")
    with wiring.unit_of_work() as session:
        money = {"local_budget_vnd": 20_000, "science_vnd": 250, "source": "Quyết toán"}
        session.add(ProvinceYear(province="Đồng Nai", year=ON.year, **money))
    line = read(steering.target_sheet, number, ON).line
    assert (line.value, line.status) == (Decimal("1.25"), Status.EXCEEDED)
    form = filled_form.checked({"value": 3, "source": "tay"}, ReadingForm)
    with pytest.raises(Refused, match="tính từ dữ liệu nhiệm vụ"):
        act(keeping.read_target, number, form)


def test_work_is_not_given_out_while_one_of_the_six_clears_is_unclear(house):
    keeper = plan()
    clears = ("who", "lead_unit", "due_on", "result", "criterion", "responsible", "authority")
    for left_out in clears:
        number = work(keeper, code=left_out, **{left_out: None if left_out == "due_on" else ""})
        with pytest.raises(Refused, match="Chưa đủ sáu rõ"):
            act(doing.publish, number)
    board = read(steering.board, "Đồng Nai", ON.year, ON)
    assert (board.work.total, board.drafts) == (0, len(clears))


def test_work_is_given_out_begun_and_done_by_the_officer_to_whom_it_was_given(house):
    number = work(plan())
    with pytest.raises(Refused, match="còn là bản thảo"):
        act(doing.start, number, handle="so.chuyen-vien")
    act(doing.publish, number)
    with pytest.raises(NotPermitted, match="không giao cho"):
        act(doing.start, number)
    act(doing.start, number, handle="so.chuyen-vien")
    with pytest.raises(Refused, match="Phải nêu minh chứng"):
        act(doing.finish, number, " ", handle="so.chuyen-vien")
    act(doing.finish, number, "Quyết định 12", handle="so.chuyen-vien", exceeded=True)
    assert read(steering.work_sheet, number, ON).line.status is Status.EXCEEDED
    with pytest.raises(Refused, match="đã hoàn thành"):
        act(doing.cancel, number, "không cần nữa")
    with wiring.unit_of_work() as session:
        assert [tag for tag in tags(session) if tag.startswith("plan:work")] == [
            f"plan:work:{each}" for each in ("kept", "published", "started", "done")
        ]


def test_what_was_given_out_keeps_its_six_clears_and_may_wait_for_the_central_authorities(house):
    keeper = plan()
    number = work(keeper)
    act(doing.publish, number)
    changed = filled_form.checked(CLEAR | {"authority": ""}, WorkForm)
    with pytest.raises(Refused, match="không được để thiếu: rõ thẩm quyền"):
        act(doing.keep_work, keeper, changed, number=number)
    with pytest.raises(Refused, match="văn bản đang chờ Trung ương"):
        act(doing.await_central, number, ON, "", handle="so.chuyen-vien")
    act(doing.await_central, number, ON, "Công văn 12", handle="so.chuyen-vien")
    assert read(steering.work_sheet, number, ON).line.status is Status.AWAITING_CENTRAL
    act(doing.central_answered, number, "Công văn 99 của Bộ", handle="so.chuyen-vien")
    assert read(steering.work_sheet, number, ON).line.status is Status.NOT_STARTED


def test_nobody_but_the_department_keeps_plans(house):
    keeper = plan()
    for handle in ("chu-tri", "ubnd.chu-tich", "so.quan-tri"):
        with pytest.raises(NotPermitted):
            act(doing.keep_work, keeper, filled_form.checked(CLEAR, WorkForm), handle=handle)
        with pytest.raises(NotPermitted):
            take(samples.path("plans.csv"), handle=handle)
    with pytest.raises(Refused, match="không có vai trò"):
        work(keeper, officer="chu-tri")
    with pytest.raises(NotFound):
        work(keeper + 1)


def performances(handle, on=ON):
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle)
        return steering.performances(session, actor, period_of(ON.year), on)


def test_an_officer_sees_their_own_figures_and_the_records_behind_them(house):
    keeper = plan()
    for code, quality in (("NV1", Decimal(90)), ("NV2", None)):
        number = work(keeper, code=code, due_on=ON)
        act(doing.publish, number)
        if quality is not None:
            act(doing.finish, number, "Quyết định", handle="so.chuyen-vien")
            with pytest.raises(NotPermitted, match="không tự đánh giá"):
                act(doing.judge_quality, number, quality, handle="so.chuyen-vien")
            act(doing.judge_quality, number, quality)
    (own,) = performances("so.chuyen-vien", ON + DAY).officers
    told = own.performance
    assert [each.value for each in (told.quantity, told.quality, told.progress)] == [50, 90, 50]
    assert told.mean == Decimal("63.3")
    assert [record.path for record in told.records] == [
        f"/work-items/{each}" for each in (number - 1, number)
    ]
    assert not own.leads


def test_a_head_sees_the_unit_a_director_the_organisation_and_nobody_else_a_stranger(house):
    with wiring.unit_of_work() as session:
        for handle, unit in (
            ("so.chuyen-vien", "Phòng Quản lý khoa học"),
            ("so.truong-phong", "Phòng Quản lý khoa học"),
        ):
            session.scalars(select(Person).where(Person.handle == handle)).one().unit = unit
    assert {each.handle for each in performances("so.truong-phong").officers} == {
        "so.chuyen-vien",
        "so.truong-phong",
    }
    seen = {each.handle for each in performances("so.giam-doc").officers}
    assert {"so.chuyen-vien", "so.phap-che", "so.giam-doc"} <= seen
    assert "tai-chinh" not in seen
    with pytest.raises(NotPermitted):
        performances("chu-tri")
    with wiring.unit_of_work() as session:
        actor = people.find(session, "so.chuyen-vien")
    with pytest.raises(NotFound), wiring.unit_of_work() as session:
        steering.performance_of(session, "so.giam-doc", actor, period_of(ON.year), ON)


def test_work_of_an_unknown_number_is_not_there(house):
    with pytest.raises(NotFound):
        act(doing.publish, 404)
    with pytest.raises(NotFound):
        read(steering.plan_sheet, 404, ON)
    with wiring.unit_of_work() as session:
        assert session.scalars(select(WorkItem)).all() == []
