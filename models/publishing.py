"""Open data: what of a task, a result, a need or a province may be told to everybody. Pure.

Published is only what is known to be free: a result that the State reserves for itself is not, nor one of
which nobody has said whether it does. No field holds a person, and no field holds a text that was written for
an office (remarks, descriptions, clauses): titles, codes, days, organisations and figures alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from models.language import PartyKind
from models.listing.words import FIELDS

Cell = str | int | Decimal | date | None

FAIL: Final = "fail"
"""The grade of a task that was not accepted."""
NAMED: Final = frozenset({PartyKind.STATE_BODY, PartyKind.PUBLIC_UNIT, PartyKind.SOE, PartyKind.ENTERPRISE,
                          PartyKind.COOPERATIVE})  # fmt: skip
"""Whose name may be told. An individual is a person, and behind a kind that is not known one may stand."""


@dataclass(frozen=True)
class Party:
    """An organisation as far as it may matter here."""

    name: str
    kind: str

    @property
    def told(self) -> str | None:
        """Its name, where it is an organisation for sure."""
        return self.name if self.kind in NAMED else None


@dataclass(frozen=True)
class TaskTold:
    """What is asked of a task before it is told to anybody, and what is told of it then."""

    number: int
    code: str
    title: str
    title_en: str
    province: str
    discipline: str
    host: Party | None
    state_reserves: bool | None
    call_published_on: date | None
    listed: bool
    """Whether the province itself published the task in a list that was taken in."""
    approved_on: date | None
    accepted_on: date | None
    grade: str | None
    registered_on: date | None
    rights_decided_on: date | None
    transferred_on: date | None
    not_transferable_on: date | None
    trl: int | None


@dataclass(frozen=True)
class NeedTold:
    """What is asked of a need or an offer, and what is told of it."""

    number: int
    kind: str
    title: str
    party: Party
    province: str
    discipline: str
    registered_on: date
    closed_on: date | None
    asked_in_confidence: bool
    """Whether it was named in the answer to a survey: that is told without whose it is."""


@dataclass(frozen=True)
class Figure:
    """Counts of a province and a year, of all tasks, whoever owns their results."""

    province: str
    year: int
    ordered: int
    accepted: int
    transferred: int


def withheld(task: TaskTold, on: date) -> tuple[str, ...]:
    """Why a task is not told to everybody on that day, each reason in a sentence; empty: it is."""
    reasons = (
        (task.state_reserves is True, "Nhà nước nắm giữ quyền đối với kết quả."),
        (task.state_reserves is None, "Chưa xác định Nhà nước có nắm giữ quyền đối với kết quả hay không."),
        (
            not task.listed and not _by(task.call_published_on, on),
            "Nhiệm vụ chưa được công bố (thông báo tuyển chọn, hoặc danh mục tỉnh đã công bố).",
        ),
        (not _by(task.accepted_on, on), "Nhiệm vụ chưa được nghiệm thu."),
        (task.grade == FAIL, "Nhiệm vụ nghiệm thu không đạt."),
    )
    return tuple(sentence for holds, sentence in reasons if holds)


def is_open_result(task: TaskTold, on: date) -> bool:
    """Whether a result waits for somebody to use it: its rights are settled, and nobody has it."""
    return (
        not withheld(task, on)
        and _by(task.rights_decided_on, on)
        and not _by(task.transferred_on, on)
        and not _by(task.not_transferable_on, on)
    )


def is_open_need(need: NeedTold, on: date) -> bool:
    """Whether a need or an offer stands on that day."""
    return need.registered_on <= on and not _by(need.closed_on, on)


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


@dataclass(frozen=True)
class Field:
    """A field of a data set: its code, its title in both languages, what stands in it."""

    code: str
    vi: str
    en: str
    value: Callable[[Any], Cell]


@dataclass(frozen=True)
class Dataset:
    """A data set: its code is its address; `themes` are those of the EU's vocabulary (data-theme)."""

    code: str
    vi: str
    en: str
    says_vi: str
    says_en: str
    fields: tuple[Field, ...]
    keywords: tuple[str, ...]
    themes: tuple[str, ...] = ("TECH",)


_TASK: Final = (
    Field("code", "Mã số", "Code", lambda row: row.code),
    Field("title", "Tên nhiệm vụ", "Title", lambda row: row.title),
    Field("title_en", "Tên tiếng Anh", "Title in English", lambda row: row.title_en or None),
    Field("province", "Tỉnh, thành phố", "Province", lambda row: row.province),
    Field("discipline", "Lĩnh vực", "Field", lambda row: discipline(row.discipline)),
    Field("host", "Tổ chức chủ trì", "Host organisation", lambda row: row.host.told if row.host else None),
    Field("accepted_on", "Ngày nghiệm thu", "Accepted on", lambda row: row.accepted_on),
)

