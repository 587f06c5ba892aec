"""The yearly report on a survey of enterprises: it belongs to the survey's file of work. DATA.

No text sets its layout. Survey reports of a province are kept for fifty years (Circular
19/2019/TT-BKHCN, read in a secondary source).
"""

from documents.catalogue.registers import BC
from documents.catalogue.words import FIFTY_YEARS, CatalogueEntry, Layout, To
from models.language import Role

SURVEY_SUMMARY = "survey-summary"

SURVEYS: dict[str, CatalogueEntry] = {
    SURVEY_SUMMARY: CatalogueEntry(
        SURVEY_SUMMARY, "BÁO CÁO", "Báo cáo tổng hợp khảo sát",
        "Summary report on a survey",
        BC, (Role.DOST_DIRECTOR,), Layout.NOTICE, (To.PPC, To.PORTAL), FIFTY_YEARS),
}  # fmt: skip
"""The paper by its code."""
