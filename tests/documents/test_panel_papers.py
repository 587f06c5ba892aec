"""Papers of panels: calls, grants, the year's list, certificates, minutes; no names, no votes of anybody."""

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from documents import typeset
from documents.catalogue import number_text
from documents.catalogue.steering import STEERING
from documents.facts import FACTS
from documents.facts.panels import (
    CALL_NOTICE,
    HONOUR_CERTIFICATE,
    HONOURS_LIST,
    PANEL_FACTS,
    PANEL_MINUTES,
    SUPPORT_DECISION,
    CallNoticeFacts,
    Concluded,
    GrantLine,
    HonourCertificateFacts,
    HonouredPerson,
    HonouredResult,
    HonoursListFacts,
    SupportDecisionFacts,
    head,
    minutes,
)
from models import panels, support
from models.dossier import Position
from models.support import Terms
from tests.documents.measuring import close
from tests.documents.test_papers import FOREIGN, text_of

ON, PROVINCE = date(2026, 11, 20), "Đồng Nai"
MILLION = Decimal(1_000_000)
TERMS = Terms(
    PROVINCE,
    date(2026, 10, 1),
    date(2026, 11, 10),
    1500 * MILLION,
    500 * MILLION,
    Decimal("0.5"),
)
MINUTES = "Biên bản số 05/BB-HĐXC ngày 20/11/2026"
POSITIONS = (
    Position.CHAIR,
    Position.VICE_CHAIR,
    Position.SECRETARY,
    Position.MEMBER,
    Position.MEMBER,
)
MEMBERS = tuple(
    panels.Member(
        number, f"hd.{number}", f"Thành viên hội đồng số {number}", 10, "Trường đại học (mẫu)", position
    )
    for number, position in enumerate(POSITIONS, start=1)
)
CANDIDATES = (
    panels.Candidate(1, "Dây chuyền sấy lạnh trái cây", code="Hợp tác xã tiếp nhận (mẫu)"),
    panels.Candidate(2, "Truy xuất nguồn gốc gạo", code="Doanh nghiệp tiếp nhận (mẫu)"),
)


def sat(*, secret=True):
    """The minutes of a panel of which one member voted otherwise than the others, and wrote why."""
    ballots = tuple(
        panels.Cast(
            candidate.number,
            member.person,
            ON,
            score=Decimal(85) if member.person < 5 else Decimal(66),
            comment="Cần nêu rõ thị trường" if member.person == 5 else "",
        )
        for candidate in CANDIDATES
        for member in MEMBERS
    )
    panel = panels.Panel(panels.SCHEMES[panels.SUPPORT], ON, ON, secret, MEMBERS, ballots)
    return minutes(
        panel,
        panels.judged(panel, CANDIDATES),
        [Concluded(1, "Hỗ trợ 300.000.000 đ"), Concluded(2, "Không hỗ trợ: kinh phí của đợt đã hết.")],
        province=PROVINCE,
        subject="Xét chọn đề xuất đổi mới sáng tạo",
        conclusion="Đề nghị hỗ trợ 01 đề xuất",
        number=5,
        on=ON,
    )


