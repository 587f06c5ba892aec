"""A row is facts or reasons: nothing is invented, every fault is said at once."""

import csv
import hashlib
import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest

from models import samples
from models.listing.dates import PartialDate, Period
from models.listing.facts import ListedTask, Named, Rejected
from models.listing.rows import read_raw, read_row
from models.listing.stages import CLOSED, STAGE_RULES, asked_for, rule_shown, stage_shown
from models.listing.tables import Context, Line, rows_of

TODAY = date(2026, 11, 22)
TITLE = "Nghiên cứu chọn giống cá tra kháng bệnh"
LABELLED = (
    f"Dự án: {TITLE}",
    "- Năm thực hiện: 2020-2022",
    "- Lĩnh vực: Khoa học nông nghiệp",
    "- Cơ quan chủ trì: Viện Di truyền",
    "Nông nghiệp",
    "- Chủ nhiệm dự án: (tên)",
    "- Mục tiêu của nhiệm vụ: một",
    "hai",
)


def listed(**cells):
    found = read_row({"title": TITLE, "province": "An Giang", **cells})
    assert isinstance(found, ListedTask), found
    return found


def rejected(**cells):
    found = read_row({"title": TITLE, "province": "An Giang", **cells})
    assert isinstance(found, Rejected), found
    return found


def walk(*rows, given=None, note=None):
    lines = (Line(number, tuple(row)) for number, row in enumerate(rows, start=1))
    return list(rows_of(lines, given=given, note=note))


def test_a_title_and_a_province_are_enough_and_the_rest_is_unknown():
    task = listed()
    assert task.title == TITLE
    assert task.period == Period()
    assert task.applied == "unknown"
    assert task.approved_on is None
    assert set(task.unknowns) >= {
        "host",
        "approved_on",
        "period",
        "budget",
        "accepted_on",
        "grade",
        "recipient",
    }


def test_all_facts_of_a_full_row_are_read():
    task = listed(
        source_code="T091",
        title="Đề tài: Ứng dụng các tiến bộ kỹ thuật canh tác xoài cát Hoà Lộc",
        field="agricultural",
        level="Cấp tỉnh",
        host="Trường Đại học Cần Thơ",
        orderer="Sở Nông nghiệp và Phát triển nông thôn",
        period="từ tháng 5/2011 đến tháng 4/2014",
        budget="5.170,681 triệu đồng",
        references="1351/QĐ-UBND (24/5/2011); 18/2020/HĐ-KHCN; TTH.2020-KC-09; 20/KQNC-SKHCN",
        accepted_on="30/11/2014",
        grade="Khá",
        recipient="Sở Du lịch; 11 hộ ở xã Hòa Tân",
        applied="Một phần",
        source_url="https://a.vn/x",
    )
    assert task.kind == "research_topic"
    assert task.host == Named("Trường Đại học Cần Thơ", "university")
    assert task.orderer == Named("Sở Nông nghiệp và Phát triển nông thôn", "state")
    assert task.period.months == 36
    assert task.budget_vnd == Decimal(5_170_681_000)
    assert (task.decision_no, task.contract_no) == ("1351/QĐ-UBND", "18/2020/HĐ-KHCN")
    assert (task.task_code, task.registry_no) == ("TTH.2020-KC-09", "20/KQNC-SKHCN")
    assert task.approved_on == date(2011, 5, 24)
    assert task.accepted_on == PartialDate(2014, 11, 30)
    assert task.grade == "good"
    assert [one.kind for one in task.recipients] == ["state", "household"]
    assert task.applied == "partly"
    assert task.unknowns == ("recognised_on",)


def test_a_bare_year_without_an_end_is_the_plan_year_and_no_start():
    task = listed(start="2022")
    assert (task.plan_year, task.period.start) == (2022, None)


def test_a_year_with_an_end_is_a_period():
    task = listed(start="2020", end="2022")
    assert (task.plan_year, task.period) == (None, Period(PartialDate(2020), PartialDate(2022)))


def test_a_month_without_an_end_is_a_start():
    task = listed(start="2020-05")
    assert (task.plan_year, task.period.start) == (None, PartialDate(2020, 5))


def test_from_a_year_on_is_a_start_and_no_plan_year():
    task = listed(period="từ năm 2022")
    assert (task.plan_year, task.period.start) == (None, PartialDate(2022))


