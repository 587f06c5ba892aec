"""Lists come as CSV or XLSX in every state: read where they can be, else refused in a sentence."""

import csv
import importlib.util
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from documents.spreadsheets import apart, read_tasks, write_report
from documents.spreadsheets.csv_lists import lines_of_text
from models import samples
from models.errors import BadInput, NotFound, Unavailable
from models.listing import legacy
from models.listing.dates import PartialDate, Period
from models.listing.facts import ListedTask, Rejected
from models.listing.rows import read_raw
from models.listing.stages import stage_shown
from models.listing.tables import Context

TODAY = date(2026, 11, 22)
HEAD = ["STT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Tỉnh", "Thời gian thực hiện", "Xếp loại"]
ROW = [
    "1",
    "Bảo quản trái dừa tươi, đóng gói",
    "Viện Nghiên cứu dầu và Cây có dầu",
    "Bến Tre",
    "2018-2020",
    "Khá",
]

_spec = importlib.util.spec_from_file_location(
    "make_samples", Path(__file__).parents[1] / "models" / "make_samples.py"
)
assert _spec is not None
assert _spec.loader is not None
make_samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_samples)


def as_csv(path, rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_xlsx(path, rows, merged=()):
    make_samples.write_book(rows, merged, path)
    return path


def results(path, **options):
    return [(raw, read_raw(raw)) for raw in read_tasks(path, **options)]


def only_task(path):
    ((_, found),) = results(path)
    assert isinstance(found, ListedTask), found
    return found


def with_member(path, name, content):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


# --- the samples -----------------------------------------------------------------------------------


def test_the_real_list_of_91_tasks_goes_in_whole():
    found = results(samples.path("tasks.csv"))
    assert len(found) == 91
    assert all(isinstance(task, ListedTask) for _, task in found)
    assert [raw.number for raw, _ in found] == list(range(2, 93))


@pytest.mark.parametrize(
    ("code", "stage"),
    [
        ("T026", "MATCH"),
        ("T092", "MATCH"),
        ("T093", "MATCH"),
        ("T021", "CLOSED"),
        ("T091", "SUBMIT"),
        ("T001", "SUBMIT"),
        ("T023", "CONTRACT"),
        ("T028", "CALL"),
        ("T098", "CALL"),
        ("T086", "IDENTIFY"),
        ("T076", "IDENTIFY"),
        ("T034", "COMPLETE"),
        ("T004", "FOLLOW_UP"),
        ("T042", "FOLLOW_UP"),
        ("T051", "APPROVE"),
        ("T037", "ORDER"),
    ],
)
def test_the_real_tasks_enter_at_the_stage_that_their_facts_show(code, stage):
    by_code = {task.source_code: task for _, task in results(samples.path("tasks.csv"))}
    assert stage_shown(by_code[code], TODAY) == stage


def test_the_figures_of_the_real_list_are_read_as_published():
    by_code = {task.source_code: task for _, task in results(samples.path("tasks.csv"))}
    assert by_code["T034"].budget_vnd == 293_255_000
    assert by_code["T091"].budget_vnd == 5_170_681_000
    assert by_code["T091"].approved_on == date(2011, 5, 24)
    assert by_code["T091"].period == Period(PartialDate(2011, 5), PartialDate(2014, 4), 36)
    assert by_code["T089"].task_code == "TTH.2020-KC-09"
    assert by_code["T012"].recipient == "Sở Văn hóa-Thể thao; UBND thành phố Đồng Hới"
    assert {code for code, task in by_code.items() if task.approved_on} == {"T023", "T024", "T025", "T091"}


def test_the_table_of_quang_binh_is_read():
    first, second = (task for _, task in results(samples.path("quang-binh.xlsx")))
    assert first.period == Period(PartialDate(2008, 8), PartialDate(2010, 9), 26)
    assert second.period == Period(PartialDate(2006, 7), PartialDate(2007, 10), 16)
    assert {task.province for task in (first, second)} == {"Quảng Bình"}
    assert {task.level for task in (first, second)} == {"provincial"}
    assert {task.field for task in (first, second)} == {"agricultural"}


def test_the_two_columns_of_quang_ngai_are_read():
    (raw, task), (_, base) = results(samples.path("quang-ngai.xlsx"))
    assert raw.number == 5
    assert task.host.name == "Viện Di truyền Nông nghiệp"
    assert task.accepted_on == PartialDate(2024)
    assert task.period == Period(PartialDate(2020), PartialDate(2022))
    assert "Chủ nhiệm" not in raw.cells["TÊN ĐỀ TÀI, DỰ ÁN"]
    assert base.skipped


DIRTY = {
    7: "Ứng dụng công nghệ sinh học trong sản xuất rau an toàn theo tiêu chuẩn VietGAP",
    8: "Áp dụng tiến bộ kỹ thuật trong trồng và sản xuất meo giống một số loài nấm ăn",
    9: "Xây dựng các mô hình phát triển vùng nguyên liệu cây ca cao tại huyện Đam Rông",
    10: "Đánh giá sự phù hợp của cây ca cao đối với cácmô hình & vùng sinh thái ở Lâm Đồng",
    11: "TRƯỜNG HỢP PHƯƠNG PHÁP CHỌN LỌC GIỐNG BƠ",
    20: "Nghiên cứu các giải pháp phát triển dịch vụ logistic tỉnh Lâm Đồng",
    21: "Nghiên cứu các giải pháp phát triển dịch vụ logistics tại tỉnh Lâm Đồng",
    22: "Đánh giá thực trạng tiếp cận các dịch vụ xã hội",
}
DIRTY_REASONS = {
    12: ("đứng trước thời gian bắt đầu",),
    13: ("quá nhiều chữ số",),
    14: ("Không có mức xếp loại", "thiếu năm", "Không có ngày 31"),
    15: ("Thiếu tên nhiệm vụ",),
    16: ("quá lớn",),
    17: ("Năm 8021",),
    26: ("cấp cơ sở",),
}


def test_the_dirty_list_yields_its_good_rows_and_a_reason_for_each_bad_one():
    found = {raw.number: result for raw, result in results(samples.path("dirty.xlsx"))}
    assert set(found) == set(DIRTY) | set(DIRTY_REASONS)
    for number, title in DIRTY.items():
        assert isinstance(found[number], ListedTask), found[number]
        assert found[number].title.startswith(title)
        assert found[number].province == "Lâm Đồng"
    for number, says in DIRTY_REASONS.items():
        assert isinstance(found[number], Rejected)
        assert len(found[number].reasons) == len(says)
        for one in says:
            assert any(one in reason for reason in found[number].reasons)


def test_the_dirty_list_keeps_its_facts():
    found = {raw.number: result for raw, result in results(samples.path("dirty.xlsx"))}
    assert found[7].period == Period(months=24)
    assert found[7].budget_vnd == 293_255_000
    assert (found[8].budget_approximate, found[8].grade) == (True, "good")
    assert found[9].decision_no == "85/QĐ-UBND"
    assert found[20].host == found[21].host
    assert found[22].field == "social"


@pytest.mark.parametrize("name", make_samples.BOOKS)
def test_the_shipped_workbooks_are_what_their_maker_writes(name, tmp_path):
    rows, merged = make_samples.BOOKS[name]
    fresh = as_xlsx(tmp_path / name, rows, merged)
    shown = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
        for path in (fresh, samples.path(name))
    ]
    assert shown[0] == shown[1]


