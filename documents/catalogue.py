"""Every paper that the system writes: who issues and signs it, its register, its layout, how long it is kept.

DATA. A paper's number comes from the register named by its symbol: "Số: 05/QĐ-SKHCN" is the fifth paper of
the register `QĐ-SKHCN` in its year. Symbols of papers outside the State's own registers (ballots,
commitments) name registers of the task's file, so that every document has a number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from models.dossier import Dossier, Position
from models.language import Confidence, Regime, Role, Source
from models.lifecycle import checks


class Issuer(StrEnum):
    """Who issues a paper, and so whose letterhead it bears."""

    PPC = "ppc"
    """Ủy ban nhân dân tỉnh, thành phố."""
    DOST = "dost"
    """Sở Khoa học và Công nghệ."""
    COUNCIL = "council"
    """Hội đồng tư vấn, tổ thẩm định."""
    HOST = "host"
    """Tổ chức chủ trì."""
    RECIPIENT = "recipient"
    """Tổ chức tiếp nhận kết quả."""
    PARTIES = "parties"
    """Các bên cùng ký: no letterhead of one body."""
    INFO_BODY = "info_body"
    """Tổ chức đầu mối thông tin KH&CN của tỉnh."""


class Layout(StrEnum):
    """How a paper is laid out (Decree 30/2020 and the customs of each type)."""

    DECISION = "decision"
    """Căn cứ, Điều 1..n."""
    NOTICE = "notice"
    """Type name and subject, running text."""
    LETTER = "letter"
    """Công văn: no type name, "V/v" under the number, "Kính gửi"."""
    MINUTES = "minutes"
    """Biên bản: time, place, those present, course, conclusion."""
    CONTRACT = "contract"
    """Parties, Điều, signatures side by side."""
    CERTIFICATE = "certificate"
    """Giấy chứng nhận, xác nhận."""
    TABLE = "table"
    """Bảng, sổ, mục lục."""
    ANNEX = "annex"
    """Phụ lục to a contract."""


class To(StrEnum):
    """A recipient in "Nơi nhận", resolved to a name when the paper is written."""

    HOST = "host"
    ORDERER = "orderer"
    RECIPIENT = "recipient"
    PPC = "ppc"
    PPC_LEADERS = "ppc_leaders"
    DOST = "dost"
    FINANCE = "finance"
    TREASURY = "treasury"
    COUNCIL = "council"
    APPLICANTS = "applicants"
    PORTAL = "portal"
    INFO_BODY = "info_body"
    PARTIES = "parties"
    ADDRESSEE = "addressee"
    """Whoever the paper speaks to (e.g. Điều 3 of a decision)."""


Signatory = Role | Position
"""Who signs: a role in the life of the task, or a seat on the council."""


@dataclass(frozen=True)
class Register:
    """A run of numbers: one for each issuer and symbol, restarting on 1 January."""

    issuer: Issuer
    abbreviation: str
    symbol: str


@dataclass(frozen=True)
class Retention:
    """How long a paper is kept; `years` is None for permanent keeping."""

    years: int | None
    source: Source

    @property
    def permanent(self) -> bool:
        """Whether the paper is never destroyed."""
        return self.years is None

    @property
    def label(self) -> str:
        """As printed in the file index: "Vĩnh viễn" or "50 năm"."""
        return "Vĩnh viễn" if self.years is None else f"{self.years} năm"


_CIRCULAR_19 = Source("Thông tư số 19/2019/TT-BKHCN", Confidence.READ)
PERMANENT = Retention(None, _CIRCULAR_19)
"""Dossiers of implementation, acceptance and recognition of provincial tasks."""
FIFTY_YEARS = Retention(50, _CIRCULAR_19)
"""Surveys of application, transfer and innovation at provincial level; technology-transfer licences."""

PdfVariant = Literal["pdf/a-2b"]


@dataclass(frozen=True)
class CatalogueEntry:
    """One paper: what it is, who answers for it, how it looks, how long it stays.

    `title` is the type name as printed (empty for a công văn, which bears none); `per` says whether one is
    written for the whole stay in a stage or one for each member of its council.
    """

    code: str
    title: str
    name_vi: str
    name_en: str
    register: Register
    signers: tuple[Signatory, ...]
    layout: Layout
    recipients: tuple[To, ...]
    retention: Retention = PERMANENT
    pdf_variant: PdfVariant = "pdf/a-2b"
    per: Literal["entry", "member"] = "entry"

    @property
    def kind(self) -> str:
        """The abbreviation of the type (Decree 30/2020 Annex III where it has one); "CV" for a công văn."""
        return self.register.abbreviation

    @property
    def issuer(self) -> Issuer:
        """Who issues it."""
        return self.register.issuer


def number_text(entry: CatalogueEntry, number: int, year: int) -> str:
    """The number and symbol as printed after "Số: ", e.g. "05/QĐ-SKHCN".

    Numbers below 10 get a leading 0. A contract's number bears its year, as contracts outlive the year.

    Raises:
        ValueError: when the number is not positive; a paper without a number must not be issued.
    """
    if number < 1:
        raise ValueError(f"A register starts at 1, not at {number}.")
    if entry.layout in {Layout.CONTRACT, Layout.ANNEX}:
        return f"{number:02d}/{year}/{entry.register.symbol}"
    return f"{number:02d}/{entry.register.symbol}"


def entry_for(code: str, task: Dossier) -> CatalogueEntry:
    """The catalogue entry of that code as it stands for this task.

    Where the owner sets the price itself (Law 93/2025 Article 27), the price decision bears the host's
    letterhead and register, not the State's. Where another than the host takes the result against its
    value (rung 4 of Decree 70/2018), the recipient commits to reimburse it and signs the handover. A party
    that a task does not have signs nothing.

    Raises:
        KeyError: when no paper of that code exists.
    """
    entry = CATALOGUE[code]
    to_others = goes_to_others(task)
    match code:
        case "price-decision" if checks.OWNER_DECIDES.holds(task):
            return replace(
                entry, register=_QD_HOST, signers=(Role.HOST_HEAD,), recipients=(To.ADDRESSEE, To.DOST)
            )
        case "reimbursement-commitment" if to_others:
            register = replace(entry.register, issuer=Issuer.RECIPIENT)
            return replace(entry, register=register, signers=(Role.RECIPIENT,))
        case "result-handover" if not to_others:
            return _without(entry, Role.RECIPIENT, To.RECIPIENT)
        case "ownership-annex" if task.orderer is None:
            return _without(entry, Role.ORDERER)
        case _:
            return entry


def goes_to_others(task: Dossier) -> bool:
    """Whether, by rung 4 of Decree 70/2018, the result goes to another than its host."""
    return task.regime in {Regime.R2_ND70, Regime.R3_NQ193} and task.result.rights_rung == _RUNG_OTHERS


def _without(entry: CatalogueEntry, signatory: Signatory, to: To | None = None) -> CatalogueEntry:
    return replace(
        entry,
        signers=tuple(each for each in entry.signers if each is not signatory),
        recipients=tuple(each for each in entry.recipients if each is not to),
    )


_RUNG_OTHERS = 4
_QD_UBND = Register(Issuer.PPC, "QĐ", "QĐ-UBND")
_QD_SKHCN = Register(Issuer.DOST, "QĐ", "QĐ-SKHCN")
_QD_HOST = Register(Issuer.HOST, "QĐ", "QĐ-TCCT")
_TB = Register(Issuer.DOST, "TB", "TB-SKHCN")
_BB = Register(Issuer.DOST, "BB", "BB-SKHCN")
_BC = Register(Issuer.DOST, "BC", "BC-SKHCN")
_CV = Register(Issuer.DOST, "CV", "SKHCN-QLKH")
_PTN = Register(Issuer.DOST, "PTN", "PTN-SKHCN")
_BB_IDENTIFY = Register(Issuer.COUNCIL, "BB", "BB-HĐXĐ")
_BALLOT_IDENTIFY = Register(Issuer.COUNCIL, "PĐG", "PĐG-HĐXĐ")
_BB_SELECT = Register(Issuer.COUNCIL, "BB", "BB-HĐTC")
_BALLOT_SELECT = Register(Issuer.COUNCIL, "PCĐ", "PCĐ-HĐTC")
_BB_APPRAISE = Register(Issuer.COUNCIL, "BB", "BB-TTĐ")
_BB_ACCEPT = Register(Issuer.COUNCIL, "BB", "BB-HĐNT")
_BALLOT_ACCEPT = Register(Issuer.COUNCIL, "PĐG", "PĐG-HĐNT")
_XN_ACCEPT = Register(Issuer.COUNCIL, "XN", "XN-HĐNT")
_HD_RESEARCH = Register(Issuer.PARTIES, "HĐ", "HĐ-SKHCN")
_PL_RESEARCH = Register(Issuer.PARTIES, "PL", "PLHĐ-SKHCN")
_BTT_RIGHTS = Register(Issuer.PARTIES, "BTT", "BTT-GQ")
_CK = Register(Issuer.HOST, "CK", "CK-HTGT")
_KQNC = Register(Issuer.INFO_BODY, "GCN", "KQNC-SKHCN")
_TSDK = Register(Issuer.DOST, "TSĐK", "TSĐK-SKHCN")
_HSCN = Register(Issuer.DOST, "HSCN", "HSCN-SKHCN")
_BGN = Register(Issuer.PARTIES, "BGN", "BGN-CGCN")
_BGN_VALUE = Register(Issuer.DOST, "BGN", "BGN-ĐG")
_HD_TRANSFER = Register(Issuer.PARTIES, "HĐ", "HĐ-CGCN")
_BB_TRANSFER = Register(Issuer.PARTIES, "BB", "BB-CGCN")
_BTT_BENEFIT = Register(Issuer.PARTIES, "BTT", "BTT-PCLI")
_BPC = Register(Issuer.HOST, "BPC", "BPC-TCCT")
_PTT = Register(Issuer.HOST, "PTT", "PTT-ƯD")
_ML = Register(Issuer.DOST, "ML", "ML-SKHCN")

_CHAIR, _SECRETARY = Position.CHAIR, Position.SECRETARY
_DECISION = "QUYẾT ĐỊNH"
_MINUTES = "BIÊN BẢN"
_NOTICE = "THÔNG BÁO"
_COUNCIL_ORDER = (To.ADDRESSEE, To.COUNCIL, To.PPC)

_PAPERS: tuple[CatalogueEntry, ...] = (
    # 1 ORDER
    CatalogueEntry("order-receipt", _NOTICE, "Thông báo tiếp nhận phiếu đặt hàng",
                   "Notice of receipt of the ordering sheet",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.ORDERER, To.PPC)),
    CatalogueEntry("order-list", _DECISION, "Quyết định phê duyệt danh mục đặt hàng",
                   "Decision approving the list of orders",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS, To.ORDERER, To.PORTAL)),
    # 2 IDENTIFY
    CatalogueEntry("identification-council", _DECISION,
                   "Quyết định thành lập hội đồng tư vấn xác định nhiệm vụ",
                   "Decision forming the identification council",
                   _QD_SKHCN, (Role.DOST_DIRECTOR,), Layout.DECISION, _COUNCIL_ORDER),
    CatalogueEntry("identification-ballot", "PHIẾU ĐÁNH GIÁ", "Phiếu đánh giá nhiệm vụ (tổng hợp)",
                   "Identification ballots, summed up without names",
                   _BALLOT_IDENTIFY, (_SECRETARY, _CHAIR), Layout.TABLE, (To.DOST,)),
    CatalogueEntry("identification-count", "BIÊN BẢN KIỂM PHIẾU", "Biên bản kiểm phiếu xác định nhiệm vụ",
                   "Minutes of the count of identification ballots",
                   _BB_IDENTIFY, (Role.DOST_OFFICER, _SECRETARY), Layout.MINUTES, (To.DOST,)),
    CatalogueEntry("identification-minutes", _MINUTES, "Biên bản họp hội đồng tư vấn xác định nhiệm vụ",
                   "Minutes of the identification council",
                   _BB_IDENTIFY, (_SECRETARY, _CHAIR), Layout.MINUTES, (To.DOST,)),
    CatalogueEntry("task-list-decision", _DECISION, "Quyết định phê duyệt danh mục nhiệm vụ",
                   "Decision approving the list of tasks",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS, To.ORDERER, To.PORTAL)),
    # 3 CALL
    CatalogueEntry("call-notice", _NOTICE, "Thông báo tuyển chọn tổ chức chủ trì",
                   "Notice of the call for a host",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.PPC, To.ORDERER, To.PORTAL)),
    CatalogueEntry("direct-invitation", "", "Công văn mời giao trực tiếp",
                   "Letter inviting direct assignment",
                   _CV, (Role.DOST_DIRECTOR,), Layout.LETTER, (To.ADDRESSEE, To.PPC, To.ORDERER)),
    # 4 SELECT
    CatalogueEntry("selection-council", _DECISION,
                   "Quyết định thành lập hội đồng tư vấn tuyển chọn, giao trực tiếp",
                   "Decision forming the selection council",
                   _QD_SKHCN, (Role.DOST_DIRECTOR,), Layout.DECISION, _COUNCIL_ORDER),
    CatalogueEntry("selection-scores", "PHIẾU CHẤM ĐIỂM", "Phiếu chấm điểm hồ sơ (tổng hợp)",
                   "Score sheets, summed up",
                   _BALLOT_SELECT, (_SECRETARY, _CHAIR), Layout.TABLE, (To.DOST,)),
    CatalogueEntry("selection-minutes", _MINUTES, "Biên bản họp hội đồng tư vấn tuyển chọn, giao trực tiếp",
                   "Minutes of the selection council",
                   _BB_SELECT, (_SECRETARY, _CHAIR), Layout.MINUTES, (To.DOST,)),
    CatalogueEntry("selection-result", _NOTICE, "Thông báo kết quả tuyển chọn, giao trực tiếp",
                   "Notice of the result of selection",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.HOST, To.APPLICANTS, To.PPC, To.PORTAL)),
    # 5 APPROVE
    CatalogueEntry("appraisal-minutes", _MINUTES, "Biên bản thẩm định kinh phí",
                   "Minutes of the budget appraisal",
                   _BB_APPRAISE, (Role.DOST_HEAD, Role.FINANCE), Layout.MINUTES,
                   (To.DOST, To.FINANCE, To.HOST)),
    CatalogueEntry("approval-decision", _DECISION,
                   "Quyết định phê duyệt tổ chức chủ trì, kinh phí, thời gian thực hiện",
                   "Decision approving host, funding and term",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS, To.ORDERER, To.TREASURY)),
    # 6 CONTRACT
    CatalogueEntry("research-contract", "HỢP ĐỒNG NGHIÊN CỨU KHOA HỌC VÀ PHÁT TRIỂN CÔNG NGHỆ",
                   "Hợp đồng nghiên cứu khoa học và phát triển công nghệ",
                   "Research and development contract",
                   _HD_RESEARCH, (Role.DOST_DIRECTOR, Role.HOST_HEAD), Layout.CONTRACT,
                   (To.PARTIES, To.TREASURY)),
    CatalogueEntry("ownership-annex", "PHỤ LỤC HỢP ĐỒNG", "Phụ lục hợp đồng về quyền sở hữu và chuyển giao",
                   "Contract annex on ownership and transfer",
                   _PL_RESEARCH, (Role.DOST_DIRECTOR, Role.HOST_HEAD, Role.ORDERER), Layout.ANNEX,
                   (To.PARTIES, To.TREASURY)),
    # 7 EXECUTE
    CatalogueEntry("inspection-minutes", _MINUTES, "Biên bản kiểm tra tình hình thực hiện",
                   "Minutes of inspection",
                   _BB, (Role.HOST_HEAD, Role.DOST_HEAD), Layout.MINUTES, (To.HOST, To.DOST)),
    CatalogueEntry("adjustment-decision", _DECISION, "Quyết định điều chỉnh nhiệm vụ",
                   "Decision adjusting the task",
                   _QD_SKHCN, (Role.DOST_DIRECTOR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC, To.FINANCE, To.TREASURY)),
    CatalogueEntry("termination-decision", _DECISION, "Quyết định chấm dứt hợp đồng",
                   "Decision terminating the contract",
                   _QD_SKHCN, (Role.DOST_DIRECTOR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC, To.FINANCE, To.TREASURY, To.ORDERER)),
    # 8 SUBMIT, and the notice of any stage
    CatalogueEntry("acceptance-receipt", "PHIẾU TIẾP NHẬN HỒ SƠ", "Phiếu tiếp nhận hồ sơ nghiệm thu",
                   "Receipt of the acceptance dossier",
                   _PTN, (Role.DOST_OFFICER,), Layout.NOTICE, (To.HOST,)),
    CatalogueEntry("supplement-notice", _NOTICE, "Thông báo yêu cầu bổ sung hồ sơ",
                   "Notice asking for supplements",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.ADDRESSEE,)),
    # 9 ACCEPT
    CatalogueEntry("acceptance-council", _DECISION,
                   "Quyết định thành lập hội đồng tư vấn đánh giá, nghiệm thu",
                   "Decision forming the acceptance council",
                   _QD_SKHCN, (Role.DOST_DIRECTOR,), Layout.DECISION, _COUNCIL_ORDER),
    CatalogueEntry("acceptance-ballot", "PHIẾU ĐÁNH GIÁ", "Phiếu đánh giá kết quả (tổng hợp xếp loại)",
                   "Acceptance ballots, grades summed up",
                   _BALLOT_ACCEPT, (_SECRETARY, _CHAIR), Layout.TABLE, (To.DOST,)),
    CatalogueEntry("acceptance-minutes", _MINUTES, "Biên bản họp hội đồng tư vấn đánh giá, nghiệm thu",
                   "Minutes of the acceptance council",
                   _BB_ACCEPT, (_SECRETARY, _CHAIR), Layout.MINUTES, (To.DOST, To.HOST)),
    CatalogueEntry("acceptance-notice", _NOTICE, "Thông báo kết quả đánh giá, nghiệm thu",
                   "Notice of the result of acceptance",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.HOST, To.ORDERER, To.PPC, To.INFO_BODY)),
    # 10 COMPLETE
    CatalogueEntry("completion-certificate", "GIẤY XÁC NHẬN",
                   "Xác nhận hoàn thiện hồ sơ theo kết luận của hội đồng",
                   "Certificate of completion after the council",
                   _XN_ACCEPT, (_CHAIR,), Layout.CERTIFICATE, (To.HOST, To.DOST, To.INFO_BODY)),
    # 11 REGISTER
    CatalogueEntry("registration-certificate", "GIẤY CHỨNG NHẬN",
                   "Giấy chứng nhận đăng ký kết quả thực hiện nhiệm vụ khoa học và công nghệ",
                   "Certificate of registration of results",
                   _KQNC, (Role.INFO_BODY,), Layout.CERTIFICATE, (To.HOST, To.DOST)),
    # 12 RECOGNISE
    CatalogueEntry("recognition-decision", _DECISION, "Quyết định công nhận kết quả",
                   "Decision recognising the result",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS, To.ORDERER, To.INFO_BODY)),
    CatalogueEntry("liquidation-minutes", "BIÊN BẢN THANH LÝ HỢP ĐỒNG", "Biên bản thanh lý hợp đồng",
                   "Minutes of contract liquidation",
                   _BB, (Role.DOST_DIRECTOR, Role.HOST_HEAD), Layout.MINUTES, (To.PARTIES, To.TREASURY)),
    # 13a EQUIPMENT
    CatalogueEntry("equipment-decision", _DECISION, "Quyết định xử lý tài sản trang bị",
                   "Decision on the equipment",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION, (To.ADDRESSEE, To.PPC_LEADERS)),
    CatalogueEntry("equipment-handover", "BIÊN BẢN BÀN GIAO", "Biên bản bàn giao tài sản trang bị",
                   "Minutes of handover of the equipment",
                   _BB, (Role.DOST_DIRECTOR, Role.HOST_HEAD), Layout.MINUTES, (To.HOST, To.FINANCE)),
    # 13b, 13c, 13d RIGHTS
    CatalogueEntry("rights-agreement", "THỎA THUẬN GIAO QUYỀN", "Thỏa thuận giao quyền đối với kết quả",
                   "Agreement assigning rights",
                   _BTT_RIGHTS, (Role.PPC_CHAIR, Role.HOST_HEAD), Layout.CONTRACT,
                   (To.PARTIES, To.DOST, To.FINANCE)),
    CatalogueEntry("rights-decision-r1", _DECISION, "Quyết định giao quyền (Luật số 29/2013/QH13)",
                   "Decision assigning rights (Law 29/2013)",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION, (To.ADDRESSEE, To.PPC_LEADERS)),
    CatalogueEntry("rights-decision", _DECISION, "Quyết định giao quyền (Nghị định số 70/2018/NĐ-CP)",
                   "Decision assigning rights (Decree 70/2018)",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION, (To.ADDRESSEE, To.PPC_LEADERS)),
    CatalogueEntry("result-handover", "BIÊN BẢN BÀN GIAO", "Biên bản bàn giao kết quả",
                   "Minutes of handover of the result",
                   _BB, (Role.DOST_DIRECTOR, Role.HOST_HEAD, Role.RECIPIENT), Layout.MINUTES,
                   (To.HOST, To.RECIPIENT, To.FINANCE, To.ORDERER)),
    CatalogueEntry("reimbursement-commitment", "CAM KẾT HOÀN TRẢ GIÁ TRỊ", "Cam kết hoàn trả giá trị tài sản",
                   "Commitment to reimburse the asset's value",
                   _CK, (Role.HOST_HEAD,), Layout.NOTICE, (To.PPC, To.DOST, To.FINANCE)),
    CatalogueEntry("rights-notice", _NOTICE, "Thông báo xác lập quyền đối với kết quả",
                   "Notice of rights established",
                   _TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.HOST, To.ORDERER, To.FINANCE, To.PPC)),
    CatalogueEntry("rights-register-entry", "TRÍCH SỔ ĐĂNG KÝ", "Trích sổ đăng ký quyền đối với kết quả",
                   "Extract from the register of rights",
                   _TSDK, (Role.DOST_DIRECTOR,), Layout.TABLE, (To.HOST,)),
    # 14 IP
    CatalogueEntry("ip-decision", _DECISION, "Quyết định về bảo hộ kết quả của tổ chức chủ trì",
                   "The host's decision on protection",
                   _QD_HOST, (Role.HOST_HEAD,), Layout.DECISION, (To.ADDRESSEE, To.DOST)),
    # 15 MATCH
    CatalogueEntry("technology-profile", "HỒ SƠ CÔNG NGHỆ", "Hồ sơ công nghệ", "Technology profile",
                   _HSCN, (Role.DOST_HEAD,), Layout.TABLE, (To.HOST, To.ORDERER, To.PORTAL), FIFTY_YEARS),
    CatalogueEntry("matching-minutes", _MINUTES, "Biên bản kết nối cung cầu công nghệ",
                   "Minutes of the matching meeting",
                   _BB, (Role.HOST_HEAD, Role.RECIPIENT, Role.DOST_HEAD), Layout.MINUTES,
                   (To.HOST, To.RECIPIENT, To.ORDERER), FIFTY_YEARS),
    CatalogueEntry("memorandum", "BẢN GHI NHỚ", "Bản ghi nhớ hợp tác chuyển giao",
                   "Memorandum of understanding",
                   _BGN, (Role.HOST_HEAD, Role.RECIPIENT, Role.DOST_DIRECTOR), Layout.CONTRACT,
                   (To.PARTIES,), FIFTY_YEARS),
    # 16 VALUE
    CatalogueEntry("valuation-record", "BẢN GHI NHẬN CHỨNG THƯ ĐỊNH GIÁ", "Bản ghi nhận chứng thư định giá",
                   "Record of the valuation certificate",
                   _BGN_VALUE, (Role.DOST_HEAD, Role.HOST_HEAD), Layout.CERTIFICATE,
                   (To.HOST, To.RECIPIENT, To.FINANCE), FIFTY_YEARS),
    CatalogueEntry("price-decision", _DECISION, "Quyết định phê duyệt giá", "Decision approving the price",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS), FIFTY_YEARS),
    # 17 TRANSFER
    CatalogueEntry("transfer-contract", "HỢP ĐỒNG CHUYỂN GIAO CÔNG NGHỆ", "Hợp đồng chuyển giao công nghệ",
                   "Technology-transfer contract",
                   _HD_TRANSFER, (Role.HOST_HEAD, Role.RECIPIENT), Layout.CONTRACT,
                   (To.PARTIES, To.DOST), FIFTY_YEARS),
    CatalogueEntry("transfer-handover", "BIÊN BẢN BÀN GIAO CÔNG NGHỆ", "Biên bản bàn giao công nghệ",
                   "Minutes of handover of the technology",
                   _BB_TRANSFER, (Role.HOST_HEAD, Role.RECIPIENT), Layout.MINUTES,
                   (To.PARTIES, To.DOST), FIFTY_YEARS),
    CatalogueEntry("benefit-agreement", "THỎA THUẬN PHÂN CHIA LỢI ÍCH", "Thỏa thuận phân chia lợi ích",
                   "Agreement on sharing the benefit",
                   _BTT_BENEFIT, (Role.HOST_HEAD, Role.RECIPIENT), Layout.CONTRACT,
                   (To.PARTIES, To.DOST), FIFTY_YEARS),
    # 18 SHARE
    CatalogueEntry("benefit-table", "BẢNG PHÂN CHIA LỢI ÍCH", "Bảng phân chia lợi ích",
                   "Table of benefit shares",
                   _BPC, (Role.HOST_HEAD,), Layout.TABLE, (To.DOST, To.PARTIES), FIFTY_YEARS),
    # 19 REPLICATE
    CatalogueEntry("replication-decision", _DECISION, "Quyết định phê duyệt nhiệm vụ nhân rộng",
                   "Decision approving the replication task",
                   _QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION,
                   (To.ADDRESSEE, To.PPC_LEADERS, To.TREASURY)),
    # 20 FOLLOW_UP
    CatalogueEntry("application-sheet", "PHIẾU THÔNG TIN", "Phiếu thông tin về ứng dụng kết quả",
                   "Sheet on the application of the result",
                   _PTT, (Role.HOST_HEAD,), Layout.TABLE, (To.DOST, To.INFO_BODY), FIFTY_YEARS),
    CatalogueEntry("application-summary", "BÁO CÁO", "Báo cáo tổng hợp tình hình ứng dụng kết quả",
                   "Summary report on application",
                   _BC, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.PPC, To.ORDERER, To.HOST), FIFTY_YEARS),
    # 21 ARCHIVE
    CatalogueEntry("file-index", "MỤC LỤC HỒ SƠ", "Mục lục hồ sơ", "File index",
                   _ML, (Role.RECORDS, Role.DOST_HEAD), Layout.TABLE, (To.DOST,)),
)  # fmt: skip

CATALOGUE: dict[str, CatalogueEntry] = {paper.code: paper for paper in _PAPERS}
"""Every paper by its code, in the order of a task's life."""
