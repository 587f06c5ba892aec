"""The ordering sheet as people fill it in: read with every fault beside its field, sent once, found alike.

A draft is what was typed, as text. It is sent when nothing is wrong with it: the six clears and item 13
among it, which an order by another door may still leave to the first gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.orm import Session

from actions import drafts, needs, orders, wiring
from actions.order_sheet import CLEARS, LONGEST_SHEET, PROSE, OrderSheet
from models import provinces
from models.deeds import Deed, require
from models.errors import BadInput
from models.language import Role
from models.listing.matching import LIKE, similar
from models.listing.text import fold
from models.permissions import Actor
from models.queries import orders as asked

FORM: Final = "order"
"""The name under which drafts of the sheet are kept."""
LEAST_LIKE: Final = 0.45
"""From this likeness of titles on (0..1) an earlier task is shown; from `matching.LIKE` on, as very like."""
_SHORTEST_TITLE: Final = 12
"""Characters of a title below which everything would be like it."""
_MOST, _MOST_PAIRS = 600, 16
"""Tasks of which the likest are sought, and neighbouring words of a title by which they are."""
_COMMON: Final = frozenset(
    [
        "nghien",
        "cuu",
        "xay",
        "dung",
        "mo",
        "hinh",
        "ung",
        "dung",
        "phat",
        "trien",
        "giai",
        "phap",
        "nang",
        "cao",
        "hieu",
        "qua",
        "tinh",
        "dia",
        "ban",
        "tren",
        "tai",
        "cua",
        "va",
        "cho",
        "trong",
        "theo",
        "cac",
        "mot",
        "so",
        "nham",
        "danh",
        "gia",
        "thuc",
        "trang",
        "de",
        "xuat",
        "khoa",
        "hoc",
        "cong",
        "nghe",
        "san",
        "xuat",
    ]
)
"""Words that stand in most titles: two of them side by side say nothing."""
_LOOKED_AT, _SHOWN = 24, 6
_SENT: Final = "_sent"

Faults = dict[str, str]
"""What is wrong, by the field's name."""


class Faulty(BadInput):
    """Raised when a sheet may not be sent as it stands; `faults` says why, field by field."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__(*dict.fromkeys(faults.values()))


@dataclass(frozen=True)
class Alike:
    """An earlier task with a like title: how like (0..1), whether very; `may_open`: the reader may see it."""

    code: str
    title: str
    province: str
    year: str
    likeness: float
    very: bool
    may_open: bool


@dataclass(frozen=True)
class InHand:
    """An order that waits for its approval."""

    code: str
    title: str
    province: str
    ordered_on: date
    due_on: date | None


def read(values: Mapping[str, Any]) -> tuple[OrderSheet | None, Faults]:
    """The sheet that these texts make, and what is wrong with them; no sheet while something is."""
    faults: Faults = {}
    told: dict[str, Any] = {
        name: value for name, value in values.items() if name in OrderSheet.model_fields and value != ""
    }
    for name, parse in _PARSED.items():
        if told.get(name):
            try:
                told[name] = parse(str(told[name]))
            except (BadInput, InvalidOperation, ValueError):
                faults[name] = _WRITTEN[name]
                del told[name]
    faults |= _lacking(told, faults)
    if not faults:
        try:
            return OrderSheet.model_validate(told), {}
        except ValidationError as problem:
            faults = {
                str(each["loc"][0]): _said(each["type"], each.get("ctx", {})) for each in problem.errors()
            }
    return None, faults


def _lacking(told: Mapping[str, Any], faults: Faults) -> Faults:
    """What an order may not be sent without."""
    found: Faults = {}
    if not str(told.get("title", "")).strip():
        found["title"] = "Mục 1: hãy ghi tên nhiệm vụ."
    if not str(told.get("orderer", "")).strip():
        found["orderer"] = "Mục 15: hãy ghi cơ quan đặt hàng."
    if "province" in told and provinces.find(str(told["province"])) is None:
        found["province"] = f"Không có tỉnh, thành phố nào tên là «{told['province']}»."
    if not str(told.get("recipient", "")).strip() and not told.get("state_reserves"):
        found["recipient"] = (
            "Mục 13: hãy nêu đơn vị tiếp nhận kết quả, hoặc ghi rằng Nhà nước nắm giữ quyền đối với kết quả."
        )
    for name in CLEARS:
        if name not in faults and not str(told.get(name, "")).strip():
            found[name] = f"Chưa {str(OrderSheet.model_fields[name].title).lower()}: hãy ghi trước khi gửi."
    length = sum(len(str(told.get(name, ""))) for name in PROSE)
    if length > LONGEST_SHEET:
        found["content"] = (
            f"Phiếu dài {length} ký tự; mẫu cho phép nhiều nhất 10 trang A4 (khoảng {LONGEST_SHEET} ký tự)."
        )
    return found


def _dong(text: str) -> Decimal:
    return Decimal(text.removesuffix("đ").replace(".", "").replace(" ", "").strip())


def _percent(text: str) -> Decimal:
    return Decimal(text.removesuffix("%").replace(",", ".").strip()) / 100


_PARSED: Final[Mapping[str, Callable[[str], object]]] = {
    "budget_vnd": _dong,
    "state_share": _percent,
    "months": int,
    "when": wiring.parse_day,
}
_WRITTEN: Final = {
    "budget_vnd": "Mục 10: hãy ghi số tiền theo dạng 1.250.000.000.",
    "state_share": "Mục 10: hãy ghi phần ngân sách nhà nước theo phần trăm, từ 0 đến 100.",
    "months": "Mục 11: hãy ghi số tháng bằng số nguyên.",
    "when": "Rõ thời gian: hãy ghi ngày theo dạng 05/02/2027.",
}


def _said(kind: str, facts: Mapping[str, Any]) -> str:
    match kind:
        case "string_too_long":
            return f"Nội dung quá dài: nhiều nhất {facts['max_length']} ký tự."
        case "greater_than" | "greater_than_equal" | "less_than_equal" | "finite_number":
            return "Con số nằm ngoài khoảng cho phép."
        case _:
            return "Giá trị không thuộc các lựa chọn của mẫu."


def send(session: Session, actor: Actor, subject: str, values: Mapping[str, Any], *, on: date) -> str:
    """Send a filled-in sheet as an order; returns the task's code. Sent twice, it is one order still.

    Who orders for a State body orders in its own organisation's name; the department, in anybody's.

    Raises:
        NotPermitted: the actor orders no tasks.
        Faulty: with everything that is wrong, by field.
    """
    require(actor, Deed.TASK_ORDER)
    told = dict(values)
    if not orders_for_anybody(actor):
        told["orderer"] = needs.own_organisation(session, actor)
        told.pop("orderer_kind", None)
    if before := sent_as(drafts.begin(session, actor, FORM, subject, told)):
        return before
    sheet, faults = read(told)
    if sheet is None:
        raise Faulty(faults)
    code = orders.order(session, sheet, actor, on=on)
    drafts.keep(session, actor, FORM, subject, {_SENT: code})
    return code


def keep(session: Session, actor: Actor, subject: str, values: Mapping[str, Any]) -> drafts.Draft | None:
    """Keep what was typed of a sheet; None when it was sent meanwhile.

    Raises:
        NotPermitted: the actor orders no tasks.
        Refused: it is too large, or there are too many drafts.
    """
    require(actor, Deed.TASK_ORDER)
    if sent_as(drafts.take(session, actor, FORM, subject)):
        return None
    return drafts.keep(session, actor, FORM, subject, values)


def orders_for_anybody(actor: Actor) -> bool:
    """Whether the actor takes orders down for any organisation: the department does."""
    return bool(actor.roles & {Role.DOST_OFFICER, Role.DOST_HEAD})


def unsent(session: Session, actor: Actor) -> tuple[drafts.Draft, ...]:
    """The actor's sheets that were not sent yet, the latest first."""
    return tuple(each for each in drafts.listed(session, actor, FORM) if _SENT not in each.values)