TASKS: Final = Dataset(
    "tasks",
    "Nhiệm vụ khoa học và công nghệ đã nghiệm thu",
    "Accepted tasks of science and technology",
    "Nhiệm vụ đã công bố và đã nghiệm thu, trừ nhiệm vụ mà Nhà nước nắm giữ quyền hoặc chưa xác định.",
    "Published and accepted tasks, but for those whose rights the State reserves or has not decided on.",
    (
        *_TASK,
        Field("approved_on", "Ngày phê duyệt", "Approved on", lambda row: row.approved_on),
        Field("registered_on", "Ngày đăng ký kết quả", "Result registered on", lambda row: row.registered_on),
        Field("transferred_on", "Ngày chuyển giao", "Transferred on", lambda row: row.transferred_on),
    ),
    ("khoa học và công nghệ", "nhiệm vụ", "nghiệm thu"),
)
RESULTS: Final = Dataset(
    "results",
    "Kết quả sẵn sàng chuyển giao",
    "Results open to transfer",
    "Kết quả đã nghiệm thu, đã quyết định quyền, chưa chuyển giao và chuyển giao được.",
    "Accepted results whose rights are settled, that nobody has taken over and that can be transferred.",
    (
        *_TASK,
        Field(
            "rights_decided_on",
            "Ngày quyết định quyền",
            "Rights decided on",
            lambda row: row.rights_decided_on,
        ),
        Field("trl", "Mức độ sẵn sàng công nghệ (TRL)", "Technology readiness level", lambda row: row.trl),
    ),
    ("kết quả nghiên cứu", "chuyển giao công nghệ"),
)
NEEDS: Final = Dataset(
    "needs",
    "Nhu cầu và chào công nghệ đang mở",
    "Open needs and offers of technology",
    "Nhu cầu tìm và chào bán công nghệ. Nhu cầu nêu khi trả lời khảo sát không kèm tên đơn vị.",
    "Technology that is looked for or offered. Needs told in a survey bear no organisation.",
    (
        Field("number", "Số", "Number", lambda row: row.number),
        Field("kind", "Loại (need: nhu cầu; offer: chào bán)", "Kind (need or offer)", lambda row: row.kind),
        Field("title", "Công nghệ", "Technology", lambda row: row.title),
        Field(
            "organisation",
            "Tổ chức",
            "Organisation",
            lambda row: None if row.asked_in_confidence else row.party.told,
        ),
        Field("province", "Tỉnh, thành phố", "Province", lambda row: row.province or None),
        Field("discipline", "Lĩnh vực", "Field", lambda row: discipline(row.discipline)),
        Field("registered_on", "Ngày đăng ký", "Registered on", lambda row: row.registered_on),
    ),
    ("nhu cầu công nghệ", "chào công nghệ"),
    ("TECH", "ECON"),
)
FIGURES: Final = Dataset(
    "figures",
    "Số liệu nhiệm vụ theo tỉnh và năm",
    "Figures of tasks by province and year",
    "Số nhiệm vụ đặt hàng, nghiệm thu, chuyển giao trong năm. Số đếm gồm cả nhiệm vụ không được công bố.",
    "Tasks ordered, accepted and transferred in a year. The counts include tasks that are not published.",
    (
        Field("province", "Tỉnh, thành phố", "Province", lambda row: row.province),
        Field("year", "Năm", "Year", lambda row: row.year),
        Field("ordered", "Đặt hàng", "Ordered", lambda row: row.ordered),
        Field("accepted", "Nghiệm thu", "Accepted", lambda row: row.accepted),
        Field("transferred", "Chuyển giao", "Transferred", lambda row: row.transferred),
    ),
    ("thống kê", "khoa học và công nghệ"),
    ("TECH", "GOVE"),
)

DATASETS: Final[Mapping[str, Dataset]] = {each.code: each for each in (TASKS, RESULTS, NEEDS, FIGURES)}
"""The data sets by their codes."""


def discipline(code: str) -> str | None:
    """A field of science by its code; the code itself where none names it, None for a blank."""
    return FIELDS.get(code, code) or None


def told(dataset: Dataset, row: object) -> dict[str, Cell]:
    """A row as it is published: the fields that are declared, and nothing else."""
    return {each.code: each.value(row) for each in dataset.fields}
