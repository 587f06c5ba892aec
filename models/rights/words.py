"""The words of rights: what is asked, what may be answered, the forms of transfer, the rungs of Decree 70."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.language import Confidence, PartyKind, Regime, Source


class Asset(StrEnum):
    """What is to be transferred."""

    RESULT = "result"
    """Tài sản là kết quả của nhiệm vụ."""
    EQUIPMENT = "equipment"
    """Tài sản trang bị để thực hiện nhiệm vụ."""


class Permission(StrEnum):
    """The answer to "may this recipient get it?"."""

    ALLOWED = "allowed"
    """Được phép."""
    CONDITIONAL = "conditional"
    """Được phép khi đủ điều kiện."""
    BARRED = "barred"
    """Không được phép theo cách đã hỏi; `makes_possible` says which way is open."""
    LEGAL_OPINION = "legal_opinion"
    """Cần ý kiến pháp chế: the law is not known well enough, or a fact is missing."""

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return {
            "allowed": "Được phép",
            "conditional": "Được phép có điều kiện",
            "barred": "Không được phép",
            "legal_opinion": "Cần ý kiến pháp chế",
        }[self.value]


class TransferForm(StrEnum):
    """The forms in which a result may be transferred."""

    ASSIGN_OWNERSHIP = "ASSIGN_OWNERSHIP"
    """Giao, chuyển nhượng quyền sở hữu."""
    ASSIGN_USE_RIGHT = "ASSIGN_USE_RIGHT"
    """Giao quyền sử dụng."""
    LICENCE_EXCLUSIVE = "LICENCE_EXCLUSIVE"
    """Chuyển quyền sử dụng độc quyền."""
    LICENCE_NONEXCLUSIVE = "LICENCE_NONEXCLUSIVE"
    """Chuyển quyền sử dụng không độc quyền."""
    SALE_DIRECT = "SALE_DIRECT"
    """Bán trực tiếp, bán chỉ định."""
    AUCTION = "AUCTION"
    """Bán đấu giá."""
    CAPITAL_CONTRIBUTION = "CAPITAL_CONTRIBUTION"
    """Góp vốn."""
    JOINT_VENTURE = "JOINT_VENTURE"
    """Liên doanh, liên kết."""
    SPIN_OFF = "SPIN_OFF"
    """Thành lập doanh nghiệp."""
    SELF_EXPLOIT = "SELF_EXPLOIT"
    """Tự khai thác."""
    LEASE = "LEASE"
    """Cho thuê."""
    FREE_HANDOVER = "FREE_HANDOVER"
    """Bàn giao không bồi hoàn."""
    REPLICATION_TASK = "REPLICATION_TASK"
    """Nhiệm vụ ứng dụng, nhân rộng."""

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _FORM_LABELS[self]


_FORM_LABELS = {
    TransferForm.ASSIGN_OWNERSHIP: "Giao, chuyển nhượng quyền sở hữu",
    TransferForm.ASSIGN_USE_RIGHT: "Giao quyền sử dụng",
    TransferForm.LICENCE_EXCLUSIVE: "Chuyển quyền sử dụng độc quyền",
    TransferForm.LICENCE_NONEXCLUSIVE: "Chuyển quyền sử dụng không độc quyền",
    TransferForm.SALE_DIRECT: "Bán trực tiếp, bán chỉ định",
    TransferForm.AUCTION: "Bán đấu giá",
    TransferForm.CAPITAL_CONTRIBUTION: "Góp vốn",
    TransferForm.JOINT_VENTURE: "Liên doanh, liên kết",
    TransferForm.SPIN_OFF: "Thành lập doanh nghiệp",
    TransferForm.SELF_EXPLOIT: "Tự khai thác",
    TransferForm.LEASE: "Cho thuê",
    TransferForm.FREE_HANDOVER: "Bàn giao không bồi hoàn",
    TransferForm.REPLICATION_TASK: "Nhiệm vụ ứng dụng, nhân rộng",
}

MARKET_FORMS = (
    TransferForm.LICENCE_EXCLUSIVE,
    TransferForm.LICENCE_NONEXCLUSIVE,
    TransferForm.ASSIGN_OWNERSHIP,
    TransferForm.SALE_DIRECT,
    TransferForm.AUCTION,
    TransferForm.LEASE,
    TransferForm.CAPITAL_CONTRIBUTION,
    TransferForm.JOINT_VENTURE,
    TransferForm.SPIN_OFF,
)
"""What an owner who is free to contract may choose from."""

OWNER_FORMS = (TransferForm.SELF_EXPLOIT, *MARKET_FORMS)


@dataclass(frozen=True)
class Rung:
    """One step of the order of priority that Decree 70/2018 sets for a fully State-funded result."""

    number: int
    vi: str
    en: str
    who: str
    pays: bool
    form: TransferForm
    source: Source

    @property
    def article(self) -> str:
        """The citation, with "(tham khảo)" where it was not read."""
        return str(self.source)

    @property
    def confidence(self) -> Confidence:
        """How well the rung is known."""
        return self.source.confidence

    @property
    def sentence(self) -> str:
        """The rung as a way out, e.g. "Bậc 4 (có hoàn trả giá trị): ..."."""
        price = "có hoàn trả giá trị, phải định giá" if self.pays else "không phải hoàn trả giá trị"
        return f"Bậc {self.number} ({price}): {self.vi}"


ND70 = Source("Nghị định số 70/2018/NĐ-CP", Confidence.READ)
CO_FUNDED = Source("Điều 4 khoản 2, Điều 22, Điều 23 Nghị định số 70/2018/NĐ-CP", Confidence.READ)
"""Of a task that the State funds in part: co-owned, and handled as its contract says."""
_ND70_AND_CIRCULAR = Source(
    "Nghị định số 70/2018/NĐ-CP; chương IV Thông tư số 02/2020/TT-BKHCN", Confidence.READ
)

RUNGS: tuple[Rung, ...] = (
    Rung(
        1,
        "giao quyền sử dụng, ghi tăng tài sản cho tổ chức chủ trì là cơ quan nhà nước, đơn vị sự nghiệp "
        "công lập, lực lượng vũ trang, cơ quan Đảng hoặc tổ chức chính trị - xã hội.",
        "Use right, recorded as an asset increase, to a host that is a State body or public unit.",
        "Tổ chức chủ trì là cơ quan nhà nước, đơn vị sự nghiệp công lập",
        pays=False,
        form=TransferForm.ASSIGN_USE_RIGHT,
        source=ND70,
    ),
    Rung(
        2,
        "giao quyền sở hữu, ghi tăng vốn nhà nước tại tổ chức chủ trì là doanh nghiệp 100% vốn nhà nước.",
        "Ownership, recorded as a State capital increase, to a host that is a 100% State-owned enterprise.",
        "Tổ chức chủ trì là doanh nghiệp 100% vốn nhà nước",
        pays=False,
        form=TransferForm.ASSIGN_OWNERSHIP,
        source=ND70,
    ),
    Rung(
        3,
        "giao quyền sở hữu cho tổ chức chủ trì có đề nghị và hoàn trả giá trị.",
        "Ownership to the host that asks for it and reimburses its value.",
        "Tổ chức chủ trì bất kỳ",
        pays=True,
        form=TransferForm.ASSIGN_OWNERSHIP,
        source=ND70,
    ),
    Rung(
        4,
        "khi tổ chức chủ trì không có nhu cầu, giao quyền sở hữu cho tổ chức, cá nhân khác có đề nghị và "
        "hoàn trả giá trị, kể cả doanh nghiệp tư nhân và hợp tác xã.",
        "If the host has no need: ownership to others, private ones included, who ask and reimburse the "
        "value.",
        "Tổ chức, cá nhân khác",
        pays=True,
        form=TransferForm.ASSIGN_OWNERSHIP,
        source=ND70,
    ),
    Rung(
        5,
        "khi không giao được theo bậc 4, giao quyền sử dụng cho tổ chức chủ trì để tiếp tục hoàn thiện, "
        "thương mại hóa và chia lợi nhuận với Nhà nước.",
        "Failing that: use right to the host, to develop and commercialise it and share profit with the "
        "State.",
        "Tổ chức chủ trì",
        pays=False,
        form=TransferForm.ASSIGN_USE_RIGHT,
        source=_ND70_AND_CIRCULAR,
    ),
)
"""The five rungs, in order of priority (domain notes 2.2)."""


@dataclass(frozen=True)
class Question:
    """What is asked of the law: this asset, from this host, to this recipient, free or against payment.

    `state_share` is the State's part of the funding, 0..1; None is unknown. `reserved` is whether the order
    keeps the rights for the State; None is unknown.
    """

    regime: Regime
    state_share: Decimal | None
    asset: Asset
    host: PartyKind
    recipient: PartyKind
    recipient_is_host: bool
    reserved: bool | None
    state_decided: bool
    free: bool
    on: date

    @property
    def fully_funded(self) -> bool:
        """Whether the State paid for all of it."""
        return self.state_share == 1

    @property
    def to_private_party(self) -> bool:
        """Whether it would go to a private organisation or a person."""
        return self.recipient.is_private


@dataclass(frozen=True)
class Answer:
    """The answer, its reason in two languages, its article, and what would make the transfer possible.

    `rung` is the rung of Decree 70/2018 by which the recipient can be reached (None where no rung does),
    `rungs` the whole ladder where it applies. `notes` are open questions that must be shown beside it.
    """

    regime: Regime
    verdict: Permission
    because: str
    because_en: str
    article: str
    confidence: Confidence
    makes_possible: tuple[str, ...] = ()
    forms: tuple[TransferForm, ...] = ()
    rung: int | None = None
    rungs: tuple[Rung, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_barred(self) -> bool:
        """Whether the way that was asked for is closed."""
        return self.verdict is Permission.BARRED
