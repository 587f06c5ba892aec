"""The rooms on the portal's front page and in its bar: each is offered to whoever may enter it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.deeds import GRANTS, Deed
from portal.visits import Visit


@dataclass(frozen=True)
class Door:
    """A room as the bar names it: its address, the deed that opens it, its title in both languages."""

    path: str
    deed: Deed
    vi: str
    en: str


BAR: Final = (
    Door("/work", Deed.WORK_SEE, "Việc của tôi", "My work"),
    Door("/tasks", Deed.TASK_LIST, "Nhiệm vụ", "Tasks"),
    Door("/orders", Deed.TASK_ORDER, "Đặt hàng", "Order"),
    Door("/councils", Deed.COUNCIL_SEE, "Hội đồng", "Councils"),
    Door("/closet", Deed.CLOSET_SEE, "Ngăn tủ", "Closet"),
    Door("/boards", Deed.BOARD_SEE, "Bảng theo dõi", "Boards"),
    Door("/market", Deed.NEED_SEE, "Nhu cầu, công nghệ", "Needs and offers"),
    Door("/plans", Deed.PLAN_SEE, "Kế hoạch", "Plans"),
    Door("/agreements", Deed.AGREEMENT_SEE, "Thỏa thuận", "Agreements"),
    Door("/support", Deed.SUPPORT_SEE, "Hỗ trợ", "Support"),
    Door("/honours", Deed.HONOUR_SEE, "Tiêu biểu", "Honours"),
    Door("/money", Deed.MONEY_SEE, "Kinh phí", "Money"),
    Door("/protection", Deed.PROTECTION_SEE, "Sở hữu trí tuệ", "Intellectual property"),
    Door("/import", Deed.TASK_IMPORT, "Nhập danh mục", "Import"),
    Door("/admin", Deed.ORGANISATION_KEEP, "Quản trị", "Administration"),
    Door("/journal", Deed.AUDIT_SEARCH, "Nhật ký", "Journal"),
)
"""The bar, in its order."""


def doors_for(visit: Visit) -> tuple[Door, ...]:
    """The rooms that are open to the visitor."""
    return tuple(door for door in BAR if visit.actor.roles & frozenset(GRANTS[door.deed].roles))
