"""Dossiers for the papers' tests: one task per way of life, each with all that its papers may say.

Organisations and positions only, never persons.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.facts import Letterhead, Occasion
from models import law
from models.dossier import (
    Ballot,
    CouncilSitting,
    Decision,
    Dossier,
    Entry,
    Grade,
    Issued,
    Party,
    Position,
    Result,
    Seat,
    SixClears,
    Submission,
)
from models.language import Method, PartyKind, ProductType, Role, Verdict
from models.lifecycle import LIFECYCLE

LETTERHEAD = Letterhead.of("Đồng Nai")
DEPARTMENT = Party(
    1,
    "Sở Nông nghiệp và Môi trường tỉnh Đồng Nai",
    PartyKind.STATE_BODY,
    "Đồng Nai",
    "H19.12",
    "Phường Trấn Biên, tỉnh Đồng Nai",
)
INSTITUTE = Party(
    2,
    "Viện Nghiên cứu Nông nghiệp miền Đông",
    PartyKind.PUBLIC_UNIT,
    "Đồng Nai",
    "H19.88.05",
    "Phường Long Khánh, tỉnh Đồng Nai",
)
COMPANY = Party(
    3,
    "Công ty cổ phần Chế biến nông sản Sông Phố",
    PartyKind.ENTERPRISE,
    "Đồng Nai",
    "",
    "Khu công nghiệp Biên Hòa 2, tỉnh Đồng Nai",
)
COOPERATIVE = Party(4, "Hợp tác xã Bưởi da xanh Thanh Sơn", PartyKind.COOPERATIVE, "Đồng Nai")

TITLE = "Nghiên cứu quy trình sản xuất collagen từ da cá tra phục vụ chế biến thực phẩm chức năng"
R1_DAY, R2_DAY, R4_DAY = date(2016, 5, 10), date(2022, 3, 1), date(2025, 11, 3)

SEATS = (
    Seat(1, "Phó Giám đốc", "Sở Khoa học và Công nghệ", Position.CHAIR),
    Seat(2, "Trưởng khoa", "Trường Đại học Nông Lâm", Position.VICE_CHAIR),
    Seat(3, "Trưởng bộ môn", "Trường Đại học Bách khoa", Position.REVIEWER),
    Seat(4, "Nghiên cứu viên chính", "Viện Công nghệ thực phẩm", Position.REVIEWER),
    Seat(5, "Chuyên viên chính", "Sở Khoa học và Công nghệ", Position.SECRETARY),
    Seat(6, "Trưởng phòng", "Sở Nông nghiệp và Môi trường", Position.MEMBER),
    Seat(7, "Giám đốc kỹ thuật", "Hiệp hội doanh nghiệp tỉnh", Position.MEMBER, present=False),
    Seat(8, "Phó Viện trưởng", "Viện Nghiên cứu Nông nghiệp miền Đông", Position.MEMBER, recused=True),
    Seat(9, "Phó Chủ tịch", "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", Position.MEMBER),
)
"""Nine seats: seven at the table with a vote, one absent, one recused."""

VOTERS = tuple(seat for seat in SEATS if seat.present and not seat.recused)


def ballots(scheme: str, on: date) -> tuple[Ballot, ...]:
    """A ballot of each voter, of the kind that the scheme asks for, in favour of the task."""
    marks = (92, 88, 85, 84, 81, 79, 77)
    cast = []
    for seat, mark in zip(VOTERS, marks, strict=True):
        ballot = Ballot(seat.person, seat.position, on)
        match scheme:
            case "identification":
                ballot = replace(ballot, agree=seat.person != 9)
            case "selection":
                ballot = replace(ballot, score=Decimal(mark))
            case _:
                grade = Grade.EXCELLENT if seat.person in {1, 2} else Grade.PASS
                ballot = replace(ballot, grade=grade)
        if seat.position is Position.REVIEWER:
            ballot = replace(ballot, comment=f"Cần làm rõ phương án tiêu thụ sản phẩm ({mark}).")
        cast.append(ballot)
    return tuple(cast)


def sitting(gate: str, on: date) -> CouncilSitting:
    """A council that has met and voted."""
    return CouncilSitting(gate, on, on, SEATS, ballots(gate.removesuffix("-council"), on))


REMARKS = {
    "adjust": "Kéo dài thời gian thực hiện đến hết tháng 6; bổ sung nội dung thử nghiệm quy mô 100 lít",
    "milestones": "Đã hoàn thành 100% nội dung theo hợp đồng, đủ điều kiện nộp hồ sơ nghiệm thu",
    "ip": "Nộp đơn đăng ký giải pháp hữu ích đối với quy trình, giữ bí mật thông số thủy phân",
    "equipment": "Giao 01 hệ thống thủy phân 100 lít cho tổ chức chủ trì tiếp tục sử dụng",
}
ROLE_OF = {"select": Role.PPC_CHAIR, "approve": Role.PPC_CHAIR, "share": Role.HOST_HEAD}


def lived_through(regime_day: date) -> tuple[Entry, ...]:
    """A stay in every stage, with all papers handed in, every gate approved, every council held."""
    entries = []
    number = 0
    for index, stage in enumerate(LIFECYCLE, start=1):
        day = date(regime_day.year, 1 + index % 12, 1 + index)
        submissions = tuple(
            Submission(
                index * 100 + n, paper.code, 7, 2, paper.by[0], day, f"{n:064x}", f"tai-lieu-{n + 1}.pdf"
            )
            for n, paper in enumerate(stage.papers)
        )
        decisions = [
            Decision(gate.code, 1, 9, role, role.vi, Verdict.APPROVE, day, REMARKS.get(gate.code, ""))
            for gate in stage.gates
            for role in getattr(gate.approval, "roles", ())[:2]
        ]
        if stage.code == "SUBMIT":
            decisions.append(
                Decision(
                    "completeness",
                    2,
                    9,
                    Role.DOST_OFFICER,
                    Role.DOST_OFFICER.vi,
                    Verdict.SUPPLEMENT,
                    day,
                    "Đề nghị bổ sung trước khi thành lập hội đồng",
                    ("evidence_of_use", "Biên bản kiểm kê sản phẩm có xác nhận của cơ quan đặt hàng"),
                )
            )
        if stage.code == "EXECUTE":
            decisions.append(
                Decision(
                    "milestones",
                    2,
                    9,
                    Role.DOST_DIRECTOR,
                    Role.DOST_DIRECTOR.vi,
                    Verdict.REJECT,
                    day,
                    "Tổ chức chủ trì không thực hiện đúng tiến độ sau hai lần nhắc nhở bằng văn bản",
                )
            )
        sittings = tuple(sitting(gate.code, day) for gate in stage.gates if gate.code.endswith("-council"))
        issued = []
        for generated in dict.fromkeys(each.paper for each in stage.documents):
            number += 1
            issued.append(
                Issued(number, generated, f"{number:02d}/{SYMBOLS.get(generated, 'QĐ-SKHCN')}", day,
                       SUBJECTS.get(generated, ""), "a" * 64, 2)
            )  # fmt: skip
        entries.append(
            Entry(
                index,
                stage.code,
                day,
                left_on=day,
                due_on=date(day.year, day.month, 28),
                submissions=submissions,
                decisions=tuple(decisions),
                sittings=sittings,
                issued=tuple(issued),
            )
        )
    return tuple(entries)


SYMBOLS = {
    "approval-decision": "QĐ-UBND",
    "order-list": "QĐ-UBND",
    "task-list-decision": "QĐ-UBND",
    "identification-minutes": "BB-HĐXĐ",
    "selection-minutes": "BB-HĐTC",
    "acceptance-minutes": "BB-HĐNT",
    "research-contract": "2026/HĐ-SKHCN",
}
SUBJECTS = {
    "identification-council": "Về việc thành lập Hội đồng tư vấn xác định nhiệm vụ khoa học và công nghệ",
    "task-list-decision": "Về việc phê duyệt danh mục nhiệm vụ khoa học và công nghệ cấp tỉnh",
    "approval-decision": "Về việc phê duyệt tổ chức chủ trì, kinh phí và thời gian thực hiện nhiệm vụ",
    "identification-minutes": "Họp Hội đồng tư vấn xác định nhiệm vụ khoa học và công nghệ",
    "acceptance-minutes": "Họp Hội đồng tư vấn đánh giá, nghiệm thu",
}


def whole_life(approved_on: date = R2_DAY, **changes) -> Dossier:
    """A task that has been everywhere, approved on that day; everything that a paper may ask is known."""
    year = approved_on.year
    regime = law.regime_of(approved_on)
    task = Dossier(
        id=7,
        code=f"DN-{year}-007",
        title=TITLE,
        title_en="Collagen from pangasius skin",
        province="Đồng Nai",
        discipline="agricultural",
        version=3,
        orderer=DEPARTMENT,
        host=INSTITUTE,
        recipient=COMPANY,
        recipient_note="",
        recipient_named_on=None,
        co_owner=None,
        item13=True,
        state_reserves=False,
        clears=SixClears(
            who="Trung tâm Khuyến nông tỉnh, Phòng Quản lý khoa học",
            what="Làm chủ quy trình sản xuất collagen thủy phân từ phụ phẩm cá tra",
            when=date(year + 2, 6, 30),
            result="01 quy trình công nghệ, 50 kg sản phẩm đạt tiêu chuẩn cơ sở, 01 mô hình 100 lít/mẻ",
            responsibility="Giám đốc Sở Nông nghiệp và Môi trường",
            authority="Chủ tịch Ủy ban nhân dân tỉnh",
        ),
        method=Method.SELECTION,
        products=frozenset({ProductType.I, ProductType.II, ProductType.III}),
        state_share=Decimal(1),
        budget_vnd=Decimal(2_450_000_000),
        months=24,
        ordered_on=date(year, 1, 15),
        listed_on=date(year, 2, 10),
        call_published_on=date(year, 2, 20),
        files_opened_on=date(year, 3, 25),
        approved_on=approved_on,
        contract_signed_on=date(year, 12, 1),
        contract_ends_on=date(year + 2, 11, 30),
        contract_no="",
        share_clause=True,
        equipment_settled_on=None,
        equipment_bought=True,
        legal_basis_on=date(2025, 11, 20),
        regime=regime,
        entries=lived_through(approved_on),
        result=Result(
            accepted_on=date(2026, 3, 12),
            grade=Grade.PASS,
            registered_on=date(2026, 4, 2),
            recognised_on=date(2026, 4, 20),
            asset_report_on=date(2026, 4, 25),
            rights_dossier_on=date(2026, 4, 28),
            rights_decided_on=date(2026, 5, 20),
            rights_rung=4,
            partner_found_on=date(2026, 5, 2),
            paid_path_on=date(2026, 5, 2),
            valued_on=date(2026, 6, 1),
            value_vnd=Decimal("850000000.00"),
            price_agreed_on=date(2026, 6, 10),
            transferred_on=date(2026, 6, 20),
            transfer_form="ASSIGN_OWNERSHIP",
            disclosed_on=date(2026, 2, 1),
            handed_over_on=date(2026, 6, 25),
            in_use=True,
            application_report_on=date(2026, 10, 1),
        ),
    )
    return replace(task, **changes)


def bare(stage: str) -> Dossier:
    """A task of which next to nothing is known, at that stage: what papers must survive or refuse."""
    return Dossier(
        id=8, code="DN-2026-008", title=TITLE, title_en="", province="Đồng Nai", discipline="", version=1,
        orderer=None, host=None, recipient=None, recipient_note="", item13=False,
        recipient_named_on=None, co_owner=None,
        state_reserves=None,
        clears=SixClears(), method=None, products=frozenset(), state_share=None, budget_vnd=None, months=None,
        ordered_on=None, listed_on=None, call_published_on=None, files_opened_on=None, approved_on=None,
        contract_signed_on=None, contract_ends_on=None, contract_no="", share_clause=None,
        equipment_settled_on=None, equipment_bought=None, legal_basis_on=None, regime=law.regime_of(None),
        entries=(Entry(1, stage, date(2026, 1, 5)),), result=Result(),
    )  # fmt: skip


def stage_of(paper: str) -> tuple[str, str | None]:
    """In which stage a paper is written, and at which gate (None for other moments)."""
    for stage in LIFECYCLE:
        for each in stage.documents:
            if each.paper == paper:
                return stage.code, each.on if stage.has_gate(each.on) else None
    return "SUBMIT", None


def occasion_of(paper: str, task: Dossier, on: date = date(2026, 2, 5), number: int = 5) -> Occasion:
    """The occasion on which the paper is written for the task."""
    stage, gate = stage_of(paper)
    entry = next((each for each in task.entries if each.stage == stage), task.entries[0])
    return Occasion(task, entry, gate, on, number, LETTERHEAD)
