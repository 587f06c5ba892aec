"""How the house is lived in, so that each of its secrets is in use: well, badly, and interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx

from trials.canary.house import ADMIN, CLERK, HEAD, House
from trials.outages.parts import until

ROOT: Final = Path(__file__).parents[2]
_PATIENCE: Final = 90.0
"""Seconds until what was promised must be kept, on a busy machine."""


class LivedIn(House):
    """The house, with whoever browses it now."""

    _browser: httpx.Client
    _form_key = ""

    def live(self, *, brief: bool = False) -> None:
        """Sign in, decide, fail, park, sign, export, back up; briefly: without what follows the papers."""
        from actions import rehearsal_orders, wiring

        self.tell("signing in")
        self._sign_in(ADMIN)
        self._browse(
            "/", "/admin", "/admin/services", "/admin/mail", "/admin/people", "/webhooks", "/journal"
        )
        self._sign_in(CLERK)
        today = wiring.today()
        code = rehearsal_orders.ordered("Quy trình sấy rong biển", today)
        self._browse("/work", "/tasks", f"/tasks/{code}", "/account", "/account/data.json", "/sso", "/ready")
        self._forget_password()
        self.tell("storage and mail fail")
        self.storage.kill()
        self._send(f"/tasks/{code}/decide/validity", verdict="approve")
        self._park()
        time.sleep(3)
        self.storage.start()
        self._ask()
        self._import_that_fails()
        self.tell("waiting until everything is kept")
        self._settle()
        self._opened_link()
        if brief:
            return
        self.tell("signing, commands, backup")
        self._sign(code)
        self._browse(f"/tasks/{code}", "/tasks?q=rong", "/closet", "/account", "/openapi.json", "/nowhere")
        self._commands(code)

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
        self.known(f"session of {handle}", key)
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
            self.known("reset link", found[-1].rpartition("/join/")[2])
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
                        break
                    except TripleHelixError as refusal:
                        if "thẩm quyền" not in str(refusal):
                            self.tell(f"{act} {number} as {handle}: {refusal}")
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
            # A command that asks somebody is told at once that nobody is there.
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=240,
            check=False,
        )
        self.tell(f"{words[0]}: ended with {done.returncode}")
        self.said.append((" ".join(words[:2]), done.stdout + done.stderr))
        if must:
            self.did[words[0]] = done.returncode == 0
