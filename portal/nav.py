"""The rooms in the portal's bar, each offered to whoever may enter it; what belongs together is one menu."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from models.deeds import GRANTS, Deed
from portal.visits import Visit


class Menu(Enum):
    """Rooms that belong together, under one word of the bar: its title in both languages."""

    BEGINNING = ("Đặt hàng, hội đồng", "Orders and councils")
    MARKET = ("Doanh nghiệp", "Enterprises")
    STEERING = ("Điều hành", "Steering")
    SYSTEM = ("Hệ thống", "System")

    @property
    def vi(self) -> str:
        """Its Vietnamese title."""
        return self.value[0]

    @property
    def en(self) -> str:
        """Its English title."""
        return self.value[1]


@dataclass(frozen=True)
class Door:
    """A room as the bar names it: its address, the deed that opens it, its titles, the menu it is in."""

    path: str
    deed: Deed
    vi: str
    en: str
    menu: Menu | None = None


@dataclass(frozen=True)
class Rooms:
    """A menu of the bar with the rooms of it that are open to the visitor."""

    vi: str
    en: str
    doors: tuple[Door, ...]


BAR: Final = (
    Door("/work", Deed.WORK_SEE, "Việc của tôi", "My work"),
    Door("/tasks", Deed.TASK_LIST, "Nhiệm vụ", "Tasks"),
    Door("/closet", Deed.CLOSET_SEE, "Ngăn tủ", "Closet"),
    Door("/boards", Deed.BOARD_SEE, "Bảng theo dõi", "Boards"),
    Door("/orders", Deed.TASK_ORDER, "Đặt hàng", "Order", Menu.BEGINNING),
    Door("/import", Deed.TASK_IMPORT, "Nhập danh mục", "Import", Menu.BEGINNING),
    Door("/councils", Deed.COUNCIL_SEE, "Hội đồng", "Councils", Menu.BEGINNING),
    Door("/agreements", Deed.AGREEMENT_SEE, "Thỏa thuận ba bên", "Agreements", Menu.BEGINNING),
    Door("/market", Deed.NEED_SEE, "Nhu cầu, công nghệ", "Needs and offers", Menu.MARKET),
    Door("/support", Deed.SUPPORT_SEE, "Hỗ trợ đổi mới", "Support", Menu.MARKET),
    Door("/surveys", Deed.SURVEY_SEE, "Khảo sát", "Surveys", Menu.MARKET),
    Door("/plans", Deed.PLAN_SEE, "Kế hoạch, chỉ tiêu", "Plans and targets", Menu.STEERING),
    Door("/reports", Deed.REPORT_SEE, "Báo cáo", "Reports", Menu.STEERING),
    Door("/money", Deed.MONEY_SEE, "Kinh phí", "Money", Menu.STEERING),
    Door("/protection", Deed.PROTECTION_SEE, "Sở hữu trí tuệ", "Intellectual property", Menu.STEERING),
    Door("/honours", Deed.HONOUR_SEE, "Kết quả tiêu biểu", "Honours", Menu.STEERING),
    Door("/admin", Deed.ORGANISATION_KEEP, "Quản trị", "Administration", Menu.SYSTEM),
    Door("/journal", Deed.AUDIT_SEARCH, "Nhật ký", "Journal", Menu.SYSTEM),
)
"""The bar, in its order; the rooms of a menu stand where its first one does."""


def doors_for(visit: Visit) -> tuple[Door | Rooms, ...]:
    """The rooms that are open to the visitor; a menu of which one room alone is open is that room."""
    open_to = [door for door in BAR if visit.actor.roles & frozenset(GRANTS[door.deed].roles)]
    shown: list[Door | Rooms] = [door for door in open_to if door.menu is None]
    for menu in Menu:
        doors = tuple(door for door in open_to if door.menu is menu)
        shown += doors if len(doors) <= 1 else [Rooms(menu.vi, menu.en, doors)]
    return tuple(shown)
