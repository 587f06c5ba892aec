"""The yearly register of intellectual property: it belongs to a file of work. DATA.

Owners keep a register that is brought up to date every year (Decree 65/2023, Article 9a, as added by Decree
100/2026, read in a secondary source); that of a whole province follows it and is custom (tham khảo).
"""

from documents.catalogue.words import FIFTY_YEARS, CatalogueEntry, Issuer, Layout, Register, To
from models.language import Role

STD = Register(Issuer.DOST, "STD", "STD-SKHCN")

IP_REGISTER = "ip-register"

PROTECTION: dict[str, CatalogueEntry] = {
    IP_REGISTER: CatalogueEntry(
        IP_REGISTER, "SỔ THEO DÕI QUYỀN SỞ HỮU TRÍ TUỆ",
        "Sổ theo dõi quyền sở hữu trí tuệ hình thành từ nhiệm vụ khoa học và công nghệ",
        "Register of intellectual property that came of tasks",
        STD, (Role.DOST_DIRECTOR,), Layout.TABLE, (To.PPC, To.HOST), FIFTY_YEARS, counted=True),
}  # fmt: skip
"""The paper by its code."""
