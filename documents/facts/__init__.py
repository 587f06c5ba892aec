"""What is on each paper: one pydantic model a paper, gathered from the task's dossier.

`gather` walks the declared builders. A paper whose essential facts are missing is refused with all of them
at once; other unknown facts stay None, and the page shows a dotted line to be filled in.
"""

from documents.catalogue import CATALOGUE
from documents.facts.acceptance import ACCEPTANCE
from documents.facts.advisory import ADVISORY_FACTS
from documents.facts.agreements import AGREEMENT_FACTS
from documents.facts.asked import ASKED_FACTS
from documents.facts.base import Award, Builder, HeadFacts, Letterhead, Occasion, PaperFacts
from documents.facts.councils import COUNCILS
from documents.facts.hosting import HOSTING
from documents.facts.ordering import ORDERING
from documents.facts.ownership import OWNERSHIP
from documents.facts.remedies import REMEDIES
from documents.facts.research import RESEARCH
from documents.facts.steering import STEERING_FACTS
from documents.facts.transfer import TRANSFER
from documents.facts.use import USE
from models.errors import NotFound, Refused

_WRITTEN: dict[str, Builder] = {
    **ORDERING,
    **COUNCILS,
    **HOSTING,
    **RESEARCH,
    **ACCEPTANCE,
    **OWNERSHIP,
    **TRANSFER,
    **USE,
    **REMEDIES,
    **ASKED_FACTS,
}
BUILDERS: dict[str, Builder] = {code: _WRITTEN[code] for code in CATALOGUE}
"""The builder of each paper of the catalogue."""
FACTS: dict[str, type[HeadFacts]] = {
    **{code: builder.model for code, builder in BUILDERS.items()},
    **ADVISORY_FACTS,
    **AGREEMENT_FACTS,
    **STEERING_FACTS,
}
"""The model of each paper's facts, by which facts on record are read back."""


def missing(paper: str, occasion: Occasion) -> tuple[str, ...]:
    """The facts without which the paper cannot be written, as sentences; empty when it can.

    Raises:
        NotFound: when no paper of that code exists.
    """
    return _builder(paper).missing(occasion)


def gather(paper: str, occasion: Occasion) -> PaperFacts:
    """All that the paper's template may see, read from the dossier.

    Raises:
        NotFound: when no paper of that code exists.
        Refused: when essential facts are missing, with every one of them.
    """
    if reasons := missing(paper, occasion):
        raise Refused.because(reasons)
    return _builder(paper).write(occasion)


def _builder(paper: str) -> Builder:
    if paper not in BUILDERS:
        raise NotFound(f"Không có văn bản mang mã “{paper}” trong danh mục văn bản.")
    return BUILDERS[paper]


__all__ = [
    "BUILDERS",
    "FACTS",
    "Award",
    "HeadFacts",
    "Letterhead",
    "Occasion",
    "PaperFacts",
    "gather",
    "missing",
]
