"""The outages, one function each: a part goes away, people act meanwhile, it comes back, and it is looked."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from trials.outages.parts import full, until
from trials.outages.stand import ADMIN, CLERK, LONGEST, ORDERER, Seen, Stand

PATIENT: Final = 30.0
"""Seconds after which somebody before a page has gone: nothing may take longer."""
_AT_ONCE: Final = 12
_WINDOW: Final = 60.0
"""Seconds within which a window that needs no storage must be drawn, with both relays at the storage."""


@dataclass
class Outcome:
    """What came of an outage."""

    outage: str
    seen: list[Seen] = field(default_factory=list)
    doctor: dict[str, str] = field(default_factory=dict)
    caught_up: float = 0.0
    """Seconds from the return of the part until nothing waited any more."""
    wrong: list[str] = field(default_factory=list)
    """What was lost, came twice, was not said, or took too long."""

    def must(self, what: str, held: bool) -> None:  # noqa: FBT001 - what was seen, beside what was promised
        """Note what did not hold."""
        if not held:
            self.wrong.append(what)

    def saw(self, seen: Seen, *statuses: int) -> Seen:
        """Note what somebody saw: with one of these statuses, in a sentence, soon enough."""
        self.seen.append(seen)
        self.must(f"{seen.who}: {seen.status}, expected {statuses}", seen.status in statuses)
        self.must(f"{seen.who}: no sentence", seen.status == 200 or len(seen.sentence) > 20)  # noqa: PLR2004 - a sentence
        self.must(f"{seen.who}: a traceback", "Traceback" not in seen.sentence)
        self.must(f"{seen.who}: {seen.seconds:.0f} s", seen.seconds <= PATIENT or seen.who == "doctor")
        return seen


Scenario = Callable[[Stand, Outcome], None]


def database_killed(stand: Stand, found: Outcome) -> None:
    """PostgreSQL is killed, and comes back after a minute."""
    code = stand.order()
    stand.settle()
    server = stand.postgres.running()
    assert server is not None  # noqa: S101 - the stand runs
    server.signal(signal.SIGKILL, group=True)
    server.wait_for_end(10)
    found.saw(stand.portal("trang (GET)", CLERK, f"/tasks/{code}"), 503)
    found.saw(stand.portal("ý kiến (POST)", CLERK, f"/tasks/{code}/talk", {"text": "Trong lúc mất"}), 503)
    found.saw(stand.api("API", "/tasks"), 503)
    found.saw(stand.command("dòng lệnh", "tasks"), 1)
    found.doctor = stand.doctor()
    found.must("doctor does not name PostgreSQL", "postgres" in found.doctor)
    stand.postgres.start()
    began = time.monotonic()
    until(lambda: stand.portal("", CLERK, f"/tasks/{code}").status == 200, 60, "no page")  # noqa: PLR2004 - RFC 9110
    found.saw(stand.portal("ý kiến gửi lại", CLERK, f"/tasks/{code}/talk", {"text": "Trong lúc mất"}), 200)
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.must(
        "the remark is not there once",
        stand.rows("select count(*) from comments where text = %s", "Trong lúc mất") == [(1,)],
    )


def database_silent(stand: Stand, found: Outcome) -> None:
    """The database's connections stand, and nothing comes through: half-open."""
    code, asked = stand.order(), stand.order()
    stand.settle()
    stand.lines["database"].fall_silent()
    _answer_in_prefect(asked)
    with ThreadPoolExecutor(_AT_ONCE) as people:
        pages = list(
            people.map(lambda n: stand.portal(f"trang {n}", CLERK, f"/tasks/{code}"), range(_AT_ONCE))
        )
    slowest = max(pages, key=lambda seen: seen.seconds)
    found.saw(Seen(f"{_AT_ONCE} người cùng lúc", slowest.status, slowest.sentence, slowest.seconds), 503)
    found.must("not everybody was told", {page.status for page in pages} == {503})
    found.saw(stand.portal("ý kiến (POST)", CLERK, f"/tasks/{code}/talk", {"text": "Lúc im lặng"}), 503)
    found.saw(stand.api("API", "/tasks"), 503)
    found.saw(stand.command("dòng lệnh", "tasks"), 1)
    found.doctor = stand.doctor()
    found.must("doctor does not name PostgreSQL", "postgres" in found.doctor)
    stand.lines["database"].open()
    began = time.monotonic()
    until(lambda: stand.portal("", CLERK, f"/tasks/{code}").status == 200, 60, "no page")  # noqa: PLR2004 - RFC 9110
    until(lambda: _decisions(stand, asked) == 1, LONGEST, "the answer in Prefect's form was not heard")
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.must("a decision is there twice", _decisions(stand, asked) == 1)


