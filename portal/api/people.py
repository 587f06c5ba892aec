"""Delegations, accounts, organisations, and the keys of one's own."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import accounts, delegations, interface, invitations, lending, organisations, tokens, wiring
from models.deeds import Deed
from models.language import PartyKind, Role
from portal.api.bounds import WORD, Cursor, Number, Page, cursor_of, number_of
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/delegations`, `/people`, `/organisations`, `/tokens`."""

ToLend = Annotated[Visit, bearing(Deed.DELEGATION_LEND)]
ToKeepPeople = Annotated[Visit, bearing(Deed.PEOPLE_KEEP)]
ToKeepOrganisations = Annotated[Visit, bearing(Deed.ORGANISATION_KEEP)]
Own = Annotated[Visit, bearing(Deed.ACCOUNT_OWN)]
Handle = Annotated[str, Path(description="Tên tài khoản.", max_length=100, pattern=WORD)]

_DELEGATIONS, _PEOPLE, _ORGANISATIONS, _KEYS = "Ủy quyền", "Tài khoản", "Tổ chức", "Khóa truy cập"
_LAST_PAGE = 10**5


class Lent(Shape):
    """A delegation that one gave or was given."""

    id: int = Field(description="Số.")
    giver: str = Field(description="Tài khoản ủy quyền.")
    giver_title: str = Field(description="Chức danh người ủy quyền.")
    taker: str = Field(description="Tài khoản được ủy quyền.")
    taker_title: str = Field(description="Chức danh người được ủy quyền.")
    roles: list[Role] = Field(description="Vai trò.")
    valid_from: date = Field(description="Từ ngày.")
    valid_to: date = Field(description="Đến hết ngày.")
    document: str = Field(description="Văn bản ủy quyền.")
    revoked_on: date | None = Field(description="Ngày thu hồi.")


class Lending(Shape):
    """One's delegations."""

    given: list[Lent] = Field(description="Đã ủy quyền.")
    taken: list[Lent] = Field(description="Được ủy quyền.")


@room.get("/delegations", tags=[_DELEGATIONS], summary="Ủy quyền của tôi: đã giao và được giao")
def delegations_of(visit: ToLend) -> Lending:
    """What one lends and is lent."""
    with wiring.unit_of_work() as session:
        return Lending.model_validate(lending.lending(session, visit.actor))


class LendingTo(Ask):
    """A delegation to be given."""

    taker: str = Field(description="Tài khoản được ủy quyền.", max_length=100)
    roles: list[Role] = Field(description="Vai trò.", min_length=1, max_length=len(Role))
    valid_from: date = Field(description="Từ ngày.")
    valid_to: date = Field(description="Đến hết ngày.")
    document: str = Field(description="Văn bản ủy quyền.", min_length=1, max_length=300)


@room.post(
    "/delegations", status_code=HTTPStatus.CREATED, tags=[_DELEGATIONS], summary="Ủy quyền cho đồng nghiệp"
)
def lend(visit: ToLend, said: LendingTo) -> Made:
    """Lend roles of one's own to a colleague."""
    with wiring.unit_of_work() as session:
        number = delegations.lend(
            session,
            visit.actor,
            said.taker,
            said.roles,
            said.valid_from,
            said.valid_to,
            said.document,
            wiring.today(),
        )
    return Made(number=number)


@room.delete("/delegations/{number}", tags=[_DELEGATIONS], summary="Thu hồi ủy quyền")
def revoke(visit: ToLend, number: Number) -> Done:
    """Take a delegation of one's own back."""
    with wiring.unit_of_work() as session:
        interface.own_delegation(session, number, visit.actor)
        delegations.revoke(session, number, visit.actor, wiring.today())
    return Done(sentence=f"Đã thu hồi ủy quyền số {number}.")


class AccountSheet(Ask):
    """What is on record of an account."""

    title: str = Field(description="Chức danh.", max_length=300)
    organisation: int = Field(description="Số của tổ chức.", ge=1, le=2**53)
    roles: list[Role] = Field(description="Vai trò.", max_length=len(Role))
    email: str = Field("", description="Địa chỉ thư.", max_length=200)
    sso_subject: str = Field("", description="Tên trong hệ thống đăng nhập của tỉnh.", max_length=200)
    unit: str = Field("", description="Đơn vị (phòng, ban) trong tổ chức.", max_length=200)

    def sheet(self) -> accounts.Sheet:
        """As the action takes it."""
        roles = tuple(role.value for role in self.roles)
        return accounts.Sheet(self.title, self.organisation, roles, self.email, self.sso_subject, self.unit)


