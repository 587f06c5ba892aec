"""Signed specimens for the tests: a contract with three places, a development CA, and who signs."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from documents import signing
from documents.signing import Place, Proofs, Trust, development
from documents.typeset import Pdf, typeset
from tests.documents.test_typeset import CONTRACT

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PARTIES = ("state", "institute", "enterprise")
TITLES = ("Giám đốc Sở Khoa học và Công nghệ", "Thủ trưởng tổ chức chủ trì", "Đại diện doanh nghiệp")
BODIES = ("Sở Khoa học và Công nghệ (mẫu)", "Viện nghiên cứu (mẫu)", "Doanh nghiệp tiếp nhận (mẫu)")


def now() -> datetime:
    return datetime.now(HANOI).replace(microsecond=0)


@dataclass
class Desk:
    """A desk to sign at: the CA's folder, the paper, and its places."""

    folder: Path
    revocations_at: str = ""
    status_at: str = ""

    def __post_init__(self) -> None:
        holders = [
            development.Holder(name, title, body)
            for name, title, body in zip(PARTIES, TITLES, BODIES, strict=True)
        ]
        holders.append(development.Holder("revoked", "Chứng thư đã thu hồi", BODIES[0], revoked=True))
        development.make(self.folder, holders, now(), lists_at=self.revocations_at, status_at=self.status_at)

    @cached_property
    def paper(self) -> Pdf:
        signers = [
            {"authority": f"Đại diện bên {n}", "position": t, "name": None}
            for n, t in zip("ABC", TITLES, strict=True)
        ]
        return typeset("_specimen", CONTRACT | {"signers": signers}, issued_on=date(2026, 11, 20))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        boxes = self.paper.signature_boxes
        return tuple(Place(box.signer, box.page, box.x1, box.y1, box.x2, box.y2) for box in boxes)

    @cached_property
    def prepared(self) -> bytes:
        return signing.prepare(self.paper.data, self.places)

    @cached_property
    def trust(self) -> Trust:
        return signing.development_trust(self.folder)

    @cached_property
    def revisions(self) -> list[bytes]:
        """The paper as prepared, then after each of the three parties has signed."""
        made = [self.prepared]
        for number, party in enumerate(PARTIES):
            made.append(self.sign(made[-1], number, party, certify=number == 0))
        return made

    def key(self, party: str) -> str:
        return str(self.folder / f"{party}.p12")

    def sign(
        self,
        pdf: bytes,
        place: int,
        party: str,
        *,
        certify: bool = False,
        trust: Trust | None = None,
        **proofs,
    ) -> bytes:
        return signing.sign(
            pdf,
            self.places[place],
            self.key(party),
            development.PASSPHRASE,
            moment=now(),
            proofs=Proofs(trust=trust or self.trust, **proofs),
            certify=certify,
        )

    def look(self, data: bytes) -> signing.Inspection:
        return signing.inspect(data, self.trust)
