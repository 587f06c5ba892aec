"""The doctor's look at as whom portal and engine are connected: who owns the tables passes by every wall."""

from __future__ import annotations

from typing import Final

import psycopg

from console.findings import Finding, bad, good
from console.kept import has_tables
from console.logins import DATABASE, LOGINS
from console.stack import Stack

_TITLES: Final = {"triplehelix portal": "Cổng thông tin", "triplehelix engine": "Bộ máy thực thi"}
"""By the names that the services give PostgreSQL (`actions.connections.known_as`)."""


def logins(stack: Stack) -> Finding:
    """Say as whom portal and engine are connected, and what to do when that is the owner."""
    if not has_tables(stack, "tasks"):
        return good("logins", "Cơ sở dữ liệu đang tắt hoặc còn trống nên chưa xem được vai trò đăng nhập.")
    from models.queries.logins import connected  # noqa: PLC0415 - only this examination needs it

    url = (stack.outer_database or stack.postgres.url(DATABASE)).replace("+psycopg", "")
    try:
        with psycopg.connect(url, connect_timeout=5) as session:
            found = session.execute(connected(), (list(_TITLES),)).fetchall()
    except psycopg.Error as error:
        return bad("logins", f"Không xem được ai đang kết nối cơ sở dữ liệu: {str(error).strip()}", None)
    if not found:
        return good("logins", "Cổng thông tin và bộ máy hiện không kết nối cơ sở dữ liệu.")
    owners = [f"{_TITLES[name]} («{role}»)" for name, role, may_all in found if may_all]
    if owners:
        return bad(
            "logins",
            f"Kết nối cơ sở dữ liệu bằng chủ sở hữu hoặc siêu người dùng: {', '.join(owners)}. Một lỗi ở đó "
            "có thể vượt qua bức tường thứ hai giữa các tổ chức.",
            _way_out(stack),
        )
    told = ", ".join(f"{_TITLES[name]}: «{role}»" for name, role, _ in found)
    return good("logins", f"Mỗi dịch vụ đăng nhập cơ sở dữ liệu bằng vai trò riêng ({told}).")


def _way_out(stack: Stack) -> str:
    if not stack.outer_database:
        return "Hãy chạy ./triplehelix down rồi ./triplehelix up: mỗi dịch vụ sẽ có vai trò riêng."
    portal, engine = LOGINS["portal"], LOGINS["engine"]
    return (
        f"Hãy cho {portal.role} và {engine.role} mật khẩu (vai trò: ./triplehelix database roles --sql), đặt "
        f"{portal.given} và {engine.given} (trong container: TRIPLEHELIX_DATABASE_URL của từng dịch vụ), "
        "rồi khởi động lại."
    )