def test_a_bare_year_of_an_accepted_task_is_when_it_was_carried_out():
    task = listed(period="2022", grade="Đạt")
    assert (task.plan_year, task.period.start) == (None, PartialDate(2022))


@pytest.mark.parametrize(
    ("cells", "role", "approved"),
    [
        ({"references": "2003/QĐ-UBND (08/12/2023)", "start": "2023"}, "list", None),
        ({"references": "971/QĐ-UBND (13/5/2021)"}, None, None),
        ({"references": "85/QĐ-UBND (18/01/2018)", "host": "Sở Du lịch", "grade": "Đạt"}, None, None),
        ({"references": "QĐ UBND tỉnh (02/11/2009)", "host": "Sở Du lịch"}, "approval", date(2009, 11, 2)),
        (
            {
                "references": "1351/QĐ-UBND (24/5/2011)",
                "host": "Sở Du lịch",
                "start": "2011-05",
                "end": "2014-04",
            },
            "approval",
            date(2011, 5, 24),
        ),
        (
            {"references": "9/QĐ-UBND (24/5/2013)", "host": "Sở Du lịch", "start": "2011-05", "end": "2014"},
            None,
            None,
        ),
        ({"references": "1351/QĐ-UBND", "host": "Sở Du lịch"}, None, None),
        ({"references": "9/QĐ-UBND (24/5/2013)", "host": "Sở Du lịch", "start": "2013"}, None, None),
        ({"approval": "9/QĐ-UBND ngày 24/5/2013"}, "approval", date(2013, 5, 24)),
        ({"listing": "9/QĐ-UBND ngày 24/5/2013", "host": "Sở Du lịch"}, "list", None),
    ],
)
def test_the_day_of_approval_is_known_only_from_the_decision_that_approved_the_host(cells, role, approved):
    task = listed(**cells)
    assert (task.decision_role, task.approved_on) == (role, approved)


def test_every_fault_of_a_row_is_said_at_once():
    found = rejected(
        title="", period="10/2007-7/2006", accepted_on="31/02/2020", grade="Rất hay", budget="540"
    )
    assert len(found.reasons) == 5
    assert not found.skipped
    assert all(reason.endswith((".", "?")) for reason in found.reasons)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"title": "   "}, "Thiếu tên nhiệm vụ"),
        ({"title": "12345"}, "Thiếu tên nhiệm vụ"),
        ({"title": "Rất dài " * 200}, "Hãy tách lại"),
        ({"province": ""}, "Không rõ nhiệm vụ của tỉnh nào"),
        ({"province": "Atlantis"}, "Không có tỉnh nào tên “Atlantis”"),
        ({"start": "2022", "end": "2020"}, "đứng trước thời gian bắt đầu"),
        ({"start": "2020", "end": "2022", "accepted_on": "2019"}, "Thời gian nghiệm thu (2019) đứng trước"),
        ({"accepted_on": "11/8/20203"}, "quá nhiều chữ số"),
        ({"references": "12/QĐ-UBND (31/02/2018)"}, "Không có ngày 31"),
        ({"grade": "Không đạt", "applied": "yes"}, "nhưng lại ghi “đã ứng dụng”"),
        ({"applied": "tùy"}, "đã ứng dụng hay chưa"),
        ({"level": "vũ trụ"}, "Không có cấp quản lý"),
    ],
)
def test_what_is_impossible_rejects_the_row(cells, says):
    assert any(says in reason for reason in rejected(**cells).reasons)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"grade": "7 Khá, 1 Đạt"}, "nhiều mức xếp loại"),
        ({"grade": "85 điểm"}, "là điểm"),
        ({"field": "Công nghệ thông tin"}, "không thuộc riêng"),
        ({"references": "đang chờ"}, "Không đọc được số, ký hiệu"),
    ],
)
def test_what_settles_nothing_stays_unknown_and_is_kept_as_a_remark(cells, says):
    task = listed(**cells)
    assert any(says in remark for remark in task.remarks)


def test_acceptance_without_a_grade_is_acceptance():
    task = listed(grade="Đã nghiệm thu")
    assert (task.accepted, task.grade) == (True, None)


