"""A whole house to take parts from: database, storage, mail, Prefect, engine, portal, and people who act."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
from aiosmtpd.controller import Controller

from console.logins import DATABASE, PREFECT_DATABASE
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import Process
from console.stack import Stack
from trials.outages.lines import Line
from trials.outages.parts import Letters, Storage, until
from trials.sheet import SHEET

ROOT: Final = Path(__file__).parents[2]
CLERK, HEAD, ORDERER, ADMIN = "so.chuyen-vien", "so.truong-phong", "dat-hang", "so.quan-tri"
LONGEST: Final = 180.0
"""Seconds after which what has not caught up counts as not catching up."""
_MAIN: Final = re.compile(r"<main.*?</main>", re.DOTALL)
_TROUBLE: Final = re.compile(
    r'<(\w+)[^>]*(?:class="trouble"|role="alert"|role="status")[^>]*>(.*?)</\1>', re.DOTALL
)


@dataclass(frozen=True)
class Seen:
    """What somebody saw: the status, the sentence, and after how many seconds."""

    who: str
    status: int
    sentence: str
    seconds: float


class Stand:
    """The house.

    Args:
        home: an empty folder.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.postgres = EmbeddedPostgres(home / "pg")
        self.storage = Storage(home / "s3")
        self.letters = Letters()
        self.lines: dict[str, Line] = {}
        self._keys: dict[str, tuple[str, str]] = {}
        self.token = ""

    # ------------------------------------------------------------------ coming up and going down

    def start(self) -> None:
        """Bring everything up, seat the cast, and let the engine settle."""
        self.postgres.start()
        for name in (DATABASE, PREFECT_DATABASE):
            self.postgres.ensure(name)
        self.storage.start()
        mail_port = free_port()
        self._mail = Controller(self.letters, hostname=LOOPBACK, port=mail_port)
        self._mail.start()
        self.lines = {
            "database": Line(self.postgres.sockets / ".s.PGSQL.5432"),
            "storage": Line(self.storage.port),
            "mail": Line(mail_port),
        }
        os.environ |= {
            "TRIPLEHELIX_HOME": str(self.home / "state"),
            "TRIPLEHELIX_DATABASE_URL": f"postgresql+psycopg://postgres@{LOOPBACK}:{self.lines['database'].port}/{DATABASE}",
            "TRIPLEHELIX_PREFECT_DATABASE_URL": self.postgres.url(PREFECT_DATABASE, driver="asyncpg"),
            **self.storage.environment(self.lines["storage"].port),
            "TRIPLEHELIX_SMTP_URL": f"smtp://{LOOPBACK}:{self.lines['mail'].port}",
            "TRIPLEHELIX_MAIL_FROM": "ngan-tu@so-khcn.vn",
            "TRIPLEHELIX_PORTAL_PORT": str(free_port()),
            "TRIPLEHELIX_PREFECT_PORT": str(free_port()),
            "TMPDIR": str(self.home / "tmp"),
        }
        (self.home / "tmp").mkdir(exist_ok=True)
        self.stack = Stack.at(self.home / "state")
        self.stack.folder.prepare()
        self._environment = dict(os.environ) | self.stack.environment()
        # What this harness looks up itself never goes through a line that it has cut.
        os.environ |= self.stack.environment() | {"TRIPLEHELIX_DATABASE_URL": self.postgres.url(DATABASE)}
        from actions import people, rehearsal, tokens, wiring
        from models import queries

        wiring.forget()
        wiring.migrate()
        with wiring.unit_of_work() as session:
            rehearsal.seat_cast(session)
            for person in session.scalars(
                queries.people_by_handles([part.handle for part in rehearsal.CAST])
            ):
                person.email = f"{person.handle}@so-khcn.vn"
            clerk = people.find(session, CLERK)
            self.token = tokens.make(
                session, clerk, "thử", ["read", "write"], wiring.today() + timedelta(days=30)
            ).key
        for services in (("prefect",), ("engine",), ("portal",)):  # one by one: the machine may be busy
            self.stack.start(services)
        for handle in (CLERK, ORDERER, ADMIN):
            self._guest(handle)
        self.settle()

    def mend(self) -> None:
        """Bring back whatever an outage left away, and wait until nothing waits."""
        for line in self.lines.values():
            line.open()
        self.postgres.start()
        if self.storage.process is None or not self.storage.process.alive:
            self.storage.start()
        for name in ("prefect", "engine", "portal"):
            self.process(name).signal(signal.SIGCONT, group=True)
        self.stack.start()
        self.settle()

    def stop(self) -> None:
        """Bring everything down."""
        for record in filter(None, map(self.stack.folder.record, ("prefect", "engine", "portal"))):
            record.process.signal(signal.SIGCONT, group=True)
        self.stack.stop()
        self._mail.stop()
        self.storage.kill()
        self.postgres.stop()

    def process(self, name: str) -> Process:
        """The process of a service of the stack."""
        record = self.stack.folder.record(name)
        assert record is not None  # noqa: S101 - the stack runs
        return record.process

    def restart(self, *names: str) -> None:
        """Start services again that were killed."""
        self.stack.start(names)

    # ------------------------------------------------------------------ people

    def _guest(self, handle: str) -> tuple[str, str]:
        """The session's key and the forms' key of somebody who is signed in."""
        from actions import doors, wiring
        from models import queries

        if handle not in self._keys:
            with wiring.unit_of_work() as session:
                person = session.scalars(queries.people_by_handles([handle])).one()
                key = doors.admit(session, person)
            with wiring.unit_of_work() as session:
                visit = doors.visitor(session, key)
            assert visit is not None  # noqa: S101 - just admitted
            self._keys[handle] = (key, visit.form_key)
        return self._keys[handle]

    def portal(
        self, who: str, handle: str, path: str, form: Mapping[str, str] | None = None, file: bytes = b""
    ) -> Seen:
        """Somebody opens a page, or sends a form; what they see."""
        from portal.visits import COOKIE

        key, form_key = self._guest(handle)
        base = self.stack.urls()["portal"]
        began = time.monotonic()
        try:
            with httpx.Client(cookies={COOKIE: key}, timeout=120, follow_redirects=True) as browser:
                if form is None:
                    answer = browser.get(base + path)
                else:
                    answer = browser.post(
                        base + path,
                        data={"form_key": form_key, **form},
                        files={"file": ("giay.pdf", file, "application/pdf")} if file else None,
                        headers={"referer": base + path},
                    )
        except httpx.HTTPError as problem:
            return Seen(who, 0, f"{type(problem).__name__}", time.monotonic() - began)
        return Seen(who, answer.status_code, sentence_of(answer), time.monotonic() - began)

    def api(self, who: str, path: str, body: Mapping[str, Any] | None = None) -> Seen:
        """A program asks the interface."""
        base = self.stack.urls()["portal"] + "/api/v1"
        began = time.monotonic()
        with httpx.Client(headers={"authorization": f"Bearer {self.token}"}, timeout=120) as client:
            answer = client.get(base + path) if body is None else client.post(base + path, json=body)
        later = f" Retry-After: {answer.headers['retry-after']}" if "retry-after" in answer.headers else ""
        said = answer.json().get("detail", "") if answer.status_code >= 400 else ""  # noqa: PLR2004 - RFC 9110
        return Seen(who, answer.status_code, said + later, time.monotonic() - began)

    def command(self, who: str, *words: str) -> Seen:
        """Somebody gives a command; its exit code stands for the status."""
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603 - own program
            [sys.executable, "-m", "console.commands", *words],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = " ".join((done.stderr + done.stdout).split())
        return Seen(who, done.returncode, said, time.monotonic() - began)

    def doctor(self) -> dict[str, str]:
        """What the doctor finds wrong, by examination."""
        said = self.command("doctor", "doctor", "--json").sentence
        found = json.loads(said[said.index("{") :])
        return {each["what"]: each["sentence_vi"] for each in found["findings"] if not each["ok"]}

    # ------------------------------------------------------------------ what is on record

    def order(self, *, papers_too: bool = True) -> str:
        """An ordered task that the clerk may decide on."""
        from actions import orders, papers, people, wiring
        from documents.leaf import leaf

        sheet = {**SHEET, "title": f"{SHEET['title']} {secrets.token_hex(3)}"}
        with wiring.unit_of_work() as session:
            actor = people.find(session, ORDERER)
            code = orders.order(session, orders.OrderSheet(**sheet), actor, on=wiring.today())
            for paper in ("order_sheet", "reception_commitment") if papers_too else ():
                papers.submit(session, code, paper, leaf([paper]), f"{paper}.pdf", actor, on=wiring.today())
        return code

    def order_without_papers(self) -> str:
        """An ordered task whose papers are still to be handed in."""
        return self.order(papers_too=False)

    def decide(self, who: str, code: str) -> Seen:
        """The clerk approves the order in the portal."""
        return self.portal(who, CLERK, f"/tasks/{code}/decide/validity", {"verdict": "approve"})

    def submit(self, who: str, code: str, data: bytes) -> Seen:
        """The orderer hands the order sheet in as a file."""
        from documents.leaf import leaf

        form = f"/tasks/{code}/submit/order_sheet"
        return self.portal(who, ORDERER, form, {}, file=data or leaf(["phiếu đặt hàng"]))

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the tables say, asked past every line."""
        with psycopg.connect(
            self.postgres.url(DATABASE).replace("+psycopg", ""), connect_timeout=5
        ) as session:
            return session.execute(statement, values).fetchall()

    def waiting(self) -> list[tuple[Any, ...]]:
        """The promises that are not kept: kind, attempts, parked, error."""
        return self.rows("select kind, attempts, parked, error from outbox where done_at is null order by id")

    def settle(self) -> float:
        """Wait until nothing waits any more; the seconds that it took."""
        return until(lambda: not self.waiting(), LONGEST, lambda: f"{self.waiting()}")

    def windows(self) -> set[str]:
        """The subjects that have a window."""
        return {str(subject) for (subject,) in self.rows("select subject from windows")}

    def drawn_at(self, code: str) -> Any:  # noqa: ANN401 - a moment of the driver
        """When the window of a task was drawn last."""
        return self.rows("select drawn_at from windows where subject = %s", f"task:{code}")[0][0]


def sentence_of(answer: httpx.Response) -> str:
    """What a page says to its reader: its trouble or its note, else its heading; a traceback as it is."""
    text = answer.text
    if "Traceback (most recent call last)" in text:
        return text
    found = [_plain(each[1]) for each in _TROUBLE.findall(text)]
    if found:
        return " ".join(found)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL) or _MAIN.search(text)
    return _plain(heading.group(0) if heading else text)[:200]


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