def test_samples_are_found_by_name_and_others_are_not():
    assert samples.names() == (
        "dirty.xlsx",
        "dong-thap.yaml",
        "needs.csv",
        "organisations.csv",
        "plans.csv",
        "quang-binh.xlsx",
        "quang-ngai.xlsx",
        "tasks.csv",
    )
    for name in ("nothing.csv", "__init__.py", "../errors.py"):
        with pytest.raises(NotFound):
            samples.path(name)


# --- CSV -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_any_encoding_with_any_delimiter(tmp_path, delimiter, encoding):
    task = only_task(as_csv(tmp_path / "list.csv", [HEAD, ROW], delimiter, encoding))
    assert task.title == ROW[1]
    assert task.grade == "good"


def cp1258(text):
    """Write as windows-1258 does: tones as marks of their own behind the letter."""
    tones = {"\u0300": "\xcc", "\u0301": "\xec", "\u0303": "\xde", "\u0309": "\xd2", "\u0323": "\xf2"}
    import unicodedata  # noqa: PLC0415 - used by this encoder alone

    written = bytearray()
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        tone = [mark for mark in spread if mark in tones]
        base = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in tones))
        written += base.encode("cp1258")
        for mark in tone:
            written += tones[mark].encode("latin-1")
    return bytes(written)