def test_equal_rows_have_one_digest_and_other_rows_another():
    assert listed(grade="Khá").digest() == listed(grade="Kh¸").digest() != listed(grade="Đạt").digest()


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ({}, "ORDER"),
        ({"field": "social"}, "ORDER"),
        ({"start": "2019"}, "IDENTIFY"),
        ({"references": "971/QĐ-UBND (13/5/2021)"}, "IDENTIFY"),
        ({"start": "2021", "end": "2022"}, "IDENTIFY"),
        ({"references": "2003/QĐ-UBND (08/12/2023)", "start": "2023"}, "CALL"),
        ({"references": "1872/QĐ-UBND (24/10/2024)", "start": "2025", "recipient": "Sở Du lịch"}, "CALL"),
        ({"host": "Sở Du lịch"}, "APPROVE"),
        ({"host": "Sở Du lịch", "start": "2021", "budget": "991 triệu"}, "APPROVE"),
        ({"host": "Sở Du lịch", "references": "QĐ UBND tỉnh (02/11/2009)"}, "CONTRACT"),
        ({"host": "Sở Du lịch", "period": "từ năm 2025"}, "EXECUTE"),
        ({"host": "Sở Du lịch", "period": "5/2025-4/2027"}, "EXECUTE"),
        ({"contract": "18/2025/HĐ-KHCN"}, "EXECUTE"),
        ({"host": "Sở Du lịch", "period": "5/2028-4/2030"}, "APPROVE"),
        ({"host": "Sở Du lịch", "period": "8/2008-9/2010"}, "SUBMIT"),
        ({"accepted_on": "2015-06"}, "COMPLETE"),
        ({"host": "Sở Du lịch", "period": "2020-2022", "grade": "Khá"}, "COMPLETE"),
        ({"registry": "20/KQNC-SKHCN"}, "RECOGNISE"),
        ({"recognition": "85/QĐ-UBND (18/01/2018)", "grade": "Đạt"}, "RECOGNISE"),
        ({"recipient": "Sở Du lịch"}, "FOLLOW_UP"),
        ({"recipient": "Sở Du lịch", "grade": "Đạt"}, "FOLLOW_UP"),
        ({"recipient": "Sở Du lịch", "host": "Sở Tư pháp", "period": "5/2025-4/2027"}, "EXECUTE"),
        ({"applied": "partly"}, "FOLLOW_UP"),
        ({"applied": "yes"}, "FOLLOW_UP"),
        ({"applied": "no"}, "MATCH"),
        ({"applied": "no", "recipient": "Sở NN-PTNT tỉnh Long An"}, "MATCH"),
        ({"applied": "no", "grade": "Không hoàn thành"}, CLOSED),
        ({"grade": "Không đạt"}, CLOSED),
    ],
)
def test_a_task_stands_at_the_first_stage_whose_outcome_its_facts_do_not_show(cells, stage):
    assert stage_shown(listed(**cells), TODAY) == stage


def test_the_stage_depends_on_the_day_only_through_the_period():
    task = listed(host="Sở Du lịch", period="1/2020-12/2021")
    assert [stage_shown(task, day) for day in (date(2019, 1, 1), date(2021, 12, 31), date(2022, 1, 1))] == [
        "APPROVE",
        "EXECUTE",
        "SUBMIT",
    ]


def test_every_stage_rule_says_why_in_both_languages():
    assert all(rule.vi.endswith(".") and rule.en.endswith(".") for rule in STAGE_RULES)
    assert rule_shown(listed(), TODAY) is STAGE_RULES[-1]


def test_the_stages_that_lists_show_are_stages_of_the_line():
    lifecycle = pytest.importorskip("models.lifecycle")
    codes = {rule.stage for rule in STAGE_RULES} - {CLOSED}
    assert (
        codes <= {stage.code for stage in lifecycle.STAGES.values()}
        if isinstance(lifecycle.STAGES, dict)
        else codes <= {stage.code for stage in lifecycle.STAGES}
    )


def test_the_day_of_approval_is_asked_for_where_the_regime_hangs_on_it():
    asked = asked_for(listed(grade="Khá", accepted_on="2007"), TODAY)
    assert "Cần bổ sung ngày phê duyệt giao chủ trì để xác định chế độ pháp lý." in asked
    assert "Cần bổ sung ngày nghiệm thu chính xác (danh sách chỉ ghi 2007)." in asked


