"""The doctor: looks at everything that a start needs, and says in words what is missing and what to do.

Every examination stands alone and never raises: a machine in trouble gets the whole list, not the first one.
"""

import contextlib
import ctypes
import http.client
import importlib.metadata
import os
import platform
import shutil
import sys
import tomllib
import urllib.parse
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from console import admitted, kept, settings, waiting
from console.backup import looking
from console.findings import VIET_NAM, Finding, bad, good
from console.logins import DATABASE
from console.ports import holder, is_free
from console.postgres import EXTENSIONS
from console.services import PREFECT, answers
from console.stack import POSTGRES, Stack
from models.errors import TripleHelixError
from models.loopback import is_loopback

ROOT: Final = Path(__file__).resolve().parents[1]
LEAST_FREE_BYTES: Final = 2 * 1024**3
"""What a year of a department's papers and both databases take, with room for a backup."""
LARGEST_CLOCK_ERROR: Final = timedelta(seconds=30)
"""A one-time code is good for thirty seconds: a clock further off refuses every right code."""

_LIBRARIES: Final = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
_PATIENCE_SECONDS: Final = 5.0
_MAKE_ANEW: Final = "Hãy xóa thư mục .venv rồi chạy lại ./triplehelix."


def examine(home: Path) -> list[Finding]:
    """Examine the machine, the environment and the stack of a state folder."""
    stack = Stack.at(home)
    examinations: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("python", _python),
        ("lock", _packages),
        ("libraries", _libraries),
        ("fonts", _fonts),
        ("disk", lambda: _disk(home)),
        ("folder", lambda: _folder(home)),
        ("postgresql", lambda: _postgresql(stack)),
        ("logins", lambda: admitted.logins(stack)),
        ("prefect", lambda: _prefect(stack)),
        ("storage", lambda: kept.storage(stack)),
        ("copy", lambda: kept.copy(stack)),
        ("fsck", lambda: kept.fsck(stack)),
        ("terms", lambda: kept.terms(stack)),
        ("journal", lambda: kept.journal(stack)),
        ("backup", lambda: looking.backups(stack)),
        ("scanner", kept.scanner),
        ("work", lambda: waiting.work(stack)),
        ("mail", waiting.mail),
        ("rules", _rules),
        ("clock", lambda: _clock(stack)),
        ("stamps", lambda: waiting.stamps(stack)),
    )
    return [*(_safely(what, look) for what, look in examinations), *_ports(stack)]


