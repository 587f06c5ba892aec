"""The papers of the advisory council: they belong to a session, not to a task. DATA.

The rules of procedure of such councils were not read: what their papers are called and who signs them is
custom (tham khảo).
"""

from documents.catalogue.registers import BC
from documents.catalogue.words import CatalogueEntry, Issuer, Layout, Register, To
from models.dossier import Position
from models.language import Role

CTR = Register(Issuer.DOST, "CTr", "CTr-SKHCN")
BB_ADVISORY = Register(Issuer.COUNCIL, "BB", "BB-HĐTV")

AGENDA = "advisory-agenda"
MINUTES = "advisory-minutes"
CLOSET_REPORT = "closet-report"

ADVISORY: dict[str, CatalogueEntry] = {
    paper.code: paper
    for paper in (
        CatalogueEntry(AGENDA, "CHƯƠNG TRÌNH", "Chương trình, tài liệu họp hội đồng tư vấn",
                       "Agenda of the advisory council, with its material",
                       CTR, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.PPC_LEADERS, To.COUNCIL)),
        CatalogueEntry(MINUTES, "BIÊN BẢN", "Biên bản họp hội đồng tư vấn",
                       "Minutes of the advisory council",
                       BB_ADVISORY, (Position.SECRETARY, Position.CHAIR), Layout.MINUTES,
                       (To.PPC_LEADERS, To.COUNCIL, To.DOST)),
        CatalogueEntry(CLOSET_REPORT, "BÁO CÁO", "Báo cáo kết quả còn trong ngăn tủ",
                       "Report on the results in the closet",
                       BC, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.ADDRESSEE, To.PPC_LEADERS, To.COUNCIL)),
    )
}  # fmt: skip
"""The papers of a session by their codes."""
