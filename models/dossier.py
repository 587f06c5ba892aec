"""The dossier (hồ sơ): all that is known of one task, as the pure judgements read it.

A dossier is loaded from the tables by `actions.dossiers` and never written back. What is not known is
None; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.language import Method, PartyKind, ProductType, Regime, Role, Verdict


@dataclass(frozen=True)
class Party:
    """An organisation as the judgements see it. `dissolved_on` without `successor` has no heir yet."""

    id: int
    name: str
    kind: PartyKind
    province: str = ""
    e_id: str = ""
    address: str = ""
    dissolved_on: date | None = None
    successor: str | None = None


@dataclass(frozen=True)
class SixClears:
    """Sáu rõ: who, what, when, result, responsibility, authority. An empty string is not clear."""

    who: str = ""
    what: str = ""
    when: date | None = None
    result: str = ""
    responsibility: str = ""
    authority: str = ""

    def missing(self) -> tuple[str, ...]:
        """The clears that are not clear yet, in Vietnamese."""
        named = (
            ("rõ người", self.who),
            ("rõ việc", self.what),
            ("rõ thời gian", self.when),
            ("rõ kết quả", self.result),
            ("rõ trách nhiệm", self.responsibility),
            ("rõ thẩm quyền", self.authority),
        )
        return tuple(name for name, value in named if not value)


class Grade(StrEnum):
    """The council's grade at acceptance."""

    EXCELLENT = "excellent"
    """Xuất sắc."""
    VERY_GOOD = "very_good"
    """Tốt (older lists)."""
    GOOD = "good"
    """Khá (four-grade schemes and older lists)."""
    PASS = "pass"  # noqa: S105 - a grade, not a password
    """Đạt."""
    AVERAGE = "average"
    """Trung bình (older lists)."""
    FAIL = "fail"
    """Không đạt, không hoàn thành."""

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {
            "excellent": "Xuất sắc",
            "very_good": "Tốt",
            "good": "Khá",
            "pass": "Đạt",
            "average": "Trung bình",
            "fail": "Không đạt",
        }[self.value]


class Position(StrEnum):
    """A seat on a council."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    REVIEWER = "reviewer"
    SECRETARY = "secretary"
    MEMBER = "member"

    @property
    def label(self) -> str:
        """The Vietnamese title of the seat."""
        return {
            "chair": "Chủ tịch hội đồng",
            "vice_chair": "Phó Chủ tịch hội đồng",
            "reviewer": "Ủy viên phản biện",
            "secretary": "Ủy viên thư ký khoa học",
            "member": "Ủy viên",
        }[self.value]


@dataclass(frozen=True)
class Submission:
    """A paper that a person handed in, kept by its SHA-256."""

    id: int
    paper: str
    by_person: int
    by_org: int
    role: Role
    on: date
    sha256: str
    file_name: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Decision:
    """What one person decided at a gate, in which round."""

    gate: str
    round: int
    by_person: int
    role: Role
    title: str
    verdict: Verdict
    on: date
    comment: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """A member of a council: a person by account, position and organisation; recused members do not count.

    `stated_on` is the day on which the member said whether there is a conflict of interest, `conflict` what
    it is; None and empty while nothing was said.
    """

    person: int
    title: str
    organisation: str
    position: Position
    present: bool = True
    recused: bool = False
    stated_on: date | None = None
    conflict: str = ""


@dataclass(frozen=True)
class Ballot:
    """One member's vote: agree (True/False), a score out of 100, or a grade, as the scheme asks.

    `written` is one that an absent member sent; `marks` are the answers by criterion of which score or grade
    was computed.
    """

    person: int
    position: Position
    on: date
    agree: bool | None = None
    score: Decimal | None = None
    grade: Grade | None = None
    comment: str = ""
    written: bool = False
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CouncilSitting:
    """A council formed for one gate of one entry, its seats and the ballots cast.

    `days_late` says how many days after its due date the dossier came that the council judges. Of a `secret`
    one nobody is shown who voted how.
    """

    gate: str
    formed_on: date
    meets_on: date | None
    seats: tuple[Seat, ...]
    ballots: tuple[Ballot, ...] = ()
    days_late: int = 0
    secret: bool = True


@dataclass(frozen=True)
class ClockStop:
    """A time in which the clock stands still: a supplement is awaited, or a document says so."""

    since: date
    until: date | None
    reason: str


@dataclass(frozen=True)
class Issued:
    """A document that the system issued: number, date and hash (None until it is stored)."""

    id: int
    paper: str
    number: str
    issued_on: date
    subject: str
    sha256: str | None
    pages: int | None = None


@dataclass(frozen=True)
class Entry:
    """One stay of the task in one stage (or beside track).

    `due_on` is None where no rule sets a date or the fact that it counts from is unknown; `rule_version`
    names the rule that set it. `left_on` is None while the task is there.
    """

    id: int
    stage: str
    entered_on: date
    left_on: date | None = None
    due_on: date | None = None
    rule_version: str = ""
    exit: str = ""
    submissions: tuple[Submission, ...] = ()
    decisions: tuple[Decision, ...] = ()
    sittings: tuple[CouncilSitting, ...] = ()
    stops: tuple[ClockStop, ...] = ()
    issued: tuple[Issued, ...] = ()
    imported: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the task is still there."""
        return self.left_on is None

    def sitting(self, gate: str) -> CouncilSitting | None:
        """The council last formed for the gate, if any."""
        formed = [sitting for sitting in self.sittings if sitting.gate == gate]
        return formed[-1] if formed else None

    def papers_in(self) -> frozenset[str]:
        """The codes of the papers that are in and not withdrawn."""
        return frozenset(paper.paper for paper in self.submissions if not paper.withdrawn)