WHOLE = {
    CALL_NOTICE: CallNoticeFacts(
        **head(CALL_NOTICE, PROVINCE, 5, ON, "Mời đề xuất đổi mới sáng tạo năm 2026"),
        call="HT-DN-2026-001",
        title="Hỗ trợ đổi mới quy trình chế biến nông sản",
        opens_on=TERMS.opens_on,
        closes_on=TERMS.closes_on,
        budget=TERMS.budget_vnd,
        ceiling=TERMS.ceiling_vnd,
        share_percent=Decimal(50),
        conditions=support.conditions(TERMS),
        criteria=("tính mới (20 điểm)", "tính khả thi (25 điểm)"),
        pass_mark="từ 70 điểm",
        source="Nghị quyết của Hội đồng nhân dân tỉnh (tham khảo)",
    ),
    SUPPORT_DECISION: SupportDecisionFacts(
        **head(SUPPORT_DECISION, PROVINCE, 5, ON, "Phê duyệt danh sách hỗ trợ", articles="Điều 3"),
        call="HT-DN-2026-001",
        title="Hỗ trợ đổi mới quy trình chế biến nông sản",
        minutes=MINUTES,
        notice="Thông báo số 05/TB-SKHCN ngày 01/10/2026",
        grants=(
            GrantLine(
                rank=1,
                organisation="Hợp tác xã tiếp nhận (mẫu)",
                title=CANDIDATES[0].title,
                mean=Decimal("81.20"),
                asked=300 * MILLION,
                own=300 * MILLION,
                granted=300 * MILLION,
            ),
        ),
        total=300 * MILLION,
        left=1200 * MILLION,
    ),
    HONOURS_LIST: HonoursListFacts(
        **head(HONOURS_LIST, PROVINCE, 5, ON, "Kết quả, cá nhân khoa học và công nghệ tiêu biểu năm 2026"),
        year=2026,
        minutes=MINUTES,
        results=(
            HonouredResult(
                code="DN-2024-007",
                title="Quy trình chiết xuất collagen từ da cá tra",
                host="Viện nghiên cứu chủ trì (mẫu)",
                agree=5,
                cast=5,
                merit="Đã đưa vào sản xuất tại hai doanh nghiệp",
            ),
        ),
        people=(
            HonouredPerson(
                position="Thủ trưởng tổ chức chủ trì",
                organisation="Viện nghiên cứu chủ trì (mẫu)",
                agree=4,
                cast=5,
                merit="Chủ trì kết quả tiêu biểu của năm",
            ),
        ),
    ),
    HONOUR_CERTIFICATE: HonourCertificateFacts(
        **head(HONOUR_CERTIFICATE, PROVINCE, 5, ON, "Cá nhân khoa học và công nghệ tiêu biểu năm 2026"),
        year=2026,
        position="Thủ trưởng tổ chức chủ trì",
        organisation="Viện nghiên cứu chủ trì (mẫu)",
        merit="chủ trì kết quả tiêu biểu của năm",
        document="Danh sách số 05/DS-SKHCN ngày 20/11/2026",
    ),
    PANEL_MINUTES: sat(),
}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=ON)


def text(paper):
    return close(text_of(printed(paper)))


def test_every_paper_of_panels_is_tested_here():
    assert set(WHOLE) == set(PANEL_FACTS)


@pytest.mark.parametrize("paper", WHOLE)
def test_a_paper_bears_its_number_and_title_in_vietnamese_alone(paper):
    told = text_of(printed(paper))
    assert close(number_text(STEERING[paper], 5, 2026)) in close(told)
    assert close(STEERING[paper].title) in close(told)
    assert unicodedata.is_normalized("NFC", told)
    assert FOREIGN.findall(told) == []
    assert not re.search(r"[{}<>]|\b[a-z]+_[a-z]+\b|\b(None|True|False)\b", told)


@pytest.mark.parametrize("paper", WHOLE)
def test_facts_are_read_back_from_the_record_as_they_were_and_every_signer_has_room(paper):
    read = FACTS[paper].model_validate(json.loads(json.dumps(WHOLE[paper].model_dump(mode="json"))))
    assert read == WHOLE[paper]
    assert len(printed(paper).signature_boxes) == len(STEERING[paper].signers)


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (CALL_NOTICE, "từ ngày 01/10/2026 đến hết ngày 10/11/2026"),
        (CALL_NOTICE, "nhiều nhất 500.000.000 đồng cho một đề xuất"),
        (CALL_NOTICE, "Mẫu 02-TTMH, 02-TMMH, tham khảo"),
        (SUPPORT_DECISION, "tổng số tiền 300.000.000 đồng (bằng chữ: Ba trăm triệu đồng)"),
        (SUPPORT_DECISION, "còn lại sau khi hỗ trợ: 1.200.000.000 đồng"),
        (HONOURS_LIST, "Danh sách có 01 kết quả và 01 cá nhân"),
        (HONOUR_CERTIFICATE, "Ông (bà): ……"),
        (HONOUR_CERTIFICATE, "Thủ trưởng tổ chức chủ trì, Viện nghiên cứu chủ trì (mẫu)"),
        (PANEL_MINUTES, "81,2 điểm"),
        (PANEL_MINUTES, "Truy xuất nguồn gốc gạo: Cần nêu rõ thị trường"),
    ],
)
def test_a_paper_says_what_was_decided(paper, said):
    assert close(said) in text(paper)


def test_minutes_of_a_secret_panel_say_nothing_that_tells_one_vote_from_another():
    told = sat().model_dump_json()
    assert '"66' not in told
    assert close("bỏ phiếu kín") in text(PANEL_MINUTES)


def test_nobody_of_the_year_means_an_empty_list_that_says_so():
    empty = WHOLE[HONOURS_LIST].model_copy(update={"results": (), "people": ()})
    page = typeset.html(HONOURS_LIST, empty, issued_on=ON)
    assert "Không có kết quả nào được chọn." in page
    assert "Không có cá nhân nào được chọn." in page