def vni(text):
    return make_samples.vni(text).encode("latin-1")


def tcvn3(text):
    return make_samples.tcvn3(text).encode("latin-1")


@pytest.mark.parametrize("write", [cp1258, vni, tcvn3], ids=lambda write: write.__name__)
def test_csv_from_before_unicode_is_read(tmp_path, write):
    path = tmp_path / "list.csv"
    path.write_bytes(write("\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, ROW))))
    task = only_task(path)
    assert task.title == ROW[1]
    assert (task.grade, task.province) == ("good", "Bến Tre")
    assert legacy.share_of_syllables(task.title) == 1


def test_a_record_over_two_lines_is_one_row_and_blank_lines_count(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('Tên nhiệm vụ,Tỉnh\n\n"Một\nhai",Long An\nBa bốn,Long An\n', encoding="utf-8")
    assert [raw.number for raw, _ in results(path)] == [3, 4]
    assert len(list(lines_of_text(path))) == 4


# --- XLSX ------------------------------------------------------------------------------------------


def test_dates_are_as_exact_as_their_cell_shows_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Tên nhiệm vụ", "Tỉnh", "Thời gian nghiệm thu", "Thời gian thực hiện"])
    for number, shape in enumerate(("dd/mm/yyyy", "mm/yyyy", "yyyy", "mmm-yy"), start=2):
        sheet.append([f"Nhiệm vụ thứ {number}", "Long An", datetime(2019, 3, 15), 24])  # noqa: DTZ001 - a cell has no zone
        sheet.cell(number, 3).number_format = shape
    book.save(tmp_path / "list.xlsx")
    shown = [task.accepted_on.iso() for _, task in results(tmp_path / "list.xlsx")]
    assert shown == ["2019-03-15", "2019-03", "2019", "2019-03"]


@pytest.mark.parametrize(
    ("cell", "heading", "vnd"),
    [
        (293.255, "Kinh phí (triệu đồng)", 293_255_000),
        (2400, "Kinh phí (triệu đồng)", 2_400_000_000),
        (560743000, "Kinh phí (đồng)", 560_743_000),
        (560743000.0, "Kinh phí", 560_743_000),
        (1.053, "Kinh phí (tỷ đồng)", 1_053_000_000),
        (5170.681, "budget_million_vnd", 5_170_681_000),
    ],
)
def test_numbers_of_cells_are_decimals_and_not_thousands(tmp_path, cell, heading, vnd):
    rows = [["Tên nhiệm vụ", "Tỉnh", heading], ["Bảo quản trái dừa", "Bến Tre", cell]]
    assert only_task(as_xlsx(tmp_path / "list.xlsx", rows)).budget_vnd == vnd


def test_a_cell_merged_downwards_holds_for_all_its_rows_but_a_title_is_one_task(tmp_path):
    rows = [
        ["STT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Tỉnh"],
        [1, "Bảo quản trái dừa", "Viện Dược liệu", "Bến Tre"],
        [2, "Trồng dừa xiêm", None, None],
        [None, None, "Sở Du lịch", None],
        [3, "Trồng dừa sáp", None, "Trà Vinh"],
    ]
    said = []
    path = as_xlsx(tmp_path / "list.xlsx", rows, ("C2:C3", "D2:D4", "B3:B4"))
    found = results(path, note=said.append)
    assert [(raw.number, task.title) for raw, task in found] == [
        (2, "Bảo quản trái dừa"),
        (3, "Trồng dừa xiêm"),
        (5, "Trồng dừa sáp"),
    ]
    assert [task.host.name if task.host else None for _, task in found] == ["Viện Dược liệu"] * 2 + [None]
    assert any("dòng 4" in sentence for sentence in said)


def test_every_visible_sheet_is_read_and_the_others_are_named(tmp_path):
    book = openpyxl.Workbook()
    for title, state in (("Cấp tỉnh", "visible"), ("Ẩn", "hidden"), ("Ghi chú", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        if title != "Ghi chú":
            sheet.append(HEAD)
            sheet.append(ROW)
    said = []
    book.save(tmp_path / "list.xlsx")
    assert [raw.sheet for raw, _ in results(tmp_path / "list.xlsx", note=said.append)] == ["Cấp tỉnh"]
    assert any("ẩn “Ẩn”" in sentence for sentence in said)
    assert any("“Ghi chú” không có bảng" in sentence for sentence in said)


def test_the_province_given_by_the_operator_fills_in(tmp_path):
    path = as_csv(tmp_path / "list.csv", [["Tên nhiệm vụ", "Xếp loại"], ["Bảo quản trái dừa", "Khá"]])
    ((_, without),) = results(path)
    ((_, given),) = results(path, given=Context(province="Bến Tre"))
    assert isinstance(without, Rejected)
    assert given.province == "Bến Tre"


# --- what is refused -------------------------------------------------------------------------------


def xlsx_with(name, content):
    def make(path):
        return with_member(as_xlsx(path, [HEAD, ROW]), name, content)

    return make


def encrypted(path):
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))


def damaged(path):
    as_xlsx(path, [HEAD, ROW])
    path.write_bytes(path.read_bytes()[:2000])


def hollow(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def a_document(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


REFUSED = [
    ("a.csv", b"", "rỗng"),
    ("a.docx", b"PK\x03\x04", "chỉ nhận .xlsx và .csv"),
    ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "Excel cũ"),
    ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1"), "Excel cũ"),
    ("a.xlsx", encrypted, "mật khẩu"),
    ("a.xlsx", b"Ten nhiem vu,Tinh\n", "không phải XLSX"),
    ("a.xlsx", a_document, "không phải bảng tính XLSX"),
    ("a.xlsx", damaged, "bị hỏng"),
    ("a.xlsx", hollow, "bị hỏng"),
    ("a.xlsx", xlsx_with("xl/vbaProject.bin", b"x"), "macro"),
    ("a.xlsx", xlsx_with("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "không an toàn"),
    ("a.csv", b"PK\x03\x04", "đổi đuôi thành .xlsx"),
    ("a.csv", b"%PDF-1.7", "PDF"),
    ("a.xlsx", b"%PDF-1.7", "PDF"),
    ("a.csv", b"<html><table>", "trang web"),
    ("a.csv", b"a,b\0\0\n", "không phải văn bản"),
    ("a.csv", b"STT,Co quan chu tri\n1,So\n", "Không tìm thấy bảng nhiệm vụ"),
    ("a.csv", "Tên nhiệm vụ,Cơ quan chủ trì\n".encode(), "Không tìm thấy bảng nhiệm vụ"),
    ("a.csv", "Tên nhiệm vụ,Cơ quan chủ trì,Đơn vị chủ trì\nA b,c,d\n".encode(), "cùng ghi một thông tin"),
    ("a.csv", "Tên nhiệm vụ,Tỉnh\n".encode() + b'"' + b"x" * 200_000, "CSV hỏng"),
]


@pytest.mark.parametrize(("name", "content", "says"), REFUSED, ids=[says for _, _, says in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, name, content, says):
    path = tmp_path / name
    if callable(content):
        content(path)
    else:
        path.write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        list(read_tasks(path))
    assert says in refusal.value.reasons[0]
    assert refusal.value.reasons[0].endswith(".")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="Không có tệp"):
        read_tasks(tmp_path / "nothing.csv")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = as_xlsx(tmp_path / "list.xlsx", [HEAD, ROW])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 2_000_000)
    monkeypatch.setattr("documents.spreadsheets.safety.LARGEST_UNPACKED", 1_900_000)
    with pytest.raises(BadInput, match="giải nén ra quá lớn"):
        read_tasks(path)


def test_a_file_or_a_list_too_long_is_refused(tmp_path, monkeypatch):
    path = as_csv(tmp_path / "list.csv", [HEAD, ROW, ROW, ROW])
    monkeypatch.setattr("documents.spreadsheets.reading.MOST_ROWS", 2)
    with pytest.raises(BadInput, match="tách thành nhiều tệp"):
        list(read_tasks(path))
    monkeypatch.setattr("documents.spreadsheets.safety.LARGEST_FILE", 10)
    with pytest.raises(BadInput, match="tách thành nhiều tệp"):
        read_tasks(path)


# --- the report ------------------------------------------------------------------------------------


def report_on(path, report):
    rejects = [(raw, found.reasons) for raw, found in results(path) if isinstance(found, Rejected)]
    return write_report(rejects, report)


def test_the_report_has_the_columns_of_the_list_and_the_reason_beside_each_row(tmp_path):
    assert report_on(samples.path("dirty.xlsx"), tmp_path / "report.xlsx") == 7
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:4] == ("Số thứ tự", "Tên nhiệm vụ", "Tổ chức chủ trì", "Thời gian thực hiện")
    assert header[-6:] == ("Tỉnh", "Cấp quản lý", "Lĩnh vực", "Lý do", "Trang tính", "Dòng")
    assert "Cá nhân chủ nhiệm" not in header
    assert [row[-1] for row in rows] == ["12", "13", "14", "15", "16", "17", "26"]
    assert "đứng trước" in rows[0][-3]
    assert rows[2][-3].count("\n") == 2
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width == 60


def test_no_cell_of_the_report_is_a_formula(tmp_path):
    texts = ["=1+1", "+84", "-1", "@SUM(A1)", '=HYPERLINK("http://example.invalid")']
    path = as_csv(
        tmp_path / "list.csv", [["Tên nhiệm vụ", "Ghi chú"], *([f"{text} việc", text] for text in texts)]
    )
    report_on(path, tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value in texts)
    assert [sheet.cell(number, 2).value for number in range(2, 7)] == texts


def test_a_corrected_report_can_be_imported_as_it_is(tmp_path):
    report_on(samples.path("dirty.xlsx"), tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    book.worksheets[0]["D2"] = "7/2006-10/2007"
    book.save(tmp_path / "report.xlsx")
    said = []
    (_, first), *others = results(tmp_path / "report.xlsx", note=said.append)
    assert isinstance(first, ListedTask)
    assert (first.province, first.level, first.field) == ("Lâm Đồng", "provincial", "agricultural")
    assert all(isinstance(other, Rejected) for _, other in others)
    assert said == []


def test_an_empty_report_says_so(tmp_path):
    assert write_report([], tmp_path / "report.xlsx") == 0
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    assert sheet["A1"].value == "Không có dòng nào bị trả lại"


def test_lists_with_other_columns_get_a_sheet_of_their_own(tmp_path):
    one = as_csv(tmp_path / "one.csv", [["Tên nhiệm vụ", "Ghi chú"], ["Việc một", "x"]])
    two = as_csv(tmp_path / "two.csv", [["Tên đề tài", "Xếp loại"], ["Việc hai", "x"]])
    rejects = [(raw, found.reasons) for path in (one, two) for raw, found in results(path)]
    write_report(rejects, tmp_path / "report.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets) == 2


@pytest.mark.parametrize("name", ["dirty.xlsx", "tasks.csv"])
def test_a_process_apart_reads_a_list_as_this_one_does(name, monkeypatch):
    here = list(apart.read_in_batches(samples.path(name), 7))
    monkeypatch.setattr(apart, "LONG", 0)
    assert list(apart.read_in_batches(samples.path(name), 7)) == here
    assert {len(batch) for batch in here[:-1]} == {7}


def test_a_process_apart_says_why_a_list_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "LONG", 0)
    odd = tmp_path / "odd.csv"
    odd.write_text("một,hai,ba\n1,2,3\n", encoding="utf-8")
    with pytest.raises(BadInput, match="Không tìm thấy bảng nhiệm vụ") as refusal:
        list(apart.read_in_batches(odd, 7))
    assert len(refusal.value.reasons) == 1


def test_a_process_apart_that_ends_before_its_time_is_told_of(monkeypatch):
    monkeypatch.setattr(apart, "LONG", 0)
    monkeypatch.setattr(apart.sys, "executable", "/bin/true")
    with pytest.raises(Unavailable, match="nhập lại danh sách"):
        list(apart.read_in_batches(samples.path("tasks.csv"), 7))
