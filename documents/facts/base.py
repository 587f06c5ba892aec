"""What every paper's facts have in common, and how they are read from a task's dossier.

Facts hold no person's name: a signature block shows the position and leaves the name to the hand. What is
not known is None, and the page shows a dotted line to be filled in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict

from models import letterheads
from models.closet import Case, Chosen
from models.dossier import Dossier, Entry
from models.language import Regime
from models.sharing import Ledger

Text = Annotated[str, AfterValidator(lambda text: unicodedata.normalize("NFC", text))]
"""A text in one Unicode form: in two forms, the same facts would give two different PDFs."""


class Facts(BaseModel):
    """A group of facts: frozen, and without a field that no template knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Signature(Facts):
    """A signature block: authority line ("TM. HỘI ĐỒNG"), position ("CHỦ TỊCH"), and room for the name."""

    authority: Text | None = None
    position: Text


class PartyFacts(Facts):
    """An organisation as a contract or minutes present it."""

    name: Text | None
    address: Text | None = None
    e_id: Text | None = None
    represented_by: Text | None
    """The position of who signs for it."""


class Clear(Facts):
    """One of the six clears, e.g. "Rõ người" and its answer."""

    label: Text
    value: Text | None


class TaskFacts(Facts):
    """The task as any paper may cite it; money in dong, shares in percent (0..100)."""

    code: Text
    title: Text
    province: Text
    discipline: Text | None
    orderer: Text | None
    host: Text | None
    recipient: Text | None
    """Who is to receive the result: the organisation, or else what item 13 says of it."""
    item13: bool
    state_reserves: bool | None
    method: Text | None
    products: tuple[Text, ...]
    clears: tuple[Clear, ...]
    result_wanted: Text | None
    budget: Decimal | None
    state_budget: Decimal | None
    other_budget: Decimal | None
    state_percent: Decimal | None
    months: int | None
    ordered_on: date | None
    approved_on: date | None
    contract_no: Text | None
    contract_signed_on: date | None
    contract_ends_on: date | None
    regime: Text
    """The texts that govern its result."""


class HeadFacts(Facts):
    """What every paper shows: its head, its subject, its legal bases, who gets it, who signs it."""

    code: Text
    type_name: Text
    """The type name as printed; empty for a công văn."""
    superior: Text | None
    issuer: Text
    place: Text
    number: int
    symbol: Text
    issued_on: date
    subject: Text
    """The trích yếu; that of a công văn without "V/v"."""
    authority: Text
    """Who decides, above the legal bases of a decision; else empty."""
    bases: tuple[Text, ...]
    """The legal bases, each as a whole line without its end mark."""
    recipients: tuple[Text, ...]
    filing_unit: Text | None
    """The unit that keeps the copy on file, beside the records office."""
    signers: tuple[Signature, ...]
    ppc: Text
    dost: Text
    unit: Text
    """Whether the province is a "tỉnh" or a "thành phố"."""


class PaperFacts(HeadFacts):
    """What every paper of a task shows: the head, and the task."""

    task: TaskFacts


@dataclass(frozen=True)
class Letterhead:
    """How the province's bodies are named on paper."""

    province: str
    unit: str
    place: str
    ppc: str
    dost: str
    info_body: str = "Tổ chức đầu mối thông tin khoa học và công nghệ"
    unit_symbol: str = "SKHCN"
    science_unit: str = "QLKH"
    """The unit of the DoST that keeps a task's file."""

    @classmethod
    def of(cls, province: str) -> Letterhead:
        """The letterhead of a province or of a centrally-run city: as it set it, else as its name has it."""
        return cls.derived(province).with_names(letterheads.set_by(province.removeprefix("TP. ")))

    def with_names(self, names: Mapping[str, str]) -> Letterhead:
        """The same with some of its names set otherwise."""
        return replace(self, **names) if names else self

    @classmethod
    @lru_cache(maxsize=128)
    def derived(cls, province: str) -> Letterhead:
        """The letterhead that follows from a province's plain name ("Đồng Nai")."""
        province = province.removeprefix("TP. ")
        unit = "thành phố" if province in _CITIES else "tỉnh"
        return cls(
            province=province,
            unit=unit,
            place=province,
            ppc=f"Ủy ban nhân dân {unit} {province}",
            dost=f"Sở Khoa học và Công nghệ {unit} {province}",
        )


_CITIES = frozenset({"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"})


@dataclass(frozen=True)
class Award:
    """A result named outstanding: of which year, by which document, and what it has brought about."""

    year: int
    document: str
    merit: str = ""


@dataclass(frozen=True)
class Occasion:
    """One paper to be written: of which task and stay, after which decision, on which day, which number.

    A paper of a closet case has the `case` as it stood, and the remedy that was `chosen`; one that somebody
    asks for has what was `asked`.
    """

    dossier: Dossier
    entry: Entry
    gate: str | None
    on: date
    number: int
    letterhead: Letterhead
    case: Case | None = None
    chosen: Chosen | None = None
    asked: Ledger | Award | None = None


@dataclass(frozen=True)
class Need:
    """A fact that a paper cannot do without, and the sentence that asks for it."""

    sentence: str
    known: Callable[[Occasion], bool]


@dataclass(frozen=True)
class Builder:
    """How one paper's facts are gathered: what it needs first, then what is written."""

    write: Callable[[Occasion], PaperFacts]
    needs: tuple[Need, ...] = ()

    @property
    def model(self) -> type[PaperFacts]:
        """The model that it writes, as its signature states."""
        model: type[PaperFacts] = get_type_hints(self.write)["return"]
        return model

    def missing(self, occasion: Occasion) -> tuple[str, ...]:
        """The sentences of the facts that are still missing."""
        return tuple(need.sentence for need in self.needs if not need.known(occasion))


HOST = Need("Chưa biết tổ chức chủ trì của nhiệm vụ.", lambda o: o.dossier.host is not None)
RECIPIENT = Need(
    "Chưa biết tổ chức, cá nhân tiếp nhận kết quả.",
    lambda o: o.dossier.recipient is not None or bool(o.dossier.recipient_note),
)
METHOD = Need(
    "Chưa xác định phương thức thực hiện: tuyển chọn hay giao trực tiếp.",
    lambda o: o.dossier.method is not None,
)
FUNDING = Need(
    "Chưa xác định tổng kinh phí và phần ngân sách nhà nước.",
    lambda o: o.dossier.budget_vnd is not None and o.dossier.state_share is not None,
)
REGIME = Need(
    "Chưa biết ngày phê duyệt giao tổ chức chủ trì nên chưa xác định được văn bản áp dụng cho kết quả.",
    lambda o: o.dossier.regime is not Regime.UNKNOWN,
)
ACCEPTED = Need(
    "Chưa có kết quả nghiệm thu: chưa biết ngày nghiệm thu.",
    lambda o: o.dossier.result.accepted_on is not None,
)
VALUE = Need(
    "Chưa biết giá trị của kết quả: ghi giá trị theo chứng thư định giá trước khi ban hành.",
    lambda o: o.dossier.result.value_vnd is not None,
)
