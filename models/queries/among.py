"""Being one of many: as one array, for a statement takes 65,535 values at most and a closet may hold more."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Whether the column holds one of the values, however many they are; no value, no row."""
    return column == any_(literal(list(values), ARRAY(column.type)))