IP_KINDS: dict[str, str] = {
    "invention": "sáng chế",
    "utility": "giải pháp hữu ích",
    "design": "kiểu dáng công nghiệp",
    "variety": "giống cây trồng",
}
"""What may be protected, by its code."""


@dataclass(frozen=True)
class Result:
    """What is known of the result after acceptance; each date is None until a document fixes it.

    `trl` is the technology readiness level at acceptance, 1..9; `ip_kind` is empty, or what is to be
    protected: invention, utility, design, variety. `rights_handed_on` is the day on which the result was
    handed to the holder of the rights, `handed_over_on` that on which it went to who uses it.
    """

    accepted_on: date | None = None
    grade: Grade | None = None
    registered_on: date | None = None
    recognised_on: date | None = None
    asset_report_on: date | None = None
    rights_dossier_on: date | None = None
    rights_decided_on: date | None = None
    rights_rung: int | None = None
    handed_over_on: date | None = None
    disclosed_on: date | None = None
    ip_decided_on: date | None = None
    ip_filed_on: date | None = None
    ip_granted_on: date | None = None
    partner_found_on: date | None = None
    funding_line_on: date | None = None
    paid_path_on: date | None = None
    valued_on: date | None = None
    value_vnd: Decimal | None = None
    price_agreed_on: date | None = None
    transferred_on: date | None = None
    transfer_form: str = ""
    free_transfer_asked_on: date | None = None
    application_report_on: date | None = None
    in_use: bool | None = None
    state_decision_on: date | None = None
    awaits_central_since: date | None = None
    awaits_central_document: str = ""
    benefit_agreement_on: date | None = None
    not_transferable_on: date | None = None
    replication_approved_on: date | None = None
    shared_on: date | None = None
    archived_on: date | None = None
    trl: int | None = None
    approval_needed_since: date | None = None
    approval_granted_on: date | None = None
    ip_waived_on: date | None = None
    ip_kind: str = ""
    rights_handed_on: date | None = None
    memorandum_on: date | None = None
    central_guidance_on: date | None = None


@dataclass(frozen=True)
class Dossier:
    """One task, whole: what was ordered, who has it, where it stands, what is known of its result.

    `state_share` is the State's part of the funding, 0..1 (1 is fully State-funded); None is unknown.
    `recipient_named_on` is the day on which the recipient was named, where somebody named it here.
    `co_owner` is the second organisation that owns the result beside the host, if there is one.
    `item13` says whether item 13 of the ordering sheet was answered; `recipient` is who it named.
    Every `_on` date is None while unknown; `provisional` says in sentences which dates are known to the
    month or the year only, and as of which day they are counted. `lifecycle` is the version by which the
    task lives; empty is the first.
    """

    id: int
    code: str
    title: str
    title_en: str
    province: str
    discipline: str
    version: int
    orderer: Party | None
    host: Party | None
    recipient: Party | None
    recipient_note: str
    recipient_named_on: date | None
    co_owner: Party | None
    item13: bool
    state_reserves: bool | None
    clears: SixClears
    method: Method | None
    products: frozenset[ProductType]
    state_share: Decimal | None
    budget_vnd: Decimal | None
    months: int | None
    ordered_on: date | None
    listed_on: date | None
    call_published_on: date | None
    files_opened_on: date | None
    approved_on: date | None
    contract_signed_on: date | None
    contract_ends_on: date | None
    contract_no: str
    share_clause: bool | None
    equipment_settled_on: date | None
    equipment_bought: bool | None
    legal_basis_on: date | None
    regime: Regime
    entries: tuple[Entry, ...]
    result: Result
    outcome: str = ""
    source_url: str = ""
    unknowns: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    lifecycle: str = ""

    @property
    def open_entries(self) -> tuple[Entry, ...]:
        """Where the task is now: at most one on the main line, others beside it."""
        return tuple(entry for entry in self.entries if entry.is_open)

    @property
    def accepted_on(self) -> date | None:
        """The day of acceptance with a passing grade; None before it, or when it failed."""
        return None if self.result.grade is Grade.FAIL else self.result.accepted_on

    def date_of(self, name: str) -> date | None:
        """The date of that name, on the task or on its result.

        Raises:
            AttributeError: when no such date exists; a misspelt deadline must not pass unseen.
        """
        value = getattr(self, name) if hasattr(self, name) else getattr(self.result, name)
        if value is not None and not isinstance(value, date):
            raise AttributeError(f"{name} is no date")
        return value
