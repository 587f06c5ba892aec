"""What a person clicks in Prefect's own pages (the V2 ones, its default), measured in 3.8.8.

* Resume, Cancel and Delete stand in the menu behind the three dots at the top right of a run's page. Its
  button is the first named "Open menu": each field of a form has a button of that name as well.
* The form is a dialog. Text fields are text areas without a name of their own; the labels point at their ids.
  A label ends in " (Optional)" when the field may be left empty.
* A choice is a button "Select" that opens a list of options; a date opens a calendar.
* The dialog's last button "Resume" sends the answer. The dialog closes when Prefect accepts it; otherwise it
  stays as it was filled in, and a notice at the bottom right says why.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine."""


AT_EASE = """
window.requestAnimationFrame = (draw) => window.setTimeout(() => draw(performance.now()), 250);
window.cancelAnimationFrame = (frame) => window.clearTimeout(frame);
"""
"""Prefect's page of a run draws its graph sixty times a second, whether it changes or not."""


def launch(playwright: Playwright) -> Browser:
    """Start Debian's Chromium, which keeps to itself."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))


def key() -> str:
    """What the pages keep once a person has typed the word at the login."""
    return b64encode(os.environ["PREFECT_API_AUTH_STRING"].encode()).decode()


class PrefectPages:
    """A person before Prefect's pages, who has signed in there before.

    Args:
        page: an open tab.
        api_url: the address of the server's API; the pages stand beside it.
    """

    def __init__(self, page: Page, api_url: str) -> None:
        self.page = page
        self.base = api_url.removesuffix("/api") + "/v2"
        page.add_init_script(AT_EASE)
        page.add_init_script(f"window.localStorage.setItem('prefect-password', {key()!r});")
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size({"width": 1400, "height": 1100})

    def open_run(self, run_id: object) -> None:
        """Go to a run's page and wait until it shows."""
        self.page.goto(f"{self.base}/runs/flow-run/{run_id}")
        expect(self.page.get_by_role("button", name="Open menu").first).to_be_visible(timeout=PATIENCE)

    def open_runs(self) -> None:
        """Go to the Runs page as it comes, with its default filter."""
        self.page.goto(f"{self.base}/runs")

    def open_board(self, key: str) -> None:
        """Go to the newest version of a board; the page of its key lists the versions only."""
        self.page.goto(f"{self.base}/artifacts/key/{key}")
        self.page.locator('a[href*="/artifacts/artifact/"]').first.click()
        expect(self.page.get_by_role("tab", name="Artifact")).to_be_visible(timeout=PATIENCE)

    def open_form(self) -> Locator:
        """Open the form of the paused run that the page shows."""
        self.page.get_by_role("button", name="Open menu").first.click()
        self.page.get_by_role("menuitem", name="Resume").click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog.locator("label").first).to_be_visible(timeout=PATIENCE)
        return dialog

    def answer(self, choice: str, fields: Mapping[str, str]) -> None:
        """Fill the form in and send it.

        Args:
            choice: the words of the decision.
            fields: what to type, by the words of each label.
        """
        self.fill_in(self.open_form(), choice, fields)

    def fill_in(self, dialog: Locator, choice: str, fields: Mapping[str, str]) -> None:
        """Fill in the form that is open, and send it."""
        dialog.get_by_role("button", name="Select").click()
        self.page.get_by_role("option", name=choice, exact=True).click()
        for label, value in fields.items():
            dialog.get_by_label(re.compile(rf"^{re.escape(label)}")).fill(value)
        dialog.get_by_role("button", name="Resume", exact=True).click()

    def expect_sent(self) -> None:
        """Wait until Prefect has taken the answer and the form is gone."""
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)

    def expect_text(self, text: str) -> None:
        """Wait until the page says so."""
        expect(self.page.get_by_text(text, exact=False).first).to_be_visible(timeout=PATIENCE)
