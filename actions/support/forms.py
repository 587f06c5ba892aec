"""The forms of a call and of a proposal: as a page, a file or the interface fills them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from actions import filled_form, wiring
from actions.filled_form import Day, Dong, Line, Part
from models import provinces
from models.errors import BadInput
from models.language import PartyKind
from models.support import Asked, Sector, Terms
from models.tables import Organisation, Proposal, SupportCall

Form = TypeVar("Form", bound=BaseModel)
_LONGEST = 6000


class CallForm(BaseModel):
    """A call for proposals, as an officer drafts it."""

    model_config = ConfigDict(extra="forbid", title="Đợt mời đề xuất")

    title: Line = Field(title="Nội dung mời đề xuất", min_length=1)
    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    opens_on: Day = Field(title="Nhận đề xuất từ ngày")
    closes_on: Day = Field(title="Đến hết ngày")
    budget_vnd: Dong | None = Field(None, title="Tổng kinh phí của đợt (đồng)")
    ceiling_vnd: Dong | None = Field(None, title="Mức tối đa một đề xuất (đồng)")
    share_max: Part | None = Field(None, title="Phần Nhà nước tối đa")
    kinds: list[PartyKind] = Field(
        default_factory=lambda: [PartyKind.ENTERPRISE, PartyKind.COOPERATIVE], title="Loại tổ chức"
    )
    small_only: bool = Field(default=True, title="Chỉ doanh nghiệp nhỏ")
    at_home: bool = Field(default=True, title="Chỉ tổ chức của tỉnh")
    source: Line = Field("", title="Căn cứ của mức hỗ trợ")


class ProposalForm(BaseModel):
    """A proposal, as an enterprise fills it in; what is missing is told when it is handed in."""

    model_config = ConfigDict(extra="forbid", title="Đề xuất đổi mới sáng tạo")

    title: Line = Field("", title="Tên đề xuất", max_length=300)
    content: str = Field("", title="Nội dung đổi mới", max_length=_LONGEST)
    expected: str = Field("", title="Kết quả dự kiến", max_length=_LONGEST)
    asked_vnd: Dong | None = Field(None, title="Đề nghị hỗ trợ (đồng)", ge=-(10**15), le=10**15)
    own_vnd: Dong | None = Field(None, title="Kinh phí tự có (đồng)", ge=-(10**15), le=10**15)
    sector: Sector | None = Field(None, title="Lĩnh vực hoạt động chính")
    workers: int | None = Field(None, title="Số lao động bình quân năm", ge=-(10**6), le=10**6)
    revenue_vnd: Dong | None = Field(None, title="Doanh thu năm gần nhất (đồng)", ge=-(10**15), le=10**15)
    province: Line = Field("", title="Tỉnh, thành phố nơi đặt trụ sở")


def filled(fields: Mapping[str, Any], form: type[Form]) -> Form:
    """The form that the fields say; empty ones are not told.

    Raises:
        BadInput: with every fault in a sentence that names the field as the page does.
    """
    told = {
        name: said for name, said in fields.items() if name in form.model_fields and said not in ("", None)
    }
    if isinstance(told.get("share_max"), str) and not told["share_max"].endswith("%"):
        told["share_max"] += "%"
    reasons = _days(told, form)
    try:
        found = filled_form.checked(told, form)
    except BadInput as faults:
        reasons += [_named(reason, form) for reason in faults.reasons]
    if reasons:
        raise BadInput(*dict.fromkeys(reasons))
    return found


def _days(told: dict[str, Any], form: type[BaseModel]) -> list[str]:
    """A reason for each day that is none; a day that stands for it lets the other fields be judged."""
    reasons = []
    for name, field in form.model_fields.items():
        if field.annotation is date and isinstance(told.get(name), str):
            try:
                told[name] = wiring.parse_day(told[name])
            except BadInput as fault:
                reasons += [f"{field.title}: {reason}" for reason in fault.reasons]
                told[name] = wiring.today()
    return reasons


def _named(reason: str, form: type[BaseModel]) -> str:
    name, colon, said = reason.partition(": ")
    field = form.model_fields.get(name.partition(".")[0])
    return f"{field.title}{colon}{said}" if field is not None and field.title else reason


def terms_of(call: SupportCall, province: str) -> Terms:
    """What a call on record offers, and to whom."""
    rules = call.rules
    return Terms(
        province=province,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        budget_vnd=call.budget_vnd,
        ceiling_vnd=call.ceiling_vnd,
        share_max=call.share_max,
        kinds=frozenset(PartyKind(each) for each in rules.get("kinds", ())),
        small_only=bool(rules.get("small_only", True)),
        at_home=bool(rules.get("at_home", True)),
    )


def terms_in(form: CallForm, province: str) -> Terms:
    """What a call offers as it is drafted."""
    return Terms(
        province=province,
        opens_on=form.opens_on,
        closes_on=form.closes_on,
        budget_vnd=form.budget_vnd,
        ceiling_vnd=form.ceiling_vnd,
        share_max=None if form.share_max is None else form.share_max.quantize(Decimal("0.0001")),
        kinds=frozenset(form.kinds),
        small_only=form.small_only,
        at_home=form.at_home,
    )


def asked_in(form: ProposalForm, organisation: Organisation, on: Day, standing: int) -> Asked:
    """A proposal as the rules judge it, when it is handed in; the record's province before the form's."""
    home = organisation.province or form.province
    return Asked(
        title=form.title,
        content=form.content,
        expected=form.expected,
        kind=PartyKind(organisation.kind),
        province=_standing_name(home, on),
        asked_vnd=form.asked_vnd,
        own_vnd=form.own_vnd,
        sector=form.sector,
        workers=form.workers,
        revenue_vnd=form.revenue_vnd,
        on=on,
        standing=standing,
    )


def asked_of(row: Proposal, organisation: Organisation, standing: int) -> Asked:
    """A proposal on record as the rules judge it: as of the day on which it was handed in."""
    return asked_in(form_of(row), organisation, row.submitted_on or row.created_at.date(), standing)


def form_of(row: Proposal) -> ProposalForm:
    """The form of a proposal on record."""
    facts = row.facts
    return ProposalForm.model_validate(
        {
            "title": row.title,
            "content": row.content,
            "expected": row.expected,
            "asked_vnd": row.asked_vnd,
            "own_vnd": row.own_vnd,
            "sector": facts.get("sector"),
            "workers": facts.get("workers"),
            "revenue_vnd": facts.get("revenue_vnd"),
            "province": facts.get("province", ""),
        }
    )


def _standing_name(province: str, on: Day) -> str:
    """The province by its name of that day; what is no province stands as it was written."""
    found = provinces.find(province) if province else None
    return provinces.successor(found.name, on) if found is not None else province
