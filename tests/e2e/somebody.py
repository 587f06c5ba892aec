"""A person before the portal's pages, who finds buttons and fields by the words that stand on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine."""


@dataclass
class Somebody:
    """Somebody with a tab open at the portal.

    Args:
        asked: the questions that pages put before acting.
        sessions: the open session of each person who has sat before this tab.
    """

    page: Page
    url: str
    handle: str = ""
    asked: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._agree)

    def _agree(self, dialog) -> None:
        self.asked.append(dialog.message)
        dialog.accept()

    def goes(self, path: str) -> Somebody:
        self.page.goto(self.url + path)
        return self

    def enter(self, handle: str, password: str, code: str) -> None:
        """Sign in."""
        self.handle = handle
        self.goes("/enter")
        self.page.get_by_label("Tài khoản").fill(handle)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_label("Mã một lần").fill(code)
        self.presses("Đăng nhập")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    def presses(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words, exact=True).click()

    def fills(self, values: Mapping[str, str]) -> None:
        """Fill in fields, each by the words before it."""
        for label, value in values.items():
            words = re.compile(rf"^(\d+\. )?{re.escape(label)}( \(|$)")
            self.page.locator("main").get_by_label(words).first.fill(value)

    def waiting(self, code: str = "") -> Locator:
        """The rows of the person's work."""
        rows = self.page.locator(".desk > .waiting")
        return rows.filter(has_text=code) if code else rows

    def told(self) -> str:
        """What the page says happened."""
        return self.page.get_by_role("status").first.inner_text()

    def reads(self) -> str:
        return self.page.locator("main").inner_text()

    def hands_in(self, paper: Path) -> None:
        """Hand in a file at every place of the checklist where one is missing and the person may."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Nộp giấy tờ")
        lacking = self.page.locator(".checklist > li").filter(has_text="còn thiếu")
        for place in [each.get_attribute("id") for each in lacking.locator("input[type=file]").all()]:
            self.page.locator(f"#{place}").set_input_files(paper)
            form = self.page.locator("form.hand-in", has=self.page.locator(f"#{place}"))
            form.get_by_role("button", name=re.compile("^Nộp ")).click()
            expect(form.get_by_role("status")).to_contain_text("Đã nhận «", timeout=PATIENCE)