def _safely(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except TripleHelixError as error:
        first, *rest = error.reasons
        return bad(what, first, " ".join(rest) or None)
    except OSError as error:
        return bad(what, f"Không kiểm tra được ({what}): {error.strerror or error}.", None)


def _python() -> Finding:
    wanted = _project().python
    version = platform.python_version()
    if version in wanted:
        return good("python", f"Python {version} ở {sys.prefix}.")
    return bad("python", f"Python {version} không nằm trong khoảng {wanted}.", _MAKE_ANEW)


def _packages() -> Finding:
    """Compare what is installed with the lock file, package by package."""
    installed = {
        distribution.metadata["Name"].lower().replace("_", "-"): distribution.version
        for distribution in importlib.metadata.distributions()
    }
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    different = [
        f"{one['name']} {installed[one['name']]} (uv.lock: {one['version']})"
        for one in locked
        if _is_for_this_python(one) and one["name"] in installed and installed[one["name"]] != one["version"]
    ]
    missing = [f"thiếu {name}" for name in _project().needs if name not in installed]
    if different or missing:
        differences = ", ".join(sorted([*missing, *different]))
        return bad("lock", f"Môi trường Python lệch với uv.lock: {differences}.", _MAKE_ANEW)
    return good("lock", f"{len(installed)} gói Python khớp với uv.lock.")


def _is_for_this_python(locked: Mapping[str, Any]) -> bool:
    """Whether a package of the lock is one of ours here: some are locked once for each range of Pythons."""
    markers = locked.get("resolution-markers", ())
    return "version" in locked and (not markers or any(Marker(each).evaluate() for each in markers))


def _libraries() -> Finding:
    missing = [package for library, package in _LIBRARIES.items() if not _loads(library)]
    if missing:
        names = " ".join(missing)
        return bad(
            "libraries",
            f"Thiếu thư viện hệ thống để vẽ PDF: {names}.",
            f"Hãy chạy: sudo apt-get install -y --no-install-recommends {names}",
        )
    return good("libraries", "Đủ thư viện hệ thống để vẽ PDF.")


def _fonts() -> Finding:
    folder = ROOT / "documents" / "templates" / "fonts"
    fonts = [path for path in folder.rglob("*") if path.suffix in {".ttf", ".otf", ".woff2"}]
    if fonts:
        return good("fonts", f"{len(fonts)} tệp phông chữ đi kèm.")
    return bad(
        "fonts",
        f"Thiếu phông chữ đi kèm trong {folder}.",
        "Hãy lấy lại bản đầy đủ của dự án: chữ trong PDF không được phụ thuộc phông của máy.",
    )


def _disk(home: Path) -> Finding:
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    sentence = f"Còn {free / 1024**3:.1f} GiB trống ở {place}.".replace(".", ",", 1)
    if free >= LEAST_FREE_BYTES:
        return good("disk", sentence)
    return bad("disk", sentence, f"Hãy giải phóng để còn ít nhất {LEAST_FREE_BYTES // 1024**3} GiB.")


def _folder(home: Path) -> Finding:
    if not home.exists():
        parent = next(path for path in home.parents if path.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            return good("folder", f"Thư mục trạng thái {home} sẽ được tạo khi khởi động.")
        return bad("folder", f"Không tạo được thư mục {home}.", "Hãy đặt TRIPLEHELIX_HOME nơi khác.")
    Stack.at(home).folder.refuse_foreign()
    rooms = [path for path in (home, home / "run", home / "logs") if path.exists()]
    if closed := [str(path) for path in rooms if not os.access(path, os.W_OK | os.X_OK)]:
        return bad(
            "folder",
            f"Không ghi được vào {', '.join(closed)}.",
            "Hãy chạy bằng người dùng sở hữu thư mục này.",
        )
    if home.stat().st_mode & 0o077:
        return bad("folder", f"Người dùng khác vào được {home}.", f"Hãy chạy: chmod 700 {home}")
    return good("folder", f"Thư mục trạng thái {home} ghi được và chỉ chủ sở hữu vào được.")


def _postgresql(stack: Stack) -> Finding:
    if not stack.outer_database and stack.postgres.running() is None:
        if record := stack.folder.record(POSTGRES):
            since = datetime.fromisoformat(record.since).astimezone(VIET_NAM)
            return bad(
                POSTGRES,
                f"PostgreSQL đi kèm (chạy từ {since:%d/%m/%Y %H:%M}) đã dừng ngoài ý muốn.",
                f"Dữ liệu còn nguyên: hãy chạy ./triplehelix up; nếu lại dừng, xem {stack.postgres.log}.",
            )
        return good(POSTGRES, "PostgreSQL đi kèm chưa chạy; lệnh nào cần sẽ tự khởi động nó.")
    url = (stack.outer_database or stack.postgres.url(DATABASE)).replace("+psycopg", "")
    try:
        with psycopg.connect(url, connect_timeout=5) as session:
            version = session.info.parameter_status("server_version")
            known = session.execute("SELECT name FROM pg_available_extensions").fetchall()
    except psycopg.Error as error:
        log = "TRIPLEHELIX_DATABASE_URL" if stack.outer_database else f"nhật ký {stack.postgres.log}"
        return bad(POSTGRES, f"PostgreSQL không trả lời: {str(error).strip()}", f"Hãy xem {log}.")
    missing = sorted(set(EXTENSIONS) - {str(name) for (name,) in known})
    if missing:
        return bad(
            POSTGRES,
            f"PostgreSQL {version} thiếu phần mở rộng: {', '.join(missing)}.",
            "Hãy cài gói postgresql-contrib trên máy chủ cơ sở dữ liệu.",
        )
    return good(POSTGRES, f"PostgreSQL {version} trả lời, đủ phần mở rộng cần dùng.")


def _prefect(stack: Stack) -> Finding:
    pinned = _project().needs["prefect"]
    installed = importlib.metadata.version("prefect")
    if installed not in pinned:
        return bad("prefect", f"Prefect {installed} nằm ngoài khoảng đã thử ({pinned}).", _MAKE_ANEW)
    api = stack.urls()["prefect_api"]
    if answers(f"{api}/ready"):
        return _prefect_that_answers(stack, api, pinned)
    if stack.folder.record(PREFECT.name) or stack.addresses.outer_prefect:
        return bad("prefect", f"Máy chủ Prefect không trả lời ở {api}.", "Hãy chạy ./triplehelix up.")
    return good("prefect", f"Prefect {installed} đã cài; máy chủ chưa chạy.")


def _prefect_that_answers(stack: Stack, api: str, pinned: SpecifierSet) -> Finding:
    """Look at the server from outside first: one that lets strangers in is worse than one that is down."""
    version = f"{api}/admin/version"
    if _ask(version) is not None and not is_loopback(urllib.parse.urlsplit(api).hostname or ""):
        return bad(
            "prefect",
            f"Máy chủ Prefect ở {api} mở cho mọi người: ai tới được địa chỉ này cũng điều khiển được.",
            "Hãy đặt PREFECT_SERVER_API_AUTH_STRING và PREFECT_SERVER_CSRF_PROTECTION_ENABLED=true ở đó.",
        )
    word = settings.api_word(stack.home, stack.given) if stack.home.is_dir() else ""
    served = _ask(version, word)
    if served is None:
        return bad(
            "prefect",
            f"Máy chủ Prefect ở {api} không nhận mật khẩu của hệ thống này.",
            "Hãy đặt PREFECT_API_AUTH_STRING như ở máy chủ đó; nếu là máy chủ đi kèm, chạy down rồi up.",
        )
    if (plain := served.strip().strip('"')) in pinned:
        return good("prefect", f"Máy chủ Prefect {plain} trả lời ở {api}.")
    return bad(
        "prefect",
        f"Máy chủ Prefect {plain} ở {api} nằm ngoài khoảng đã thử ({pinned}).",
        f"Hãy đưa máy chủ đó về một bản trong khoảng {pinned}.",
    )


def _ports(stack: Stack) -> Iterator[Finding]:
    """Look at the ports of the services that do not run: a start will need them."""
    for status in stack.status():
        if status.running or status.url is None:
            continue
        port = urllib.parse.urlsplit(status.url).port or 0
        if is_free(port):
            yield good(f"port:{status.name}", f"Cổng {port} ({status.title}) còn trống.")
        else:
            yield bad(
                f"port:{status.name}",
                f"Cổng {port} ({status.title}) đang do {holder(port) or 'một chương trình khác'} dùng.",
                "Lần khởi động tới sẽ dùng cổng trống kế tiếp và in ra địa chỉ mới.",
            )


def _rules() -> Finding:
    """Read the rules that provinces set of their own; a wrong file names its reasons itself."""
    from actions import wiring  # noqa: PLC0415 - boto3 takes its time, and only this examination needs it
    from models import law  # noqa: PLC0415 - read together with them

    path = wiring.settings().rules
    if path is None:
        return good("rules", "Không có tệp quy tắc riêng của tỉnh: dùng các quy tắc chung.")
    set_here = law.adopted()
    counts = f"{len(set_here.rules)} quy tắc, {len(set_here.schemes)} cách họp của hội đồng"
    return good("rules", f"Tệp quy tắc riêng của tỉnh {path} đúng: {counts}.")


def _clock(stack: Stack) -> Finding:
    """Compare our clock with the organisation's Prefect server, where there is one, and our release."""
    now = datetime.now(UTC)
    theirs = _date_of(stack.addresses.outer_prefect) if stack.addresses.outer_prefect else None
    released = datetime.fromtimestamp((ROOT / "uv.lock").stat().st_mtime, UTC)
    if now < released - timedelta(days=2) or (theirs and abs(now - theirs) > LARGEST_CLOCK_ERROR):
        return bad(
            "clock",
            f"Đồng hồ máy ({now:%d/%m/%Y %H:%M:%S} UTC) sai: mã dùng một lần sẽ bị từ chối.",
            "Hãy bật đồng bộ giờ: sudo timedatectl set-ntp true",
        )
    return good("clock", f"Đồng hồ máy: {now.astimezone(VIET_NAM):%d/%m/%Y %H:%M:%S} giờ Việt Nam.")


def _date_of(url: str) -> datetime | None:
    """Ask a server for its time; None when it does not say."""
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with contextlib.closing(kind(parts.netloc, timeout=_PATIENCE_SECONDS)) as connection:
        try:
            connection.request("HEAD", parts.path or "/")
            return parsedate_to_datetime(connection.getresponse().getheader("Date", ""))
        except (OSError, http.client.HTTPException, ValueError):
            return None


def _ask(url: str, word: str = "") -> str | None:
    """Ask a server with a word (with none when it is empty); None when it does not let us in."""
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    key = {"Authorization": f"Basic {b64encode(word.encode()).decode()}"} if word else {}
    with contextlib.closing(kind(parts.netloc, timeout=_PATIENCE_SECONDS)) as connection:
        connection.request("GET", parts.path, headers=key)
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == http.client.OK else None


@dataclass(frozen=True, slots=True)
class _Project:
    """What the project file asks for."""

    python: SpecifierSet
    needs: dict[str, SpecifierSet]


@cache
def _project() -> _Project:
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [Requirement(line) for line in facts["dependencies"]]
    return _Project(
        SpecifierSet(facts["requires-python"]), {one.name.lower(): one.specifier for one in needs}
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
