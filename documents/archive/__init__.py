"""Keep and fetch bytes by their SHA-256: in a folder, or in a bucket of any S3.

An object's name is the hash of its bytes, so writing twice is writing once, nothing is ever overwritten,
and whoever reads can tell whether the bytes are those that were kept. What a document is, who may see it
and how long it is kept stands in the database; the archive knows bytes alone, and until which day it must
not let go of them. Both backends lay objects out alike (`ab/cd/abcd...`), so that one can be copied into
the other.
"""

from documents.archive.folder import FolderArchive
from documents.archive.opening import open_archive
from documents.archive.staging import Address, AlteredPart, Left, Part, Staging
from documents.archive.staging_trial import tried as try_staging
from documents.archive.words import (
    Altered,
    Archive,
    Condition,
    Finding,
    Stored,
    Verification,
    confirmed,
    key_of,
    saved_as,
    sha256_of,
    verified,
)

__all__ = [
    "Address",
    "Altered",
    "AlteredPart",
    "Archive",
    "Condition",
    "Finding",
    "FolderArchive",
    "Left",
    "Part",
    "Staging",
    "Stored",
    "Verification",
    "confirmed",
    "key_of",
    "open_archive",
    "saved_as",
    "sha256_of",
    "try_staging",
    "verified",
]
