"""Periodic reports of a department, that to the People's Committee, that on one target. DATA.

How often a province asks for which report is custom of the province (tham khảo).
"""

from documents.catalogue.registers import BC
from documents.catalogue.words import CatalogueEntry, Layout, To
from models.language import Role
from models.reporting.periods import Kind

COMMITTEE_REPORT = "committee-report"
TARGET_REPORT = "target-report"

OF_PERIOD = {kind: f"{kind.value}-report" for kind in Kind}
"""The paper of each kind of period."""


def _entry(code: str, vi: str, en: str, *recipients: To) -> CatalogueEntry:
    signers = (Role.DOST_DIRECTOR,)
    return CatalogueEntry(code, "BÁO CÁO", vi, en, BC, signers, Layout.NOTICE, recipients, counted=True)


REPORTING: dict[str, CatalogueEntry] = {
    entry.code: entry
    for entry in (
        *(_entry(code, kind.vi, kind.en, To.DOST, To.PORTAL) for kind, code in OF_PERIOD.items()),
        _entry(
            COMMITTEE_REPORT,
            "Báo cáo Ủy ban nhân dân tỉnh",
            "Report to the People's Committee",
            To.ADDRESSEE,
            To.PPC_LEADERS,
        ),
        _entry(TARGET_REPORT, "Báo cáo chỉ tiêu", "Report on a target", To.DOST),
    )
}
"""The papers by their codes."""
