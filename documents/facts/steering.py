"""Facts of the papers that belong to a file of work; each paper's own module adds its model here."""

from documents.facts.base import HeadFacts

STEERING_FACTS: dict[str, type[HeadFacts]] = {}
"""The model of each such paper, by its code in `documents.catalogue.steering`."""
