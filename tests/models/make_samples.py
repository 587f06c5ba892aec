"""Write the sample workbooks anew: `python tests/models/make_samples.py`."""

import csv
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from models import samples
from models.listing import legacy

with samples.path("tasks.csv").open(encoding="utf-8") as stream:
    TASKS = {row["id"]: row for row in csv.DictReader(stream)}
REMOVED = "(đã bỏ tên)"

QUANG_BINH: list[list[str | int | float | None]] = [
    ["DANH MỤC ĐỀ TÀI, DỰ ÁN KHOA HỌC VÀ CÔNG NGHỆ TỈNH QUẢNG BÌNH GIAI ĐOẠN 2005 - 2010"],
    ["Lĩnh vực: Khoa học nông nghiệp"],
    [],
    [
        "TT",
        "Tên đề tài",
        "Chủ nhiệm đề tài",
        "Cơ quan chủ trì",
        "Cấp quản lý (Cơ quan quản lý)",
        "Thời gian thực hiện",
        "Mục tiêu của đề tài",
    ],
    [
        1,
        TASKS["T001"]["title_vi"],
        REMOVED,
        TASKS["T001"]["host_organisation"],
        "Tỉnh",
        "Từ tháng 8/2008 - 9/2010",
        None,
    ],
    [
        2,
        TASKS["T002"]["title_vi"],
        REMOVED,
        TASKS["T002"]["host_organisation"],
        "Sở KH&CN",
        "7/2006-10/2007",
        None,
    ],
]

CASSAVA = (
    f"Dự án: {TASKS['T019']['title_vi']}",
    "- Năm thực hiện: 2020-2022",
    "- Lĩnh vực: Khoa học nông nghiệp",
    f"- Cơ quan chủ trì: {TASKS['T019']['host_organisation']}",
    f"- Chủ nhiệm dự án: {REMOVED}",
    "- Mục tiêu của nhiệm vụ: chọn được giống sắn kháng bệnh khảm lá;",
    "nhân nhanh giống phục vụ sản xuất.",
)

QUANG_NGAI: list[list[str | int | float | None]] = [
    ["DANH SÁCH KẾT QUẢ ĐỀ TÀI, DỰ ÁN KHOA HỌC VÀ CÔNG NGHỆ ĐÃ NGHIỆM THU TRONG NĂM 2024"],
    ["TỈNH QUẢNG NGÃI"],
    ["STT", "TÊN ĐỀ TÀI, DỰ ÁN"],
    ["I", "CẤP TỈNH"],
    [
        1,
        "\n".join(CASSAVA),
    ],
    ["II", "CẤP CƠ SỞ"],
    [1, "Nhiệm vụ cấp cơ sở (dòng minh họa)\n- Cơ quan chủ trì: Trường Đại học Quảng Bình"],
]


def tcvn3(text: str) -> str:
    """Write a text as the .Vn fonts stored it; capitals with tones fall back to small letters, as there."""
    codes = {letter: code for code, letter in legacy.TCVN3.items()}
    return "".join(codes.get(letter, codes.get(letter.lower(), letter)) for letter in text)


def vni(text: str) -> str:
    """Write a text as the VNI fonts stored it."""
    codes = {letter: code for code, letter in reversed(legacy.VNI.items())}
    return "".join(codes.get(letter, letter) for letter in text)


LOGISTIC = "Nghiên cứu các giải pháp phát triển dịch vụ"
_DIRTY_HEAD = [
    "Số thứ tự",
    "Tên nhiệm vụ",
    "Tổ chức chủ trì",
    "Cá nhân chủ nhiệm",
    "Thời gian thực hiện",
    "Tổng kinh phí (triệu đồng)",
    "Quyết định",
    "Thời gian nghiệm thu",
    "Đánh giá xếp loại",
    "Đơn vị thụ hưởng",
    "Ghi chú",
]

DIRTY: list[list[str | int | float | None]] = [
    ["UBND TỈNH LÂM ĐỒNG"],
    ["DANH MỤC NHIỆM VỤ KH&amp;CN CẤP TỈNH"],
    [],
    _DIRTY_HEAD,
    [f"({number})" for number in range(1, len(_DIRTY_HEAD) + 1)],
    ["A", "LĨNH VỰC NÔNG NGHIỆP"],
    [1, tcvn3(TASKS["T064"]["title_vi"]), tcvn3("Trường Đại học Đà Lạt"), REMOVED, "24 th¸ng", 293.255],
    [2, vni(TASKS["T065"]["title_vi"]), None, REMOVED, None, "gần 540", None, "2015-06", vni("Khá")],
    [3, unicodedata.normalize("NFD", TASKS["T067"]["title_vi"]), None, None, "2012-2014", None, "85/QÐ-UBND"],
    [4, "1/ Đề tài:  Đánh giá sự phù hợp của cây ca cao đối với cácmô hình &amp; vùng sinh thái ở Lâm Đồng"],
    [5, "TRƢỜNG HỢP PHƢƠNG PHÁP CHỌN LỌC GIỐNG BƠ", None, None, None, None, None, "18/01/2018", "Đạt"],
    [6, TASKS["T076"]["title_vi"], None, None, "10/2007-7/2006"],
    [7, TASKS["T077"]["title_vi"], None, None, None, None, None, "11/8/20203"],
    [8, TASKS["T080"]["title_vi"], None, None, None, None, "12/QĐ-UBND (31/02/2018)", "08-12", "Rất hay"],
    [9, None, "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Lâm Đồng"],
    [
        10,
        TASKS["T081"]["title_vi"],
        None,
        None,
        None,
        "2.156 tỷ",
        None,
        "3/15/2019 12:00:00 AM",
        "7 Khá, 1 Đạt",
    ],
    [11, '=HYPERLINK("http://example.invalid")', None, None, "từ năm 8021"],
    ["Tổng cộng", None, None, None, None, 5170.681],
    ["B", "LĨNH VỰC XÃ HỘI"],
    [
        1,
        f"{LOGISTIC} logistic tỉnh Lâm Đồng giai đoạn 2020 - 2025 và tầm nhìn đến năm 2030",
        "Viện Khoa học xã hội vùng Trung Bộ",
    ],
    [
        2,
        f"{LOGISTIC} logistics tại tỉnh Lâm Đồng giai đoạn 2020 - 2025 và tầm nhìn 2030",
    ],
    [
        3,
        TASKS["T075"]["title_vi"],
        None,
        None,
        "2020-2021",
        None,
        None,
        None,
        None,
        None,
        "Sở  KH,CN&amp;ĐMST",
    ],
    [],
    ["NHIỆM VỤ CẤP CƠ SỞ"],
    _DIRTY_HEAD,
    [1, "Nhiệm vụ cấp cơ sở (dòng minh họa)"],
]
DIRTY_MERGED = ("C20:C21",)
"""The host of the two logistics rows, merged downwards."""

BOOKS: dict[str, tuple[list[list[str | int | float | None]], Sequence[str]]] = {
    "quang-binh.xlsx": (QUANG_BINH, ("A1:G1", "A2:G2")),
    "quang-ngai.xlsx": (QUANG_NGAI, ("A1:B1", "A2:B2")),
    "dirty.xlsx": (DIRTY, DIRTY_MERGED),
}


def write_book(rows: list[list[str | int | float | None]], merged: Sequence[str], path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    for reference in merged:
        sheet.merge_cells(reference)
    book.save(path)


if __name__ == "__main__":
    for name, (rows, merged) in BOOKS.items():
        write_book(rows, merged, samples.path("tasks.csv").parent / name)
