"""Notices by e-mail (SMTP): one message an event, to those who must act; the secret stays in the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from actions import wiring
from models.errors import BadInput, Refused, Unavailable

_PATIENCE: Final = 10.0
"""Seconds to wait for a mail server that does not answer."""
_FOR_GOOD: Final = 500
"""From this answer on a mail server will not change its mind (RFC 5321, 4.2.1)."""
_PORTS: Final = {"smtp": 25, "smtps": 465}
_HOW: Final = "hãy đặt TRIPLEHELIX_SMTP_URL theo dạng smtp://tài-khoản:mật-khẩu@máy-chủ:587?starttls=1."


@dataclass(frozen=True)
class Letter:
    """A notice before it is sent; `key` is the event's, so that a letter sent twice is known as one."""

    key: str
    to: tuple[str, ...]
    subject: str
    body: str
    language: str = "vi"
    copies: tuple[str, ...] = ()


def is_configured() -> bool:
    """Whether this installation has a mail server."""
    return bool(wiring.settings().smtp_url.get_secret_value())


def send(letter: Letter) -> tuple[str, ...]:
    """Send a letter; returns the addresses that the mail server refused, while it took the others.

    Raises:
        BadInput: the settings of the mail server cannot be read.
        Refused: the mail server knows none of the addresses, and will not know them later.
        Unavailable: the mail server does not answer, does not let us in, or takes nothing now.
    """
    server = _server()
    with _explained(server), _connected(server) as smtp:
        return tuple(smtp.send_message(_message(letter, server), to_addrs=(*letter.to, *letter.copies)))


def ask() -> None:
    """Ask the mail server whether it is there and lets us in.

    Raises:
        BadInput: the settings of the mail server cannot be read.
        Unavailable: it does not answer, or does not let us in.
    """
    server = _server()
    with _explained(server), _connected(server) as smtp:
        smtp.noop()


@contextmanager
def _explained(server: SplitResult) -> Iterator[None]:
    """Turn what the mail server and the way to it answer into a sentence, never with a password in it."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as problem:
        refusals = problem.recipients.values()
        kind = Refused if all(code >= _FOR_GOOD for code, _ in refusals) else Unavailable
        raise kind(
            f"Máy chủ thư từ chối mọi địa chỉ nhận ({_reasons(refusals)}); "
            "hãy kiểm tra địa chỉ của các tài khoản."
        ) from problem
    except smtplib.SMTPAuthenticationError as problem:
        raise Unavailable(
            "Máy chủ thư không nhận tài khoản gửi; hãy kiểm tra TRIPLEHELIX_SMTP_URL."
        ) from problem
    except smtplib.SMTPNotSupportedError as problem:
        raise BadInput(
            "Máy chủ thư không hỗ trợ đăng nhập hoặc STARTTLS như đã cấu hình; "
            "hãy kiểm tra TRIPLEHELIX_SMTP_URL."
        ) from problem
    except smtplib.SMTPResponseException as problem:
        raise Unavailable(
            f"Máy chủ thư không nhận thư (mã {problem.smtp_code}); thư được gửi lại sau."
        ) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise Unavailable(
            f"Máy chủ thư {server.hostname} không trả lời; thư được gửi lại sau, không có gì bị mất."
        ) from problem


def _server() -> SplitResult:
    """Where the mail server is; no sentence shows the address, for it holds a password."""
    address = urlsplit(wiring.settings().smtp_url.get_secret_value())
    try:
        fine = (
            address.scheme in _PORTS and bool(address.hostname) and (address.port is None or address.port > 0)
        )
    except ValueError:
        fine = False
    if not fine:
        raise BadInput(f"Địa chỉ máy chủ thư không đúng; {_HOW}")
    return address


def _connected(server: SplitResult) -> smtplib.SMTP:
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=_PATIENCE, context=ssl.create_default_context()
        )
    else:
        smtp = smtplib.SMTP(host, port, timeout=_PATIENCE)
    try:
        if parse_qs(server.query).get("starttls", ["0"])[-1] in {"1", "true", "yes"}:
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _message(letter: Letter, server: SplitResult) -> EmailMessage:
    sender = wiring.settings().mail_from or f"triplehelix@{server.hostname}"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = ", ".join(letter.to)
    if letter.copies:
        message["Cc"] = ", ".join(letter.copies)
    message["Date"] = format_datetime(wiring.now())
    message["Message-ID"] = f"<{letter.key}@triplehelix>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    # Setting the content takes away every Content-* header that was there before.
    message["Content-Language"] = letter.language
    return message


def _reasons(refusals: Iterable[tuple[int, bytes]]) -> str:
    return ", ".join(sorted({f"mã {code}" for code, _ in refusals}))