def sent_as(draft: drafts.Draft | None) -> str:
    """The code of the task as which a draft was sent; empty while it was not."""
    return str(draft.values.get(_SENT, "")) if draft else ""


def in_hand(session: Session, actor: Actor, page: int, size: int) -> tuple[InHand, ...]:
    """A page of the orders that wait for approval, one more than its size where there are more."""
    own = None if orders_for_anybody(actor) else actor.organisation_id
    found = session.execute(asked.orders_in_hand(own, skip=(max(page, 1) - 1) * size, limit=size + 1))
    return tuple(InHand(*row) for row in found)


def alike(session: Session, actor: Actor, title: str) -> tuple[Alike, ...]:
    """Earlier tasks with a like title, the likest first.

    The department and other officers of the State find all; an organisation finds what is published and what
    it has a part in.
    """
    folded = fold(title)
    if len(folded) < _SHORTEST_TITLE:
        return ()
    sees_all = any(role.is_state for role in actor.roles)
    spoken = folded.split()
    pairs = [
        (first, second)
        for first, second in dict.fromkeys(pairwise(spoken))
        if first not in _COMMON or second not in _COMMON
    ]
    if not pairs:
        return ()
    rows = session.execute(
        asked.tasks_saying(
            pairs[:_MOST_PAIRS],
            organisation_id=None if sees_all else actor.organisation_id,
            most=_MOST,
            limit=_LOOKED_AT,
        )
    )
    found = [
        Alike(
            code=code,
            title=earlier,
            province=province,
            year=str(approved_on.year) if approved_on else _year_in(code),
            likeness=likeness,
            very=likeness >= LIKE,
            may_open=sees_all or bool(own),
        )
        for code, earlier, province, approved_on, own in rows
        if (likeness := max(similar(title, earlier), _begun(folded, fold(earlier)))) >= LEAST_LIKE
    ]
    return tuple(sorted(found, key=lambda each: -each.likeness)[:_SHOWN])


def _begun(typed: str, earlier: str) -> float:
    """The likeness of a title that is still being typed: whole, when an earlier one begins so."""
    return 1.0 if earlier.startswith(typed) else 0.0


def _year_in(code: str) -> str:
    """The year that a code bears; empty where it bears none."""
    year = code.split("-")[1] if code.count("-") > 1 else ""
    return year if year.strip("0") else ""