class Account(Shape):
    """An account."""

    handle: str = Field(description="Tên tài khoản.")
    title: str = Field(description="Chức danh.")
    organisation: str = Field(description="Tổ chức.")
    organisation_id: int = Field(description="Số của tổ chức.")
    roles: list[Role] = Field(description="Vai trò.")
    email: str = Field(description="Địa chỉ thư.")
    active: bool = Field(description="Đang hoạt động.")
    has_password: bool = Field(description="Đã đặt mật khẩu.")

    @classmethod
    def of(cls, row: accounts.Row) -> Account:
        """As the interface tells it."""
        return cls(
            handle=row.handle,
            title=row.sheet.title,
            organisation=row.organisation,
            organisation_id=row.sheet.organisation,
            roles=list(row.roles),
            email=row.sheet.email,
            active=row.active,
            has_password=row.has_password,
        )


@room.get("/people", tags=[_PEOPLE], summary="Các tài khoản")
def people(
    _visit: ToKeepPeople,
    q: Annotated[str, Query(description="Một phần tên, thư hay tổ chức.", max_length=200)] = "",
    cursor: Cursor = "",
) -> Page[Account]:
    """The accounts."""
    number = min(number_of(cursor) or 1, _LAST_PAGE)
    with wiring.unit_of_work() as session:
        found = accounts.page(session, q, number=number)
    return Page(
        items=[Account.of(row) for row in found.rows], next=cursor_of(number + 1) if found.more else None
    )


@room.get("/people/{handle}", tags=[_PEOPLE], summary="Một tài khoản")
def person(_visit: ToKeepPeople, handle: Handle) -> Account:
    """One account."""
    with wiring.unit_of_work() as session:
        return Account.of(accounts.one(session, handle))


@room.put("/people/{handle}", tags=[_PEOPLE], summary="Sửa tài khoản")
def change(visit: ToKeepPeople, handle: Handle, said: AccountSheet) -> Account:
    """Change an account."""
    with wiring.unit_of_work() as session:
        accounts.change(session, visit.actor, handle, said.sheet())
        return Account.of(accounts.one(session, handle))


@room.post("/people/{handle}", status_code=HTTPStatus.CREATED, tags=[_PEOPLE], summary="Mở tài khoản và mời")
def invite(visit: ToKeepPeople, handle: Handle, said: AccountSheet) -> Account:
    """Open an account and invite its person by mail."""
    with wiring.unit_of_work() as session:
        accounts.open_invited(session, visit.actor, handle, said.sheet())
        return Account.of(accounts.one(session, handle))


@room.post("/people/{handle}/invitation", tags=[_PEOPLE], summary="Mời lại: gửi đường dẫn đặt mật khẩu mới")
def invite_again(visit: ToKeepPeople, handle: Handle) -> Account:
    """Invite the person of an account again by mail; earlier links serve no more."""
    with wiring.unit_of_work() as session:
        invitations.invite(session, handle, visit.actor)
        return Account.of(accounts.one(session, handle))


@room.post("/people/{handle}/shutting", tags=[_PEOPLE], summary="Đóng tài khoản")
def shut(visit: ToKeepPeople, handle: Handle) -> Account:
    """Shut an account."""
    with wiring.unit_of_work() as session:
        accounts.shut(session, visit.actor, handle)
        return Account.of(accounts.one(session, handle))


@room.post("/people/{handle}/reopening", tags=[_PEOPLE], summary="Mở lại tài khoản")
def reopen(visit: ToKeepPeople, handle: Handle) -> Account:
    """Let an account be used again."""
    with wiring.unit_of_work() as session:
        accounts.reopen(session, visit.actor, handle)
        return Account.of(accounts.one(session, handle))


class OrganisationSheet(Ask):
    """What is on record of an organisation."""

    name: str = Field(description="Tên.", max_length=500)
    kind: PartyKind = Field(PartyKind.UNKNOWN, description="Loại tổ chức.")
    province: str = Field("", description="Tỉnh, thành phố.", max_length=100)
    e_id: str = Field("", description="Mã định danh điện tử.", max_length=100)
    address: str = Field("", description="Địa chỉ.", max_length=500)

    def sheet(self) -> organisations.Sheet:
        """As the action takes it."""
        return organisations.Sheet(self.name, self.kind, self.province, self.e_id, self.address)


class Organisation(Shape):
    """An organisation."""

    id: int = Field(description="Số.")
    name: str = Field(description="Tên.")
    kind: PartyKind = Field(description="Loại tổ chức.")
    province: str = Field(description="Tỉnh, thành phố.")
    e_id: str = Field(description="Mã định danh điện tử.")
    address: str = Field(description="Địa chỉ.")
    dissolved_on: date | None = Field(description="Ngày giải thể.")
    successor: str = Field(description="Tổ chức kế thừa.")

    @classmethod
    def of(cls, row: organisations.Row | organisations.Detail) -> Organisation:
        """As the interface tells it."""
        sheet = {name: getattr(row.sheet, name) for name in ("name", "kind", "province", "e_id", "address")}
        return cls(id=row.id, dissolved_on=row.dissolved_on, successor=row.successor, **sheet)