def storage_killed(stand: Stand, found: Outcome) -> None:
    """The storage is killed: decisions go on, papers are made later."""
    with _storage_away(stand, found, stand.storage.kill, stand.storage.start):
        pass


def storage_silent(stand: Stand, found: Outcome) -> None:
    """The storage takes connections and says nothing; what needs no storage goes on."""
    line = stand.lines["storage"]
    with _storage_away(stand, found, line.fall_silent, line.open):
        other = stand.order_without_papers()
        took = until(
            lambda: f"task:{other}" in stand.windows(), LONGEST, "no window while the storage is away"
        )
        found.seen.append(Seen("cửa sổ của nhiệm vụ khác (Prefect)", 200, f"được vẽ sau {took:.0f} s", took))
        found.must(f"another task's window took {took:.0f} s", took < _WINDOW)


@contextmanager
def _storage_away(
    stand: Stand, found: Outcome, take: Callable[[], object], bring: Callable[[], object]
) -> Iterator[None]:
    code = stand.order()
    stand.settle()
    handed = stand.rows(
        "select s.id from submissions s join stage_entries e on e.id = s.entry_id "
        "join tasks t on t.id = e.task_id where t.code = %s order by s.id",
        code,
    )[0][0]
    take()
    found.saw(stand.decide("quyết định (cổng)", code), 200)
    found.saw(stand.portal("mở giấy tờ", CLERK, f"/tasks/{code}/handed-in/{handed}"), 503)
    other = stand.order_without_papers()
    found.saw(stand.submit("nộp giấy tờ", other, b""), 503)
    time.sleep(12)
    yield
    found.must(
        "a promise was counted as failed",
        all((attempts, parked) == (0, False) for _, attempts, parked, _ in stand.waiting()),
    )
    found.must("nothing waits", bool(stand.waiting()))
    found.doctor = stand.doctor()
    found.must("doctor does not name the storage", "storage" in found.doctor)
    bring()
    began = time.monotonic()
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.must(
        "a paper has no bytes", stand.rows("select count(*) from documents where sha256 is null") == [(0,)]
    )
    found.must("a decision is not there once", _decisions(stand, code) == 1)
    found.must("the receipt is not there once", _documents(stand, code) == 1)
    found.saw(stand.submit("nộp lại giấy tờ", other, b""), 200, 422)


def prefect_killed(stand: Stand, found: Outcome) -> None:
    """Prefect's server is killed, and comes back after a day."""
    with _prefect_away(stand, found, "killed"):
        stand.process("prefect").signal(signal.SIGKILL, group=True)
        stand.process("prefect").wait_for_end(10)
    stand.settle()


def prefect_silent(stand: Stand, found: Outcome) -> None:
    """Prefect's server hangs: it takes connections and says nothing."""
    with _prefect_away(stand, found, "silent"):
        stand.process("prefect").signal(signal.SIGSTOP, group=True)


