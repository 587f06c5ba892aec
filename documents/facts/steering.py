"""Facts of the papers that belong to a file of work; each paper's own module adds its model here."""

from documents.facts.base import HeadFacts
from documents.facts.panels import PANEL_FACTS
from documents.facts.protection import PROTECTION_FACTS
from documents.facts.reporting import REPORTING_FACTS
from documents.facts.surveys import SURVEY_FACTS

STEERING_FACTS: dict[str, type[HeadFacts]] = {
    **PANEL_FACTS,
    **PROTECTION_FACTS,
    **SURVEY_FACTS,
    **REPORTING_FACTS,
}
"""The model of each such paper, by its code in `documents.catalogue.steering`."""
