"""Judgement: why a result is stuck, since when, by which evidence, who must act and what they may do. Pure.

`find` gives the case of a task on a day, `early_warnings` what will stall it next. A cause, once it holds,
holds until a fact ends it; nothing is closed by time.
"""

from models.closet.causes import CAUSES
from models.closet.facts import as_of
from models.closet.judgement import early_warnings, find
from models.closet.words import Case, Cause, Chosen, Foreseen, Found, FoundCause, Remedy, bucket_of

__all__ = [
    "CAUSES",
    "Case",
    "Cause",
    "Chosen",
    "Foreseen",
    "Found",
    "FoundCause",
    "Remedy",
    "as_of",
    "bucket_of",
    "early_warnings",
    "find",
]
