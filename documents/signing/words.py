"""The words of signing: a place, a trust, what was found. The standard library alone: all may know them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from models.errors import BadInput

TEST_ORGANISATION = "TEST - Triple Helix"
"""The organisation that every issuer of the development CA bears: what it issues proves nothing."""

_PEM = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL)-----(.+?)-----END \1-----", re.DOTALL)
_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der", ".crl"})


@dataclass(frozen=True)
class Place:
    """Where one signer signs: number from 1, page from 1, PDF points from the page's lower left corner."""

    number: int
    page: int
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def field(self) -> str:
        """The name of its signature field."""
        return field_of(self.number)


def field_of(number: int) -> str:
    """The name of the signature field of a place."""
    return f"ChuKy{number}"


@dataclass(frozen=True)
class Certificate:
    """Whose certificate it is and who issued it; `fingerprint` is the SHA-256 of its bytes."""

    holder: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    is_test: bool


@dataclass(frozen=True)
class Trust:
    """Which certificates are trusted as roots, and the revocation lists at hand; all in DER."""

    roots: tuple[bytes, ...] = ()
    revocations: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, places: Iterable[Path]) -> Trust:
        """The roots and lists in these files and folders (PEM or DER).

        Raises:
            BadInput: a file is missing or holds neither, each in a sentence.
        """
        found: list[tuple[bool, bytes]] = []
        wrong = []
        for file in [file for place in places for file in _files(place)]:
            try:
                held = _pem_or_der(file)
            except OSError as problem:
                wrong.append(f"Không đọc được chứng thư gốc «{file}»: {problem.strerror}.")
                continue
            if not held:
                wrong.append(f"Tệp «{file}» không chứa chứng thư hoặc danh sách thu hồi nào.")
            found.extend(held)
        if wrong:
            raise BadInput(*wrong)
        return cls(
            tuple(der for is_list, der in found if not is_list),
            tuple(der for is_list, der in found if is_list),
        )

    def with_(self, other: Trust) -> Trust:
        """Both together."""
        return Trust(self.roots + other.roots, self.revocations + other.revocations)


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return sorted(file for file in place.iterdir() if file.suffix in _SUFFIXES)


def _pem_or_der(file: Path) -> list[tuple[bool, bytes]]:
    data = file.read_bytes()
    blocks = _PEM.findall(data)
    if blocks:
        return [(kind != b"CERTIFICATE", b64decode(text)) for kind, text in blocks]
    return [(file.suffix == ".crl", data)] if data.startswith(b"\x30") else []


@dataclass(frozen=True)
class Proofs:
    """What a signature takes along so that it can be checked in many years.

    A timestamp from `tsa_url`, or from the development CA's own key at `test_tsa`; with `revocation`, the
    proof that the certificates were not revoked (fetched when signing), which needs a timestamp.
    """

    trust: Trust = Trust()
    tsa_url: str = ""
    test_tsa: Path | None = None
    revocation: bool = False


class Level(StrEnum):
    """How long a signature can be checked (ETSI EN 319 142-1, as far as the file shows)."""

    BASIC = "B-B"
    """As long as its certificate is valid."""
    TIMED = "B-T"
    """A timestamp proves that it was there on that day."""
    LONG = "B-LT"
    """The timestamp, and the proof that nothing was revoked."""
    ARCHIVED = "B-LTA"
    """All that under an archive timestamp, which can be renewed before its certificate ends."""


class Fault(StrEnum):
    """What is wrong with a signature or with a file; `vi` and `en` say it."""

    UNREADABLE = "unreadable"
    TOO_HEAVY = "too_heavy"
    NO_SIGNATURE = "no_signature"
    UNSIGNED_TAIL = "unsigned_tail"
    ALTERED = "altered"
    CHANGED_AFTER = "changed_after"
    PARTIAL = "partial"
    MALFORMED = "malformed"
    WRONG_TIME = "wrong_time"
    STAMP_ENDED = "stamp_ended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNTRUSTED = "untrusted"
    UNKNOWN_ROOTS = "unknown_roots"

    @property
    def vi(self) -> str:
        """The sentence in Vietnamese."""
        return _FAULTS[self][0]

    @property
    def en(self) -> str:
        """The sentence in English."""
        return _FAULTS[self][1]


