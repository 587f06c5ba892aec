"""Open data: what may be told to everybody, as files, as a catalogue, and for harvesters (OAI-PMH)."""

from actions.open_data.catalogue import catalogue
from actions.open_data.files import KINDS, export, file_of
from actions.open_data.harvesting import harvested
from actions.open_data.reading import Edition, dataset_of, edition, rows

__all__ = [
    "KINDS",
    "Edition",
    "catalogue",
    "dataset_of",
    "edition",
    "export",
    "file_of",
    "harvested",
    "rows",
]
