"""The form of a survey, version by version: DATA. No text sets it, so all of it is tham khảo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from models.language import Confidence, Source

SOURCE: Final = Source("Mẫu khảo sát của hệ thống, tỉnh xác nhận trước khi dùng", Confidence.UNCERTAIN)

LEAST, MOST = 1, 5
"""The scale: from done by hand, or not at all, to automatic, or as a rule."""
NOT_APPLICABLE: Final = 0
"""The answer that a question does not concern the enterprise; it counts for nothing."""
MOST_NEEDS: Final = 5
"""Needs that one answer may name."""
LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 3000
"""Characters."""


@dataclass(frozen=True)
class Question:
    """A question of the form, answered on the scale."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True)
class Group:
    """Questions on one side of an enterprise's technology."""

    code: str
    vi: str
    en: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """A version of the form. A survey keeps the version that it was opened with."""

    code: str
    vi: str
    en: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> dict[str, Question]:
        """All questions by their code, `group.question`."""
        return {f"{group.code}.{each.code}": each for group in self.groups for each in group.questions}


@dataclass(frozen=True)
class Level:
    """A level of technology: from `least` points of 100."""

    code: str
    least: Decimal
    vi: str
    en: str


LEVELS: Final = (
    Level("advanced", Decimal(75), "tiên tiến", "advanced"),
    Level("good", Decimal(60), "trung bình tiên tiến", "above average"),
    Level("average", Decimal(35), "trung bình", "average"),
    Level("backward", Decimal(0), "lạc hậu", "backward"),
)
"""The levels, the highest first; the bounds are tham khảo."""

SCALE: Final = {
    1: ("1: chưa có, hoàn toàn thủ công", "1: none, all by hand"),
    2: ("2: mới bắt đầu", "2: just begun"),
    3: ("3: một phần", "3: in part"),
    4: ("4: phần lớn", "4: for the most part"),
    5: ("5: đầy đủ, thường xuyên", "5: fully, as a rule"),
    NOT_APPLICABLE: ("không áp dụng", "does not apply"),
}

FORM_2026: Final = Form(
    "2026",
    "Khảo sát trình độ công nghệ và nhu cầu công nghệ của doanh nghiệp",
    "Survey of the technology level and needs of enterprises",
    (
        Group(
            "equipment",
            "Thiết bị",
            "Equipment",
            (
                Question("age", "Thiết bị chính còn mới (dưới 10 năm)", "Main equipment is under 10 years"),
                Question("energy", "Thiết bị tiết kiệm năng lượng", "Equipment saves energy"),
            ),
        ),
        Group(
            "automation",
            "Tự động hóa",
            "Automation",
            (
                Question("lines", "Công đoạn chính được tự động hóa", "Main steps are automated"),
                Question("linked", "Thiết bị kết nối và điều khiển chung", "Machines are linked"),
            ),
        ),
        Group(
            "process",
            "Kiểm soát quy trình",
            "Process control",
            (
                Question("measured", "Đo và ghi thông số quy trình", "Process values are measured"),
                Question("standard", "Áp dụng tiêu chuẩn quản lý chất lượng", "Quality standards hold"),
                Question("waste", "Xử lý chất thải, kiểm soát môi trường", "Waste is controlled"),
            ),
        ),
        Group(
            "people",
            "Nhân lực kỹ thuật",
            "People",
            (
                Question("skilled", "Lao động qua đào tạo nghề phù hợp", "Workers are trained"),
                Question("training", "Đào tạo lại hằng năm", "They are trained anew each year"),
            ),
        ),
        Group(
            "research",
            "Nghiên cứu, đổi mới",
            "R&D",
            (
                Question("spending", "Chi cho nghiên cứu và đổi mới", "Money is spent on R&D"),
                Question("partners", "Hợp tác với viện, trường", "Institutes are partners"),
                Question("property", "Đăng ký sở hữu trí tuệ", "Intellectual property is registered"),
            ),
        ),
        Group(
            "digital",
            "Chuyển đổi số",
            "Digital",
            (
                Question("software", "Quản trị bằng phần mềm", "The enterprise is run with software"),
                Question("data", "Ra quyết định dựa trên dữ liệu sản xuất", "Decisions rest on data"),
            ),
        ),
    ),
)

FORMS: Final[Mapping[str, Form]] = {FORM_2026.code: FORM_2026}
"""Every version of the form that a survey was ever opened with."""


class Willing(StrEnum):
    """How far an enterprise would go for a technology that it needs."""

    BUY = "buy"
    CO_INVEST = "co_invest"
    TRIAL = "trial"
    LEARN = "learn"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _WILLING[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _WILLING[self][1]


_WILLING: Final = {
    Willing.BUY: ("sẵn sàng mua", "would buy it"),
    Willing.CO_INVEST: ("sẵn sàng cùng đầu tư nghiên cứu", "would invest in research together"),
    Willing.TRIAL: ("sẵn sàng cho thử nghiệm tại cơ sở", "would have it tried at its site"),
    Willing.LEARN: ("mới tìm hiểu", "looks around"),
}


@dataclass(frozen=True)
class NeedAsked:
    """A technology that an enterprise needs: by when, for how much money (đồng), how far it would go."""

    title: str
    text: str = ""
    by: date | None = None
    from_vnd: Decimal | None = None
    to_vnd: Decimal | None = None
    willing: Willing | None = None


@dataclass(frozen=True)
class Reply:
    """What an enterprise answers: its field, a mark for each question by its code, what it needs."""

    discipline: str
    marks: Mapping[str, int]
    needs: tuple[NeedAsked, ...] = ()


def comma(value: Decimal) -> str:
    """A number with a comma before its fraction: "46,4"."""
    return f"{value}".replace(".", ",")


def dong(amount: Decimal) -> str:
    """A sum as people write it: 1.250.000.000 đ."""
    return f"{amount:,.0f} đ".replace(",", ".")
