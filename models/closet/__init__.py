"""Judgement: why a result is stuck, since when, by which evidence, who must act and what they may do. Pure.

`find` gives the case of a task on a day, `early_warnings` what will stall it next, `stalls` what stands still
before there is a result, `replay` when the closet would have found it, `verdict` until when a case need not
be judged again. A cause, once it holds, holds until a fact ends it; nothing is closed by time.
"""

from models.closet.causes import CAUSES
from models.closet.contradictions import contradictions
from models.closet.facts import as_of
from models.closet.foresight import early_warnings, entering
from models.closet.judgement import find
from models.closet.replay import replay
from models.closet.stalls import STALLS, stalls
from models.closet.watching import Verdict, texts_change, verdict
from models.closet.words import (
    Case,
    Cause,
    Chosen,
    Foreseen,
    Found,
    FoundCause,
    Prevention,
    Remedy,
    Stall,
    bucket_of,
)

__all__ = [
    "CAUSES",
    "STALLS",
    "Case",
    "Cause",
    "Chosen",
    "Foreseen",
    "Found",
    "FoundCause",
    "Prevention",
    "Remedy",
    "Stall",
    "Verdict",
    "as_of",
    "bucket_of",
    "contradictions",
    "early_warnings",
    "entering",
    "find",
    "replay",
    "stalls",
    "texts_change",
    "verdict",
]
