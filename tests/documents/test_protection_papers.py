"""The yearly register of intellectual property as it leaves the press: every line of it."""

import unicodedata
from datetime import date
from functools import cache

from documents import typeset
from documents.catalogue.protection import IP_REGISTER
from documents.facts import FACTS
from documents.facts.protection import KindLine, RegisterLine, register_facts
from tests.documents.test_papers import text_of

ON = date(2026, 11, 20)
HOST = "Viện nghiên cứu chủ trì (mẫu)"
LINES = (
    RegisterLine(
        task="DN-2024-003", kind="sáng chế", title="Quy trình chiết xuất collagen từ da cá tra",
        office="Cục Sở hữu trí tuệ", number="1-2026-00123", applicant=HOST, filed_on=date(2026, 3, 2),
        granted_on=None, grant_number=None, valid_until=None, state="đơn được chấp nhận hợp lệ",
    ),
    RegisterLine(
        task="DN-2021-011", kind="kiểu dáng công nghiệp", title="Hộp đựng trái cây sấy",
        office="Cục Sở hữu trí tuệ", number="3-2023-00456", applicant=HOST, filed_on=date(2023, 6, 1),
        granted_on=date(2026, 2, 3), grant_number="3-0040001", valid_until=date(2028, 6, 1),
        state="đã cấp văn bằng",
    ),
)  # fmt: skip
KINDS = (
    KindLine(kind="sáng chế", lines=1, filed=1, granted=0),
    KindLine(kind="kiểu dáng công nghiệp", lines=1, filed=0, granted=1),
)
REPLACES = "Sổ số 01/STD-SKHCN ngày 30/06/2026"
WHOLE = {
    IP_REGISTER: register_facts("Đồng Nai", 2026, LINES, KINDS, (1, 2), 2, ON, REPLACES),
}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=ON, sizes=13)


def test_the_register_tells_each_application_and_counts_them_by_kind():
    told = unicodedata.normalize("NFC", text_of(printed(IP_REGISTER)))
    for each in ("SỔ THEO DÕI QUYỀN SỞ HỮU TRÍ TUỆ", "1-2026-00123", "3-0040001", "01/06/2028", REPLACES):
        assert each in told
    assert "01 trên 02 kết quả" in told


def test_a_year_without_applications_says_so_and_has_no_annex():
    empty = register_facts("Cần Thơ", 2025, (), (), (0, 0), 1, ON)
    told = text_of(typeset.typeset(IP_REGISTER, empty, issued_on=ON, sizes=13))
    assert "chưa có đơn, văn bằng bảo hộ nào" in " ".join(told.split())
    assert "Phụ lục" not in told
    assert empty.reckoned_on == date(2025, 12, 31)


def test_what_is_on_record_is_read_back_as_it_was():
    facts = WHOLE[IP_REGISTER]
    assert FACTS[IP_REGISTER].model_validate(facts.model_dump(mode="json")) == facts