def test_what_a_decision_is_gets_asked_where_it_does_not_show():
    (first, *_) = asked_for(listed(references="971/QĐ-UBND (13/5/2021)"), TODAY)
    assert first.startswith("Cần cho biết Quyết định 971/QĐ-UBND phê duyệt danh mục")


def test_nothing_is_asked_of_a_life_that_ended_and_little_of_one_that_has_hardly_begun():
    assert asked_for(listed(grade="Không đạt"), TODAY) == ()
    assert not any("nghiệm thu" in question for question in asked_for(listed(start="2022"), TODAY))


def test_about_is_asked_for_exactly():
    assert "Cần bổ sung kinh phí chính xác (danh sách chỉ ghi số gần đúng)." in asked_for(
        listed(budget="gần 540 triệu đồng"), TODAY
    )


def test_heading_lines_give_the_province_the_level_and_the_list_decision():
    (row,) = walk(
        ("DANH MỤC NHIỆM VỤ KH&CN CẤP TỈNH NĂM 2012",),
        ("(Kèm theo Quyết định số 5697/QĐ-UBND ngày 24/12/2011 của UBND tỉnh Nghệ An)",),
        ("TT", "Tên nhiệm vụ"),
        ("1", TITLE),
    )
    task = read_raw(row)
    assert isinstance(task, ListedTask)
    assert (task.province, task.level) == ("Nghệ An", "provincial")
    assert (task.decision_no, task.decision_role, task.approved_on) == ("5697/QĐ-UBND", "list", None)
    assert stage_shown(task, TODAY) == "CALL"


def test_the_rows_own_province_prevails_over_the_heading_and_the_operator():
    heading = ("DANH MỤC TỈNH NGHỆ AN",)
    table = (("Tên nhiệm vụ", "Tỉnh"), (TITLE, "An Giang"), (TITLE, ""))
    own, from_heading = walk(heading, *table, given=Context(province="Long An"))
    assert [read_raw(own).province, read_raw(from_heading).province] == ["An Giang", "Nghệ An"]
    (_, given) = walk(*table, given=Context(province="Long An"))
    assert read_raw(given).province == "Long An"


def test_group_rows_change_the_level_and_the_field_of_the_rows_below():
    rows = walk(
        ("STT", "TÊN ĐỀ TÀI, DỰ ÁN"),
        ("I", "CẤP TỈNH"),
        ("A", "Lĩnh vực khoa học nông nghiệp"),
        ("1", TITLE),
        ("II / CẤP CƠ SỞ", ""),
        ("1", TITLE),
        ("", "III. CẤP QUỐC GIA"),
        ("1", TITLE),
        given=Context(province="Quảng Ngãi"),
    )
    first, second, third = map(read_raw, rows)
    assert (first.level, first.field) == ("provincial", "agricultural")
    assert second.skipped
    assert "cấp cơ sở" in second.reasons[0]
    assert third.skipped
    assert "cấp quốc gia" in third.reasons[0]


def test_a_second_table_of_base_level_tasks_is_skipped_with_the_reason():
    rows = walk(
        ("DANH MỤC NHIỆM VỤ CẤP TỈNH CỦA TỈNH LONG AN",),
        ("STT", "Tên nhiệm vụ", "Cơ quan chủ trì"),
        ("1", TITLE, "Sở Du lịch"),
        (),
        ("DANH MỤC NHIỆM VỤ CẤP CƠ SỞ",),
        ("STT", "Tên nhiệm vụ", "Đơn vị thực hiện"),
        ("1", "Nhiệm vụ khác", "Sở Tư pháp"),
    )
    first, second = map(read_raw, rows)
    assert isinstance(first, ListedTask)
    assert second == Rejected(
        ("Đây là nhiệm vụ cấp cơ sở; hệ thống chỉ nhận nhiệm vụ cấp tỉnh.",), skipped=True
    )


def test_the_level_column_prevails_over_the_group_row():
    rows = walk(
        ("TT", "Tên đề tài", "Cấp quản lý (Cơ quan quản lý)"),
        ("1", TITLE, "Tỉnh"),
        ("2", TITLE, "Cơ sở"),
        given=Context(province="Quảng Bình"),
    )
    assert [row.skipped != "" for row in rows] == [False, True]


