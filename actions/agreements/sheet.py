"""The form of an agreement: who the three are, what is shared, which tasks; and the rows as terms again."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from actions import wiring
from actions.filled_form import Day, Dong, Line, Part
from models import queries
from models.agreements import Item, Split, Terms
from models.language import PartyKind
from models.tables import Agreement, Organisation


class PartyForm(BaseModel):
    """One of the three houses."""

    model_config = ConfigDict(extra="forbid", title="Một bên")

    name: Line = Field(title="Tên tổ chức", min_length=1)
    kind: PartyKind = Field(PartyKind.UNKNOWN, title="Loại tổ chức")
    address: Line = Field("", title="Địa chỉ")
    e_id: Line = Field("", title="Mã định danh điện tử")


class Shares(BaseModel):
    """How something is divided, e.g. 50%, 20%, 30%; what is not agreed yet is left out."""

    model_config = ConfigDict(extra="forbid", title="Tỷ lệ của ba bên")

    state: Part | None = Field(None, title="Nhà nước", ge=0, le=1)
    institute: Part | None = Field(None, title="Nhà khoa học", ge=0, le=1)
    enterprise: Part | None = Field(None, title="Nhà doanh nghiệp", ge=0, le=1)

    @property
    def split(self) -> Split:
        """As the rules judge it, in the four places that are kept."""
        kept = [
            None if part is None else part.quantize(Decimal("0.0001"))
            for part in (self.state, self.institute, self.enterprise)
        ]
        return Split(*kept)


class ItemForm(BaseModel):
    """A task that the agreement foresees."""

    model_config = ConfigDict(extra="forbid", title="Một nhiệm vụ trong danh mục")

    title: Line = Field(title="Tên nhiệm vụ")
    product: Line = Field("", title="Sản phẩm dự kiến")
    budget_vnd: Dong | None = Field(None, title="Kinh phí dự kiến (đồng)")
    months: int | None = Field(None, title="Thời gian (tháng)")


class AgreementForm(BaseModel):
    """An agreement of the three houses, as an officer fills it in."""

    model_config = ConfigDict(extra="forbid", title="Thỏa thuận hợp tác ba bên")

    title: Line = Field(title="Nội dung hợp tác")
    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    state: PartyForm = Field(title="Bên A, Nhà nước")
    institute: PartyForm = Field(title="Bên B, nhà khoa học")
    enterprise: PartyForm = Field(title="Bên C, nhà doanh nghiệp")
    fund: Shares = Field(default_factory=Shares, title="Tỷ lệ đóng góp kinh phí")
    own: Shares = Field(default_factory=Shares, title="Tỷ lệ sở hữu kết quả")
    gain: Shares = Field(default_factory=Shares, title="Tỷ lệ hưởng lợi ích")
    state_reserves: bool | None = Field(None, title="Nhà nước nắm giữ quyền đối với kết quả")
    starts_on: Day | None = Field(None, title="Ngày có hiệu lực")
    ends_on: Day | None = Field(None, title="Ngày hết hiệu lực")
    tasks: list[ItemForm] = Field(default_factory=list, title="Danh mục nhiệm vụ")

    def terms(self, province: str) -> Terms:
        """What is to be agreed, as the rules judge it."""
        return Terms(
            title=self.title,
            province=province,
            parties=(self.state.name, self.institute.name, self.enterprise.name),
            items=tuple(
                Item(number, each.title, each.product, each.budget_vnd, each.months)
                for number, each in enumerate(self.tasks, start=1)
            ),
            fund=self.fund.split,
            own=self.own.split,
            gain=self.gain.split,
            state_reserves=self.state_reserves,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


def three(session: Session, row: Agreement) -> tuple[Organisation, Organisation, Organisation]:
    """The three parties, in the order of the houses."""
    return (
        session.get_one(Organisation, row.state_id),
        session.get_one(Organisation, row.institute_id),
        session.get_one(Organisation, row.enterprise_id),
    )


def terms_of(session: Session, row: Agreement) -> Terms:
    """What an agreement on record says."""
    state, institute, enterprise = three(session, row)
    return Terms(
        title=row.title,
        province=row.province,
        parties=(state.name, institute.name, enterprise.name),
        items=tuple(
            Item(item.number, item.title, item.product, item.budget_vnd, item.months)
            for item, _ in session.execute(queries.agreement_items(row.id))
        ),
        fund=Split(row.fund_state, row.fund_institute, row.fund_enterprise),
        own=Split(row.own_state, row.own_institute, row.own_enterprise),
        gain=Split(row.gain_state, row.gain_institute, row.gain_enterprise),
        state_reserves=row.state_reserves,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
