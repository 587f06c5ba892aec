"""Information packages for the archive (SIP, AIP): a dossier as files that explain and prove themselves.

The layout follows E-ARK CSIP as Circular 05/2025/TT-BNV asks: `METS.xml`, `metadata/`, `representations/`;
the fields are those of Decree 30/2020/NĐ-CP, Annex VI. Both are known here from secondary sources (tham
khảo): an archive may ask for names of its own.
"""

from documents.packages.checking import Checked, check
from documents.packages.contents import File, Kind, Origin, Package, Paper, SignedBy
from documents.packages.writing import Written, write

__all__ = [
    "Checked",
    "File",
    "Kind",
    "Origin",
    "Package",
    "Paper",
    "SignedBy",
    "Written",
    "check",
    "write",
]