@room.get("/organisations", tags=[_ORGANISATIONS], summary="Các tổ chức")
def organisations_listed(
    _visit: ToKeepOrganisations,
    q: Annotated[str, Query(description="Một phần tên, hoặc mã định danh.", max_length=200)] = "",
    kind: Annotated[PartyKind | None, Query(description="Loại tổ chức.")] = None,
    cursor: Cursor = "",
) -> Page[Organisation]:
    """The organisations."""
    number = min(number_of(cursor) or 1, _LAST_PAGE)
    with wiring.unit_of_work() as session:
        found = organisations.page(session, q, kind.value if kind else "", number)
    return Page(
        items=[Organisation.of(row) for row in found.rows],
        next=cursor_of(number + 1) if found.more else None,
    )


@room.get("/organisations/{number}", tags=[_ORGANISATIONS], summary="Một tổ chức")
def organisation(_visit: ToKeepOrganisations, number: Number) -> Organisation:
    """One organisation."""
    with wiring.unit_of_work() as session:
        return Organisation.of(organisations.one(session, number))


@room.post("/organisations", status_code=HTTPStatus.CREATED, tags=[_ORGANISATIONS], summary="Thêm tổ chức")
def add(visit: ToKeepOrganisations, said: OrganisationSheet) -> Made:
    """Put an organisation on record."""
    with wiring.unit_of_work() as session:
        return Made(number=organisations.add(session, visit.actor, said.sheet()))


@room.put("/organisations/{number}", tags=[_ORGANISATIONS], summary="Sửa tổ chức")
def edit(visit: ToKeepOrganisations, number: Number, said: OrganisationSheet) -> Organisation:
    """Correct what is on record of an organisation."""
    with wiring.unit_of_work() as session:
        organisations.edit(session, visit.actor, number, said.sheet())
        return Organisation.of(organisations.one(session, number))


class Dissolving(Ask):
    """That an organisation is no more."""

    on: date | None = Field(description="Ngày; null là xóa việc đã ghi.")
    document: str = Field(description="Văn bản.", max_length=300)
    successor: int | None = Field(None, description="Số của tổ chức kế thừa.", ge=1, le=2**53)


@room.post(
    "/organisations/{number}/dissolution",
    tags=[_ORGANISATIONS],
    summary="Ghi tổ chức đã giải thể, ai kế thừa",
)
def dissolve(visit: ToKeepOrganisations, number: Number, said: Dissolving) -> Organisation:
    """Record that an organisation is no more, and who succeeds it."""
    with wiring.unit_of_work() as session:
        organisations.dissolve(session, visit.actor, number, said.on, said.document, said.successor)
        return Organisation.of(organisations.one(session, number))


@room.post(
    "/organisations/{number}/handover",
    tags=[_ORGANISATIONS],
    summary="Chuyển nhiệm vụ đang sống cho tổ chức kế thừa",
)
def hand_over(visit: ToKeepOrganisations, number: Number) -> Done:
    """Let the successor stand for a body that is gone in every task that lives."""
    with wiring.unit_of_work() as session:
        count = organisations.hand_over(session, visit.actor, number)
    return Done(sentence=f"Đã chuyển {count} nhiệm vụ cho tổ chức kế thừa.")


class Key(Shape):
    """A key of one's own; what it opens with is not known any more."""

    id: int = Field(description="Số.")
    name: str = Field(description="Tên khóa.")
    scopes: list[str] = Field(description="Phạm vi: read, write, calendar.")
    made_at: datetime = Field(description="Lúc tạo.")
    ends_at: datetime | None = Field(description="Lúc hết hạn.")
    used_at: datetime | None = Field(description="Lần dùng cuối.")


@room.get("/tokens", tags=[_KEYS], summary="Các khóa truy cập của tôi (khóa mới tạo ở cổng)")
def keys(visit: Own) -> list[Key]:
    """One's keys. A key makes no other key: that is done in the portal, by somebody who is signed in."""
    with wiring.unit_of_work() as session:
        return [Key.model_validate(each) for each in tokens.listed(session, visit.actor)]


@room.delete("/tokens/{number}", tags=[_KEYS], summary="Thu hồi một khóa của tôi")
def revoke_key(visit: Own, number: Number) -> Done:
    """Let a key of one's own serve no more."""
    with wiring.unit_of_work() as session:
        tokens.revoke(session, visit.actor, number)
    return Done(sentence=f"Đã thu hồi khóa số {number}.")
