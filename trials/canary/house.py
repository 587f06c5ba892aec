"""A house whose every secret is known to us: how it comes up, and how it is lived in."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Final

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from console.logins import DATABASE, LOGINS, PREFECT_DATABASE
from console.ports import LOOPBACK, free_port
from console.stack import Stack
from trials.outages.parts import Storage, until

ROOT: Final = Path(__file__).parents[2]
CLERK, HEAD, ORDERER, ADMIN = "so.chuyen-vien", "so.truong-phong", "dat-hang", "so.quan-tri"
_GLANCE: Final = 0.2
"""Seconds between two looks at all command lines; none of our programs lives so short."""
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_PATIENCE: Final = 90.0
"""Seconds until what was promised must be kept, on a busy machine."""


class Mailbox:
    """Where letters arrive: the links in them are theirs who get them, and ours to look for elsewhere."""

    def __init__(self) -> None:
        self.links: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        """Take a letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        body = letter.get_body(("plain",))
        self.links += _LINK.findall(body.get_content() if body is not None else "")
        return "250 OK"


class House:
    """The stack with canaries in it, a storage and a mail server beside it.

    Args:
        home: an empty folder.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.canaries: dict[str, str] = {}
        self.lines: dict[str, bytes] = {}
        """Every command line that was seen, by process and start."""
        self.said: list[tuple[str, bytes]] = []
        """What commands printed."""
        self.pages: list[tuple[str, bytes]] = []
        """What was fetched: head and body."""
        self.did: dict[str, bool] = {}
        """What of the lively run succeeded."""
        self.storage = Storage(home / "s3")
        self.letters = Mailbox()
        self.refusals = 1
        """How many more times the mail server refuses our password."""
        self._over = threading.Event()
        self._began = time.monotonic()

    def _known(self, name: str, value: str = "") -> str:
        self.canaries[name] = value or f"kanarek{secrets.token_hex(12)}"
        return self.canaries[name]

    # ------------------------------------------------------------------ coming up and going down

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Bring everything up, and down again."""
        threading.Thread(target=self._watch_lines, daemon=True).start()
        self.storage.access, self.storage.secret = self._known("S3 access key"), self._known("S3 secret key")
        self.storage.start()
        mail = Controller(
            self.letters,
            hostname=LOOPBACK,
            port=free_port(),
            authenticator=self._admit,
            auth_require_tls=False,
            auth_required=True,
        )
        mail.start()
        try:
            os.environ |= self._settings(mail.port)
            self._secrets()
            self.stack = Stack.at(self.home / "state")
            self.stack.ensure_database()
            # The harshest case: PostgreSQL writes down every statement with its values.
            with self.stack.postgres.connect() as session:
                session.execute("alter system set log_statement = 'all'")
                session.execute("select pg_reload_conf()")
            os.environ |= self.stack.environment()
            self._furnish()
            self.stack.start()
            yield
        finally:
            self._over.set()
            if hasattr(self, "stack"):
                self.stack.stop()
            mail.stop()
            self.storage.kill()

    def _admit(self, *said: Any) -> AuthResult:  # noqa: ANN401 - aiosmtpd's
        """Refuse the right password at first, as a server does whose accounts are away."""
        self.refusals -= 1
        login = said[-1]
        told = getattr(login, "password", b"")
        right = told == self.canaries["SMTP password"].encode()
        return AuthResult(success=right and self.refusals < 0, handled=False)

    def _settings(self, mail_port: int) -> dict[str, str]:
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._known("journal key", pem.decode().splitlines()[1])
        backup_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        self._known("backup key", backup_key)
        self.metrics = f"{LOOPBACK}:{free_port()}"
        return {
            "TRIPLEHELIX_HOME": str(self.home / "state"),
            "TRIPLEHELIX_ARCHIVE_URL": f"s3://papers?endpoint=http://{LOOPBACK}:{self.storage.port}",
            "TRIPLEHELIX_S3_ACCESS_KEY": self.storage.access,
            "TRIPLEHELIX_S3_SECRET_KEY": self.storage.secret,
            "TRIPLEHELIX_SMTP_URL": f"smtp://house:{self._known('SMTP password')}@{LOOPBACK}:{mail_port}",
            "TRIPLEHELIX_MAIL_FROM": "ngan-tu@so-khcn.vn",
            "TRIPLEHELIX_METRICS_PORTAL": self.metrics,
            "TRIPLEHELIX_METRICS_TOKEN": self._known("metrics token"),
            "TRIPLEHELIX_AUDIT_KEY": pem.decode(),
            "TRIPLEHELIX_BACKUP_URL": f"folder://{self.home / 'backup'}",
            "TRIPLEHELIX_BACKUP_KEY": f"triplehelix-backup-key-1:{backup_key}",
            "TRIPLEHELIX_SSO_ISSUER": f"http://{LOOPBACK}:{free_port()}",
            "TRIPLEHELIX_SSO_CLIENT_ID": "house",
            "TRIPLEHELIX_SSO_CLIENT_SECRET": self._known("sign-in client secret"),
            "TRIPLEHELIX_SIGNING_TEST_CA": str(self.home / "ca"),
            "TRIPLEHELIX_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "TRIPLEHELIX_PORTAL_PORT": str(free_port()),
            "TRIPLEHELIX_PREFECT_PORT": str(free_port()),
            "PREFECT_LOGGING_LEVEL": "DEBUG",
        }

    def _secrets(self) -> None:
        """Lay down the secrets that an installation makes itself."""
        state = self.home / "state"
        Stack.at(state).folder.prepare()
        kept = {f"login_{login.role}": self._known(f"login of {name}") for name, login in LOGINS.items()}
        kept |= {
            "secret_key": self._known("secret key"),
            "prefect_word": f"prefect:{self._known('Prefect word')}",
        }
        path = state / "secrets.json"
        path.write_text(json.dumps(kept), encoding="utf-8")
        path.chmod(0o600)

    def _furnish(self) -> None:
        """Seat the cast, and make the keys of people, programs and signatures."""
        from actions import people, rehearsal, tokens, wiring
        from actions.webhooks import events, keeping
        from documents.signing import development
        from models import queries

        (self.home / "logs").mkdir()
        # What the product says in this process; what our browser and our mail server say is none of it.
        log = logging.FileHandler(self.home / "logs" / "trial.log")
        for room in ("actions", "documents", "flows", "models", "portal"):
            logging.getLogger(room).addHandler(log)
            logging.getLogger(room).setLevel(logging.DEBUG)
        wiring.forget()
        wiring.migrate()
        with wiring.unit_of_work() as session:
            rehearsal.seat_cast(session)
            self._known("password", rehearsal.give_passwords(session))
            for part in rehearsal.CAST:
                person = session.scalars(queries.people_by_handles([part.handle])).one()
                person.email = f"{person.handle}@so-khcn.vn"
                if part.handle in {CLERK, HEAD, ORDERER, ADMIN}:
                    self._known(f"authenticator of {part.handle}", people.authenticator_of(person))
            clerk, until_day = people.find(session, CLERK), wiring.today() + timedelta(days=30)
            made = tokens.make(session, clerk, "thử", ["read", "write"], until_day)
            self._known("API token", made.key)
            admin = people.find(session, ADMIN)
            hook = keeping.register(session, admin, f"http://{LOOPBACK}:{free_port()}/", list(events.BY_CODE))
            self._known("webhook secret", hook.secret)
        ca, pin = self.home / "ca", self._known("signing PIN")
        holders = [
            development.Holder(part.handle, part.title, rehearsal.house(part.house))
            for part in rehearsal.CAST
        ]
        development.make(ca, holders, wiring.now())
        for path in ca.glob("*.p12"):
            opened = pkcs12.load_pkcs12(path.read_bytes(), development.PASSPHRASE.encode())
            assert opened.cert is not None  # noqa: S101 - just made
            path.write_bytes(
                pkcs12.serialize_key_and_certificates(
                    opened.cert.friendly_name,
                    opened.key,  # type: ignore[arg-type]  # whatever kind of key was made
                    opened.cert.certificate,
                    [each.certificate for each in opened.additional_certs],
                    BestAvailableEncryption(pin.encode()),
                )
            )

    def _watch_lines(self) -> None:
        """See every process's command line while the house stands."""
        while not self._over.wait(_GLANCE):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes()
                except OSError:
                    continue
                if line:
                    self.lines[f"{path.parent.name} {hash(line)}"] = line

    # ------------------------------------------------------------------ living

    def live(self, *, brief: bool = False) -> None:
        """Sign in, decide, fail, park, sign, export, back up; briefly: without what follows the papers."""
        from actions import rehearsal_orders, wiring

        self._tell("signing in")
        self._sign_in(ADMIN)
        self._browse(
            "/", "/admin", "/admin/services", "/admin/mail", "/admin/people", "/webhooks", "/journal"
        )
        self._sign_in(CLERK)
        today = wiring.today()
        code = rehearsal_orders.ordered("Quy trình sấy rong biển", today)
        self._browse("/work", "/tasks", f"/tasks/{code}", "/account", "/account/data.json", "/sso", "/ready")
        self._forget_password()
        self._tell("storage and mail fail")
        self.storage.kill()
        self._send(f"/tasks/{code}/decide/validity", verdict="approve")
        self._park()
        time.sleep(3)
        self.storage.start()
        self._ask()
        self._import_that_fails()
        self._tell("waiting until everything is kept")
        self._settle()
        self._opened_link()
        if brief:
            return
        self._tell("signing, commands, backup")
        self._sign(code)
        self._browse(f"/tasks/{code}", "/tasks?q=rong", "/closet", "/account", "/openapi.json", "/nowhere")
        self._commands(code)

    def _tell(self, what: str) -> None:
        sys.stderr.write(f"{time.monotonic() - self._began:6.0f} s  {what}\n")

    @property
    def _portal(self) -> str:
        return str(self.stack.urls()["portal"])

    def _fetched(self, answer: httpx.Response) -> httpx.Response:
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "set-cookie")
        self.pages.append((f"{answer.request.method} {answer.request.url}", head.encode() + answer.content))
        return answer

    def _sign_in(self, handle: str) -> None:
        """Sign in by the form, wrongly and rightly; from now on this person browses."""
        from actions import doors, people, wiring
        from portal.visits import COOKIE

        self._browser = httpx.Client(base_url=self._portal, timeout=60, follow_redirects=True)
        own = {"referer": self._portal + "/"}
        for wrong in (True, False):
            with wiring.unit_of_work() as session:
                code = "000000" if wrong else people.current_code(session, handle)
            form = {"handle": handle, "password": self.canaries["password"], "code": code}
            self._fetched(self._browser.post("/enter", data=form, headers=own))
        key = str(self._browser.cookies.get(COOKIE, ""))
        self.did[f"signed in as {handle}"] = bool(key)
        self._known(f"session of {handle}", key)
        with wiring.unit_of_work() as session:
            visit = doors.visitor(session, key)
        self._form_key = visit.form_key if visit else ""

    def _browse(self, *paths: str) -> None:
        for path in paths:
            self._fetched(self._browser.get(path))

    def _send(self, path: str, **form: str) -> None:
        data = {"form_key": self._form_key, **form}
        answer = self._browser.post(path, data=data, headers={"referer": self._portal + path})
        self.did[f"form {path.rsplit('/', 2)[1]}"] = self._fetched(answer).is_success

    def _ask(self) -> None:
        """Ask the interface, with the right key and with a wrong one; and for figures."""
        key = self.canaries["API token"]
        for bearer in (key, f"{key}x", ""):
            head = {"authorization": f"Bearer {bearer}"} if bearer else {}
            with httpx.Client(base_url=f"{self._portal}/api/v1", headers=head, timeout=60) as client:
                for path in ("/me", "/tasks", "/openapi.json", f"/tasks/{bearer or 'none'}x"):
                    shown = self._fetched(client.get(path))
                    if bearer and path.endswith("x"):  # what was asked for may be said again
                        self.pages.pop()
                    del shown
        for token in (self.canaries["metrics token"], "wrong"):
            answer = httpx.get(f"http://{self.metrics}/metrics", headers={"authorization": f"Bearer {token}"})
            self.did[f"figures, {answer.status_code}"] = True
            self._fetched(answer)

    def _forget_password(self) -> None:
        self._send("/forgotten", handle=HEAD)
        from actions import invitations, wiring

        with wiring.unit_of_work() as session:
            invitations.ask_reset(session, HEAD)

    def _opened_link(self) -> None:
        """The link that the letter brought, opened once; its page is not shown to us (it holds the link)."""
        found = [each for each in self.letters.links if "/join/" in each]
        self.did["letter after a refusal"] = bool(found)
        if found:
            self._known("reset link", found[-1].rpartition("/join/")[2])
            httpx.get(found[-1], timeout=60)

    def _park(self) -> None:
        """A promise that fails for the last time."""
        from actions import outbox, wiring
        from models.tables import Promise

        with wiring.unit_of_work() as session:
            outbox.promise(session, outbox.Kind.STAGE, "task:none", on=wiring.today(), code="none", entry=0)
            session.flush()
            row = session.query(Promise).filter_by(subject="task:none").one()
            row.attempts = len(outbox.PAUSES) - 1

    def _import_that_fails(self) -> None:
        """A run of Prefect that ends badly."""
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as api:
            chosen = api.read_deployment_by_name("import-tasks/import-tasks")
            asked = {"file": "/nowhere.csv", "person": ADMIN, "code": "000000"}
            run = api.create_flow_run_from_deployment(chosen.id, parameters=asked)
            ended = ("FAILED", "CRASHED", "COMPLETED")
            until(
                lambda: (api.read_flow_run(run.id).state_name or "").upper() in ended,
                _PATIENCE,
                "the run never ended",
            )
            self.did["a run that fails"] = (api.read_flow_run(run.id).state_name or "").upper() != "COMPLETED"

    def _settle(self) -> None:
        from actions import outbox

        until(lambda: outbox.waiting()[0] == outbox.waiting()[1], _PATIENCE, lambda: str(outbox.backlog()))
        self.did["parked"] = outbox.waiting()[1] > 0

    def _sign(self, code: str) -> None:
        """Sign the first paper for which somebody of the cast may."""
        from actions import people, rehearsal, signing, wiring
        from models.errors import TripleHelixError

        self.did["signed"] = False
        with wiring.unit_of_work() as session:
            found = [each.document for each in signing.standings(session, code)]
        handles = [part.handle for part in rehearsal.CAST]
        for act in ("approve", "sign"):
            for number in found:
                for handle in handles:
                    key = str(self.home / "ca" / f"{handle}.p12")
                    try:
                        with wiring.unit_of_work() as session:
                            actor = people.find(session, handle)
                            if act == "approve":
                                signing.approve(session, number, actor, on=wiring.today())
                            else:
                                pin = self.canaries["signing PIN"]
                                signing.sign(session, number, actor, key, pin, on=wiring.today())
                                self.did["signed"] = True
                    except TripleHelixError as refusal:
                        self.said.append((f"{act} {number}", str(refusal).encode()))

    def _commands(self, code: str) -> None:
        self._command("sign", code, "1", "--as", HEAD, "--key", str(self.home / "ca" / f"{HEAD}.p12"))
        self._command("doctor")
        self._command("backup", must=True)
        self._command("open-data", "export", str(self.home / "export"))

    def _command(self, *words: str, must: bool = False) -> None:
        told = {
            **os.environ,
            "TRIPLEHELIX_KEY_PASSPHRASE": self.canaries["signing PIN"],
            "TRIPLEHELIX_CODE": "000000",
        }
        done = subprocess.run(  # noqa: S603 - own program
            [sys.executable, "-m", "console.commands", *words],
            cwd=ROOT,
            env=told,
            capture_output=True,
            timeout=240,
            check=False,
        )
        self.said.append((" ".join(words[:2]), done.stdout + done.stderr))
        if must:
            self.did[words[0]] = done.returncode == 0

    def environments(self) -> Iterator[tuple[str, bytes]]:
        """What each service was told."""
        for name in LOGINS:
            record = self.stack.folder.record(name)
            if record is not None and record.process.alive:
                yield name, Path(f"/proc/{record.pid}/environ").read_bytes()

    def dumps(self) -> Iterator[tuple[str, bytes]]:
        """Both databases as text, and the roles of the server."""
        from console.postgres import program

        host = f"--host={self.stack.postgres.sockets}"
        for database in (DATABASE, PREFECT_DATABASE):
            words = [str(program("pg_dump")), host, "--username=postgres", "--no-sync", database]
            yield database, subprocess.run(words, capture_output=True, check=True).stdout  # noqa: S603 - own words
        words = [str(program("pg_dumpall")), host, "--username=postgres", "--globals-only"]
        yield "roles", subprocess.run(words, capture_output=True, check=True).stdout  # noqa: S603 - own words