def test_a_district_in_a_group_row_is_no_province():
    rows = walk(
        ("DANH MỤC TỈNH QUẢNG BÌNH",), ("STT", "Tên nhiệm vụ"), ("I", "HUYỆN QUẢNG NINH"), ("1", TITLE)
    )
    assert read_raw(rows[0]).province == "Quảng Bình"


def test_blank_rows_totals_column_numbers_and_repeated_headings_are_no_tasks():
    header = ("STT", "Tên nhiệm vụ", "Kinh phí")
    rows = walk(
        header,
        ("(1)", "(2)", "(3)"),
        ("1", TITLE, ""),
        (),
        header,
        ("2", "Nhiệm vụ khác", ""),
        ("Tổng cộng", "", "991 triệu"),
        ("", "Tổng cộng: 2 nhiệm vụ", "991 triệu"),
        ("Ghi chú: số liệu tạm tính", "", ""),
        ("5", "", ""),
    )
    assert [row.number for row in rows] == [3, 6]


def test_two_rows_of_headings_are_joined():
    (row,) = walk(
        ("STT", "Tên nhiệm vụ", "Thời gian thực hiện", "", "Kinh phí (triệu đồng)", "", ""),
        ("", "", "Bắt đầu", "Kết thúc", "Tổng số", "NSNN", "Khác"),
        ("1", TITLE, "7/2006", "10/2007", "991", "700", "291"),
        given=Context(province="Quảng Bình"),
    )
    task = read_raw(row)
    assert isinstance(task, ListedTask), task
    assert task.period == Period(PartialDate(2006, 7), PartialDate(2007, 10), 16)
    assert task.budget_vnd == 991_000_000


def test_labelled_lines_of_a_cell_are_facts_and_persons_are_dropped():
    (row,) = walk(
        ("STT", "TÊN ĐỀ TÀI, DỰ ÁN"),
        (
            "1",
            "\n".join(LABELLED),
        ),
        given=Context(province="Quảng Ngãi"),
    )
    task = read_raw(row)
    assert isinstance(task, ListedTask)
    assert (task.title, task.kind) == (TITLE, "project")
    assert task.host == Named("Viện Di truyền Nông nghiệp", "institute")
    assert task.period == Period(PartialDate(2020), PartialDate(2022))
    assert "(tên)" not in "".join(row.cells.values())


def test_a_title_printed_twice_is_one_title_and_bare_labels_end_it():
    (row,) = walk(
        ("STT", "Tên đề tài"),
        ("1", f"{TITLE}\n{TITLE}\nThời gian thực hiện: 2004 - 2006\nMỤC TIÊU\nTìm giống mới"),
        given=Context(province="Tây Ninh"),
    )
    assert read_raw(row).title == TITLE


def test_persons_columns_leave_no_trace_in_the_row():
    (row,) = walk(("Tên đề tài", "Chủ nhiệm đề tài", "Ghi chú"), (TITLE, "(đã bỏ)", "Chủ nhiệm: (đã bỏ)"))
    assert row.cells == {"Tên đề tài": TITLE, "Ghi chú": ""}


def test_what_is_not_read_is_said_once():
    said = []
    walk(("Tên đề tài", "Chủ nhiệm", "Màu sắc"), (TITLE, "x", "y"), note=said.append)
    assert len(said) == 2


def test_a_list_of_accepted_results_gives_the_year_of_acceptance():
    (row,) = walk(
        ("DANH SÁCH ĐỀ TÀI ĐÃ NGHIỆM THU TRONG NĂM 2024 TỈNH QUẢNG NGÃI",),
        ("STT", "Tên đề tài"),
        ("1", TITLE),
    )
    assert read_raw(row).accepted_on == PartialDate(2024)


def test_the_digest_is_of_every_fact_as_it_always_was():
    """Lists that came in long ago are known again by it: another way to count it must not change it."""
    digests = set()
    with samples.path("tasks.csv").open(encoding="utf-8") as stream:
        lines = [Line(number, tuple(values)) for number, values in enumerate(csv.reader(stream), start=1)]
    for raw in rows_of(lines):
        task = read_raw(raw)
        if isinstance(task, ListedTask):
            said = json.dumps(asdict(task), sort_keys=True, default=str)
            assert task.digest() == hashlib.sha256(said.encode()).hexdigest()
            digests.add(task.digest())
    assert len(digests) > 80
