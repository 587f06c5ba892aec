"""The papers by which a department steers its province: each belongs to a file of work, not to a task. DATA.

Reports, lists, calls and summaries are kept in the file that they were written for (hồ sơ công việc).
"""

from documents.catalogue.protection import PROTECTION
from documents.catalogue.registers import GCN_UBND, QD_UBND, TB
from documents.catalogue.reporting import REPORTING
from documents.catalogue.surveys import SURVEYS
from documents.catalogue.words import CatalogueEntry, Issuer, Layout, Register, To
from models.dossier import Position
from models.language import Role

DS = Register(Issuer.DOST, "DS", "DS-SKHCN")
BB_PANEL = Register(Issuer.COUNCIL, "BB", "BB-HĐXC")

_PANELS: tuple[CatalogueEntry, ...] = (
    CatalogueEntry("support-call-notice", "THÔNG BÁO", "Thông báo mời đề xuất đổi mới sáng tạo",
                   "Call for proposals of innovation",
                   TB, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.PPC, To.APPLICANTS, To.PORTAL)),
    CatalogueEntry("support-decision", "QUYẾT ĐỊNH", "Quyết định phê duyệt danh sách hỗ trợ",
                   "Decision on whom a call supports",
                   QD_UBND, (Role.PPC_CHAIR,), Layout.DECISION, (To.ADDRESSEE, To.FINANCE, To.TREASURY)),
    CatalogueEntry("honours-list", "DANH SÁCH", "Danh sách kết quả, cá nhân tiêu biểu năm",
                   "List of a year's outstanding results and people",
                   DS, (Role.DOST_DIRECTOR,), Layout.TABLE, (To.PPC, To.PORTAL)),
    CatalogueEntry("honour-certificate", "GIẤY CHỨNG NHẬN", "Giấy chứng nhận cá nhân tiêu biểu",
                   "Certificate of an outstanding person",
                   GCN_UBND, (Role.PPC_CHAIR,), Layout.CERTIFICATE, (To.ADDRESSEE, To.DOST)),
    CatalogueEntry("panel-minutes", "BIÊN BẢN", "Biên bản họp hội đồng xét chọn",
                   "Minutes of a selection panel",
                   BB_PANEL, (Position.SECRETARY, Position.CHAIR), Layout.MINUTES, (To.COUNCIL, To.DOST)),
)  # fmt: skip
"""What panels decide: calls and grants for small enterprises, the year's list and certificates."""

STEERING: dict[str, CatalogueEntry] = {
    **{entry.code: entry for entry in _PANELS},
    **PROTECTION,
    **SURVEYS,
    **REPORTING,
}
"""The papers of a file of work by their codes."""