_FAULTS = {
    Fault.UNREADABLE: (
        "Tệp không phải là PDF hợp lệ, hoặc đã hỏng, hoặc được mã hóa nên không kiểm tra được.",
        "The file is no valid PDF, is damaged or is encrypted, and cannot be checked.",
    ),
    Fault.TOO_HEAVY: (
        "Tệp cần quá nhiều thời gian hoặc bộ nhớ nên không kiểm tra được; hãy xin tệp gốc từ nơi ban hành.",
        "The file takes too much time or memory to be checked; please ask the issuer for the original.",
    ),
    Fault.NO_SIGNATURE: ("Tệp không có chữ ký số nào.", "The file bears no digital signature."),
    Fault.UNSIGNED_TAIL: (
        "Có phần nội dung thêm vào sau chữ ký cuối cùng mà không ai ký.",
        "Something was added after the last signature that nobody signed.",
    ),
    Fault.ALTERED: (
        "Nội dung đã bị thay đổi sau khi ký, hoặc chữ ký không phải của chứng thư này.",
        "The content was altered after signing, or the signature is not this certificate's.",
    ),
    Fault.CHANGED_AFTER: (
        "Sau chữ ký này, tệp bị thay đổi ngoài việc ký thêm.",
        "After this signature, more was changed than signatures being added.",
    ),
    Fault.PARTIAL: (
        "Chữ ký không bao trùm toàn bộ văn bản tại thời điểm ký.",
        "The signature does not cover the whole paper as it was when signed.",
    ),
    Fault.MALFORMED: (
        "Cấu trúc chữ ký không theo chuẩn PAdES: không loại trừ khả năng đã bị sửa.",
        "The signature is not built as PAdES asks: that it was tampered with cannot be ruled out.",
    ),
    Fault.WRONG_TIME: (
        "Dấu thời gian không hợp lệ hoặc không do tổ chức được tin cậy cấp.",
        "The timestamp is not valid, or not by a trusted authority.",
    ),
    Fault.STAMP_ENDED: (
        "Dấu thời gian lưu trữ không hợp lệ, không được tin cậy hoặc đã hết hiệu lực mà không được gia hạn.",
        "An archive timestamp is not valid, not trusted, or ended without having been renewed.",
    ),
    Fault.REVOKED: ("Chứng thư đã bị thu hồi.", "The certificate was revoked."),
    Fault.EXPIRED: (
        "Chứng thư chưa có hoặc đã hết hiệu lực, và không có dấu thời gian chứng minh ngày ký.",
        "The certificate is not valid (any more), and no timestamp proves when it was used.",
    ),
    Fault.UNTRUSTED: (
        "Chứng thư không do tổ chức mà hệ thống này tin cậy cấp.",
        "The certificate was not issued by a body that this system trusts.",
    ),
    Fault.UNKNOWN_ROOTS: (
        "Hệ thống chưa cấu hình chứng thư gốc nên không xác định được chứng thư có đáng tin cậy không.",
        "No trusted roots are configured here, so whether the certificate can be trusted is not known.",
    ),
}


@dataclass(frozen=True)
class Inspected:
    """One signature as it was found in a file, in the order of signing.

    `claimed_at` is what the signer says, `stamped_at` what a valid timestamp proves. `revision` counts the
    file's revisions from 1; `covers_file` tells whether every byte of the file is under the signature.
    """

    field: str
    certificate: Certificate
    claimed_at: datetime | None
    stamped_at: datetime | None
    level: Level
    revision: int
    covers_file: bool
    trusted: bool
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Whether what was signed is unaltered (whoever signed it)."""
        return not {Fault.ALTERED, Fault.CHANGED_AFTER, Fault.PARTIAL, Fault.MALFORMED} & set(self.faults)

    @property
    def at(self) -> datetime | None:
        """When it was signed, as well as the file tells."""
        return self.stamped_at or self.claimed_at


@dataclass(frozen=True)
class Stamp:
    """An archive timestamp over the file as it was then: when, by which authority, until when that holds.

    `sound` tells whether it is whole and by a trusted authority: the last one now, one before it at the
    moment of the next.
    """

    at: datetime
    authority: Certificate
    until: datetime
    revision: int
    covers_file: bool
    sound: bool


@dataclass(frozen=True)
class Inspection:
    """What a file says of itself: its signatures, its places still unsigned, and what is wrong with it.

    A file cut back to an earlier signature is sound in itself; only who knows how many signatures there
    must be can tell. `waiting` shows it when the places were made before the first signature. `stamps` are
    the archive timestamps, in their order.
    """

    signatures: tuple[Inspected, ...]
    waiting: tuple[str, ...]
    revisions: int
    faults: tuple[Fault, ...]
    stamps: tuple[Stamp, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether all is as it should be: signed, whole, unaltered and by trusted certificates."""
        return bool(self.signatures) and not self.faults and not any(one.faults for one in self.signatures)

    @property
    def intact(self) -> bool:
        """Whether nothing was changed since the last signature (whoever signed)."""
        return (
            bool(self.signatures)
            and not self.faults
            and all(signature.intact for signature in self.signatures)
        )

    @property
    def is_test(self) -> bool:
        """Whether a certificate of the development CA is among them."""
        return any(one.certificate.is_test for one in self.signatures)
