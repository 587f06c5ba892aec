"""How the installation stands, as an administrator sees it from the portal; trying the mail; what is parked.

No secret is told: of the mail server, its name and whether it is signed in to.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from actions import audit, mail, outbox, wiring
from documents import intake
from models import law, queries, workdays
from models.errors import BadInput, Refused, TripleHelixError
from models.permissions import Actor
from models.tables import Person

LEAST_FREE_BYTES: Final = 2 * 1024**3
"""What a year of a department's papers takes, with room for a backup."""
_SHOWN: Final = 50
"""Parked promises that the page shows."""


@dataclass(frozen=True)
class Standing:
    """How one thing stands: what, well or not, in a sentence."""

    what: str
    good: bool
    sentence: str


@dataclass(frozen=True)
class Parked:
    """Work that failed too often: what about, since when, the last error."""

    subject: str
    kind: str
    since: datetime
    error: str


@dataclass(frozen=True)
class Work:
    """The outbox: how much waits, how much of it is parked, and the first of these."""

    waiting: int
    parked: int
    shown: tuple[Parked, ...]


@dataclass(frozen=True)
class MailSettings:
    """How letters go out, without anything secret."""

    is_configured: bool
    host: str = ""
    port: int | None = None
    is_encrypted: bool = False
    signs_in: bool = False
    sender: str = ""


def standing() -> tuple[Standing, ...]:
    """How everything stands that a running installation leans on; each look stands alone and never raises."""
    return tuple(each for look in _LOOKS for each in _safely(look))


def work(session: Session) -> Work:
    """What the engine has still to do, and what it gave up for a while."""
    waiting, parked = session.execute(queries.promises_waiting()).one()
    rows = session.scalars(queries.parked_promises().limit(_SHOWN)).all() if parked else ()
    return Work(
        waiting - parked,
        parked,
        tuple(Parked(row.subject, row.kind, row.created_at, row.error) for row in rows),
    )


def release(session: Session, actor: Actor) -> int:
    """Give what is parked another try; returns how many."""
    released = outbox.release(session)
    _note(session, actor, "system:action:released", f"Cho làm lại {released} việc bị treo.")
    return released


def mail_settings() -> MailSettings:
    """How letters go out."""
    settings = wiring.settings()
    url = settings.smtp_url.get_secret_value()
    if not url:
        return MailSettings(is_configured=False, sender=settings.mail_from)
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    starts = parse_qs(parts.query).get("starttls", ["0"])[-1] in {"1", "true", "yes"}
    return MailSettings(
        is_configured=True,
        host=parts.hostname or "",
        port=port,
        is_encrypted=parts.scheme == "smtps" or starts,
        signs_in=bool(parts.username),
        sender=settings.mail_from or f"triplehelix@{parts.hostname}",
    )


def try_mail(session: Session, actor: Actor) -> str:
    """Send a letter to the actor's own address, at once; returns the address.

    Raises:
        Refused: the actor has no address.
        BadInput: no mail server is configured, or its settings cannot be read.
        Unavailable: the mail server takes nothing now.
    """
    address = session.get_one(Person, actor.id).email
    if not address:
        raise Refused("Tài khoản của bạn chưa có địa chỉ thư; hãy ghi địa chỉ trước khi gửi thử.")
    if not mail.is_configured():
        raise BadInput("Chưa cấu hình máy chủ thư: hãy đặt TRIPLEHELIX_SMTP_URL rồi khởi động lại.")
    now = wiring.now()
    mail.send(
        mail.Letter(
            f"mail-test-{actor.id}-{now:%Y%m%d%H%M%S%f}",
            (address,),
            "Thư thử của Cổng Ba nhà",
            f"Thư này được gửi thử lúc {now:%d/%m/%Y %H:%M:%S} từ trang quản trị của Cổng Ba nhà.\n",
        )
    )
    _note(session, actor, "system:mail:tried", f"{actor.title} gửi thư thử.")
    return address


def _safely(look: Callable[[], Iterator[Standing]]) -> Iterator[Standing]:
    try:
        yield from look()
    except TripleHelixError as problem:
        yield Standing(look.__name__.strip("_"), good=False, sentence=" ".join(problem.reasons))
    except OSError as problem:
        said = f"Không kiểm tra được: {problem.strerror or type(problem).__name__}."
        yield Standing(look.__name__.strip("_"), good=False, sentence=said)


def _storage() -> Iterator[Standing]:
    for finding in wiring.archive().doctor():
        yield Standing("storage", finding.good, finding.sentence)
    copy = wiring.archive_copy()
    if copy is None:
        yield Standing("copy", good=True, sentence="Lưu ý: chưa cấu hình bản sao thứ hai của kho lưu trữ.")
        return
    for finding in copy.doctor():
        yield Standing("copy", finding.good, f"Bản sao thứ hai: {finding.sentence}")


def _disk() -> Iterator[Standing]:
    home = wiring.settings().home
    place = next(path for path in (home, *home.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"Còn {free / 1024**3:.1f} GiB trống cho dữ liệu của hệ thống.".replace(".", ",", 1)
    yield Standing("disk", free >= LEAST_FREE_BYTES, said)


def _scanner() -> Iterator[Standing]:
    address = wiring.settings().clamav
    if not address:
        yield Standing("scanner", good=True, sentence="Lưu ý: chưa cấu hình bộ quét virus.")
        return
    intake.ping_scanner(address)
    yield Standing("scanner", good=True, sentence="Bộ quét virus trả lời.")


def _rules() -> Iterator[Standing]:
    local = law.adopted()
    counts = f"{len(local.rules)} quy tắc, {len(local.schemes)} cách họp của hội đồng"
    own = wiring.settings().rules is not None
    said = f"Quy tắc riêng của tỉnh đang áp dụng: {counts}." if own else "Không có quy tắc riêng của tỉnh."
    yield Standing("rules", good=True, sentence=said)


def _calendar() -> Iterator[Standing]:
    year = wiring.today().year
    known = sum(1 for day in workdays.adopted() if day.year == year)
    said = f"Lịch năm {year} có {known} ngày nghỉ, ngày làm bù ghi riêng."
    yield Standing("calendar", good=True, sentence=said)


def _letters() -> Iterator[Standing]:
    if mail.is_configured():
        yield Standing("mail", good=True, sentence="Đã cấu hình máy chủ thư.")
    else:
        said = "Lưu ý: chưa cấu hình máy chủ thư; đường dẫn mời hiện cho quản trị để chuyển trực tiếp."
        yield Standing("mail", good=True, sentence=said)


def _sign_on() -> Iterator[Standing]:
    settings = wiring.settings()
    if settings.sso_issuer and not settings.sso_client_id:
        said = "Đã đặt TRIPLEHELIX_SSO_ISSUER nhưng thiếu TRIPLEHELIX_SSO_CLIENT_ID."
        yield Standing("sso", good=False, sentence=said)
    elif settings.sso_issuer:
        yield Standing("sso", good=True, sentence="Đã nối với hệ thống đăng nhập của tỉnh.")
    else:
        yield Standing("sso", good=True, sentence="Không dùng hệ thống đăng nhập riêng của tỉnh.")


_LOOKS: Final = (_storage, _disk, _scanner, _rules, _calendar, _letters, _sign_on)


def _note(session: Session, actor: Actor, tag: str, said: str) -> None:
    audit.record(session, tag, said, on=wiring.today(), person_id=actor.id)
