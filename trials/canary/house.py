"""A house whose every secret is known to us: how it comes up, and what can be seen of it from outside."""

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
from psycopg import sql

from console.logins import DATABASE, LOGINS, PREFECT_DATABASE
from console.ports import LOOPBACK, free_port
from console.stack import Stack
from trials.outages.parts import Storage

CLERK, HEAD, ORDERER, ADMIN = "so.chuyen-vien", "so.truong-phong", "dat-hang", "so.quan-tri"
_GLANCE: Final = 0.2
"""Seconds between two looks at all command lines; none of our programs lives so short."""
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")


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
        self.began = time.monotonic()

    def known(self, name: str, value: str = "") -> str:
        """Make a secret known by its name: the given one, or a new one."""
        self.canaries[name] = value or f"kanarek{secrets.token_hex(12)}"
        return self.canaries[name]

    # ------------------------------------------------------------------ coming up and going down

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Bring everything up, and down again."""
        threading.Thread(target=self._watch_lines, daemon=True).start()
        (self.home / "tmp").mkdir()
        self.storage.access, self.storage.secret = self.known("S3 access key"), self.known("S3 secret key")
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
        self.known("journal key", pem.decode().splitlines()[1])
        backup_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        self.known("backup key", backup_key)
        self.metrics = f"{LOOPBACK}:{free_port()}"
        return {
            "TRIPLEHELIX_HOME": str(self.home / "state"),
            "TMPDIR": str(self.home / "tmp"),
            "TRIPLEHELIX_ARCHIVE_URL": f"s3://papers?endpoint=http://{LOOPBACK}:{self.storage.port}",
            "TRIPLEHELIX_S3_ACCESS_KEY": self.storage.access,
            "TRIPLEHELIX_S3_SECRET_KEY": self.storage.secret,
            "TRIPLEHELIX_SMTP_URL": f"smtp://house:{self.known('SMTP password')}@{LOOPBACK}:{mail_port}",
            "TRIPLEHELIX_MAIL_FROM": "ngan-tu@so-khcn.vn",
            "TRIPLEHELIX_METRICS_PORTAL": self.metrics,
            "TRIPLEHELIX_METRICS_TOKEN": self.known("metrics token"),
            "TRIPLEHELIX_AUDIT_KEY": pem.decode(),
            "TRIPLEHELIX_BACKUP_URL": f"folder://{self.home / 'backup'}",
            "TRIPLEHELIX_BACKUP_KEY": f"triplehelix-backup-key-1:{backup_key}",
            "TRIPLEHELIX_SSO_ISSUER": f"http://{LOOPBACK}:{free_port()}",
            "TRIPLEHELIX_SSO_CLIENT_ID": "house",
            "TRIPLEHELIX_SSO_CLIENT_SECRET": self.known("sign-in client secret"),
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
        kept = {f"login_{login.role}": self.known(f"login of {name}") for name, login in LOGINS.items()}
        kept |= {
            "secret_key": self.known("secret key"),
            "prefect_word": f"prefect:{self.known('Prefect word')}",
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
            self.known("password", rehearsal.give_passwords(session))
            for part in rehearsal.CAST:
                person = session.scalars(queries.people_by_handles([part.handle])).one()
                person.email = f"{person.handle}@so-khcn.vn"
                if part.handle in {CLERK, HEAD, ORDERER, ADMIN}:
                    self.known(f"authenticator of {part.handle}", people.authenticator_of(person))
            clerk, until_day = people.find(session, CLERK), wiring.today() + timedelta(days=30)
            made = tokens.make(session, clerk, "thử", ["read", "write"], until_day)
            self.known("API token", made.key)
            admin = people.find(session, ADMIN)
            hook = keeping.register(session, admin, f"http://{LOOPBACK}:{free_port()}/", list(events.BY_CODE))
            self.known("webhook secret", hook.secret)
        ca, pin = self.home / "ca", self.known("signing PIN")
        holders = [
            development.Holder(part.handle, part.title, rehearsal.house(part.house))
            for part in rehearsal.CAST
        ]
        development.make(ca, holders, wiring.now())
        for path in (ca / f"{holder.name}.p12" for holder in holders):
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

    def tell(self, what: str) -> None:
        """Say how far the trial has come."""
        sys.stderr.write(f"{time.monotonic() - self.began:6.0f} s  {what}\n")

    def environments(self) -> Iterator[tuple[str, bytes]]:
        """What each service was told."""
        for name in LOGINS:
            record = self.stack.folder.record(name)
            if record is not None and record.process.alive:
                yield name, Path(f"/proc/{record.pid}/environ").read_bytes()

    def leaves_cores(self) -> list[str]:
        """The services that would write their memory down when they crash."""
        found = []
        for name in (*LOGINS, "postgres"):
            record = self.stack.folder.record(name)
            if record is not None and record.process.alive:
                limits = Path(f"/proc/{record.pid}/limits").read_text(encoding="ascii")
                soft = next(line.split()[4] for line in limits.splitlines() if "core file" in line)
                found += [name] if soft != "0" else []
        return found

    def opened_backup(self) -> Iterator[tuple[str, bytes]]:
        """Each part of the backup as its key opens it, but for the mark that tells whose it is."""
        from console.backup.repository import Repository

        repository = Repository.configured()
        for thing in repository.shelf.list(""):
            if "/" in thing.name:
                yield thing.name, b"".join(repository.read(thing.name))

    def prefect_rows(self) -> Iterator[tuple[str, bytes]]:
        """Every table of Prefect's, its rows as JSON: parameters, artifacts, states, logs, events, inputs."""
        with self.stack.postgres.connect(PREFECT_DATABASE) as session:
            tables = session.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
            for (name,) in tables.fetchall():
                rows = sql.SQL("select to_jsonb(each)::text from {} each").format(sql.Identifier(name))
                yield name, "\n".join(row for (row,) in session.execute(rows).fetchall()).encode()

    def dumps(self) -> Iterator[tuple[str, bytes]]:
        """Both databases as text, and the roles of the server."""
        from console.postgres import program

        host = f"--host={self.stack.postgres.sockets}"
        for database in (DATABASE, PREFECT_DATABASE):
            words = [str(program("pg_dump")), host, "--username=postgres", "--no-sync", database]
            yield database, subprocess.run(words, capture_output=True, check=True).stdout  # noqa: S603 - own words
        words = [str(program("pg_dumpall")), host, "--username=postgres", "--globals-only"]
        yield "roles", subprocess.run(words, capture_output=True, check=True).stdout  # noqa: S603 - own words