@contextmanager
def _prefect_away(stand: Stand, found: Outcome, how: str) -> Iterator[None]:
    code = stand.order()
    stand.settle()
    drawn = stand.drawn_at(code)
    yield
    found.saw(stand.decide("quyết định (cổng)", code), 200)
    found.saw(stand.portal("trang việc", CLERK, "/work"), 200)
    found.saw(stand.api("API", f"/tasks/{code}"), 200)
    time.sleep(25)
    found.must("nothing waits", bool(stand.waiting()))
    found.must("a promise was parked", not any(parked for _, _, parked, _ in stand.waiting()))
    found.doctor = stand.doctor()
    found.must("doctor does not name Prefect", "prefect" in found.doctor)
    if how == "killed":
        stand.restart("prefect")
    else:
        stand.process("prefect").signal(signal.SIGCONT, group=True)
    began = time.monotonic()
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.must("the window was not redrawn", stand.drawn_at(code) > drawn)
    found.must("a decision is not there once", _decisions(stand, code) == 1)
    found.must("the receipt is not there once", _documents(stand, code) == 1)


def mail_away(stand: Stand, found: Outcome) -> None:
    """The mail server is gone, then hangs: letters wait, and each goes out once."""
    for number, (take, handle) in enumerate(
        ((stand.lines["mail"].shut, ORDERER), (stand.lines["mail"].fall_silent, CLERK))
    ):
        before = len(stand.letters.received)
        take()
        found.saw(stand.portal("mời lại (cổng)", ADMIN, f"/admin/people/{handle}/invite", {}), 200)
        time.sleep(14)
        found.must("no letter waits", any(kind == "invite" for kind, *_ in stand.waiting()))
        if not number:
            found.doctor = stand.doctor()
            found.must("doctor does not name the mail server", "mail" in found.doctor)
        stand.lines["mail"].open()
        began = time.monotonic()
        stand.settle()
        found.caught_up = max(found.caught_up, time.monotonic() - began)
        found.must("the letter did not go out once", len(stand.letters.received) == before + 1)


def database_disk_full(stand: Stand, found: Outcome) -> None:
    """The database's disk is full."""
    code = stand.order()
    stand.settle()
    with full(stand.postgres.folder):
        seen = stand.portal("ý kiến (POST)", CLERK, f"/tasks/{code}/talk", {"text": "đ" * 4000})
        for number in range(200):
            if seen.status != 200:  # noqa: PLR2004 - RFC 9110
                break
            seen = stand.portal(
                "ý kiến (POST)", CLERK, f"/tasks/{code}/talk", {"text": f"{number} " + "đ" * 4000}
            )
        found.saw(seen, 409, 503)
        found.saw(stand.api("API", "/tasks"), 200, 503)
        found.doctor = stand.doctor()
    began = time.monotonic()
    stand.postgres.start()
    until(lambda: stand.portal("", CLERK, f"/tasks/{code}").status == 200, 60, "no page")  # noqa: PLR2004 - RFC 9110
    found.saw(stand.portal("ý kiến gửi lại", CLERK, f"/tasks/{code}/talk", {"text": "Đã có chỗ"}), 200)
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.must(
        "the remark is not there once",
        stand.rows("select count(*) from comments where text = 'Đã có chỗ'") == [(1,)],
    )


def portal_disk_full(stand: Stand, found: Outcome) -> None:
    """The disk on which the portal puts what is being sent is full."""
    code = stand.order_without_papers()
    stand.settle()
    large = b"%PDF-1.7\n" + b"0" * 3_000_000
    with full(stand.home / "tmp"):
        found.saw(stand.submit("nộp giấy tờ 3 MB", code, large), 507)
        found.saw(stand.portal("trang", CLERK, f"/tasks/{code}"), 200)
    began = time.monotonic()
    found.saw(stand.submit("nộp lại", code, large), 200, 409, 422)
    found.caught_up = time.monotonic() - began


