"""The command that says where Prefect's pages are and what to type at their door."""

from typing import Final

import typer

from console import settings
from console.speaking import AsJson, answer, home, screen, verb
from console.stack import Stack

HINT: Final = "Prefect hỏi mật khẩu khi vào: ./triplehelix prefect in ra mật khẩu đó."
"""Said wherever the addresses are printed: the word itself would end up in the log of whoever started us."""


def word(stack: Stack) -> str:
    """Give what a person types at the door of the Prefect server that is used."""
    stack.folder.prepare()
    return settings.api_word(stack.home, stack.given)


@verb
def prefect(as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag of a command is a boolean with a default
    """In địa chỉ và mật khẩu của các trang Prefect (chỉ cho người quản lý máy chủ này)."""
    stack = Stack.at(home())
    address, typed = stack.urls()["prefect"], word(stack)

    def show() -> None:
        screen.print(f"Địa chỉ: {address}", markup=False)
        screen.print(f"Mật khẩu: {typed or '(PREFECT_API_AUTH_STRING chưa đặt)'}", markup=False)

    answer({"ok": True, "url": address, "password": typed}, as_json=as_json, show=show)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(prefect)
