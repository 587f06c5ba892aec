"""The paper of an agreement of the three houses: it belongs to the agreement, not to a task. DATA.

No text gives such an agreement a form: its layout is that of a contract between equals.
"""

from documents.catalogue.words import CatalogueEntry, Issuer, Layout, Register, To
from models.language import Role

BTT_THREE = Register(Issuer.PARTIES, "BTT", "BTT-HTBB")

TRIPARTITE = "tripartite-agreement"

AGREEMENTS: dict[str, CatalogueEntry] = {
    TRIPARTITE: CatalogueEntry(
        TRIPARTITE, "THỎA THUẬN HỢP TÁC BA BÊN",
        "Thỏa thuận hợp tác ba bên: Nhà nước, nhà khoa học, nhà doanh nghiệp",
        "Tripartite agreement of the State, an institute and an enterprise",
        BTT_THREE, (Role.PPC_CHAIR, Role.HOST_HEAD, Role.RECIPIENT), Layout.CONTRACT, (To.PARTIES,)),
}  # fmt: skip
"""The papers of an agreement by their codes; those who sign stand in the order of the houses."""
