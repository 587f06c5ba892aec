"""The papers that somebody asks for beside the life of a task: a table of shares, a certificate. DATA."""

from documents.catalogue.registers import BPC, GCN_UBND
from documents.catalogue.words import FIFTY_YEARS, CatalogueEntry, Layout, To
from models.language import Role

REVENUE_SHARE = "revenue-share"
OUTSTANDING = "outstanding-certificate"

ASKED: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(REVENUE_SHARE, "BẢNG PHÂN CHIA DOANH THU, LỢI ÍCH",
                   "Bảng phân chia doanh thu, lợi ích theo kỳ",
                   "Table of revenue and benefit shares by period",
                   BPC, (Role.HOST_HEAD,), Layout.TABLE, (To.DOST, To.PARTIES), FIFTY_YEARS),
    CatalogueEntry(OUTSTANDING, "GIẤY CHỨNG NHẬN",
                   "Giấy chứng nhận kết quả khoa học và công nghệ tiêu biểu",
                   "Certificate of an outstanding result",
                   GCN_UBND, (Role.PPC_CHAIR,), Layout.CERTIFICATE, (To.HOST, To.DOST)),
)  # fmt: skip