def clock_jumps(stand: Stand, found: Outcome) -> None:
    """The clock runs a day ahead while a service is away, and is put right."""
    from actions import clocks, doors, outbox, wiring
    from models import queries
    from models.errors import Unavailable

    stand.process("engine").signal(signal.SIGSTOP, group=True)
    usual = wiring.now
    try:
        with wiring.unit_of_work() as session:
            outbox.promise(session, outbox.Kind.REDRAW, f"task:{stand.order()}", on=wiring.today())
        wiring.now = lambda: usual() + timedelta(days=1)  # the clock itself is on trial
        with outbox.taken() as row:
            assert row is not None  # noqa: S101 - just promised
            raise Unavailable("Prefect không trả lời (thử đồng hồ).")
        with wiring.unit_of_work() as session:
            key = doors.admit(session, session.scalars(queries.people_by_handles([CLERK])).one())
    finally:
        wiring.now = usual
        stand.process("engine").signal(signal.SIGCONT, group=True)
    with wiring.unit_of_work() as session:
        found.must("a session of tomorrow lets in", doors.visitor(session, key) is None)
    found.must("the stamp of tomorrow is not named", clocks.ahead().stamp is not None)
    began = time.monotonic()
    stand.settle()
    found.caught_up = time.monotonic() - began
    found.doctor = stand.doctor()
    found.must("doctor does not name the clock", "stamps" in found.doctor)


def _answer_in_prefect(code: str) -> None:
    """Somebody answers the question of a task in Prefect's form, with the code of their telephone."""
    from prefect.client.orchestration import get_client

    from actions import people, windows, wiring

    with wiring.unit_of_work() as session:
        otp = people.current_code(session, CLERK)
        run = windows.recall(session, f"task:{code}")
    assert run is not None  # noqa: S101 - drawn before
    with get_client(sync_client=True) as api:
        api.resume_flow_run(run, run_input={"verdict": "Phê duyệt", "person": CLERK, "code": otp})


def _decisions(stand: Stand, code: str) -> int:
    return int(
        stand.rows(
            "select count(*) from decisions d join stage_entries e on e.id = d.entry_id "
            "join tasks t on t.id = e.task_id where t.code = %s",
            code,
        )[0][0]
    )


def _documents(stand: Stand, code: str) -> int:
    return int(
        stand.rows(
            "select count(*) from documents d join tasks t on t.id = d.task_id "
            "where t.code = %s and d.sha256 is not null",
            code,
        )[0][0]
    )


def can_mount(folder: Path) -> bool:
    """Whether small file systems of memory can be laid over folders here: only root may."""
    folder.mkdir(parents=True, exist_ok=True)
    done = _mount(folder, "1m")
    if done:
        unmount(folder)
    return done


def lay(folder: Path, size: str) -> None:
    """Lay a file system of memory of that size over a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount(folder, size)


def unmount(folder: Path) -> None:
    """Take it away."""
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)  # noqa: S603, S607 - root's own


def _mount(folder: Path, size: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - idem


ALL: Final[tuple[tuple[str, str, Scenario], ...]] = (
    ("database-killed", "PostgreSQL dừng một phút", database_killed),
    ("database-silent", "Đường tới PostgreSQL nửa mở", database_silent),
    ("storage-killed", "Kho lưu trữ dừng một giờ", storage_killed),
    ("storage-silent", "Kho lưu trữ treo", storage_silent),
    ("prefect-killed", "Prefect dừng một ngày", prefect_killed),
    ("prefect-silent", "Prefect treo", prefect_silent),
    ("mail-away", "Máy chủ thư dừng, rồi treo", mail_away),
    ("portal-disk-full", "Ổ đĩa của cổng đầy", portal_disk_full),
    ("database-disk-full", "Ổ đĩa của PostgreSQL đầy", database_disk_full),
    ("clock-jumps", "Đồng hồ chạy nhanh một ngày rồi được chỉnh lại", clock_jumps),
)
"""The outages, in the order in which they are tried."""
NEEDS_MOUNT: Final = frozenset({"portal-disk-full", "database-disk-full"})

Facts = dict[str, Any]
