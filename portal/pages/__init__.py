"""The pages, as templates: every value is escaped, and a value that is missing is an error."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_templates: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _day(value: object) -> str:
    """Write a date the Vietnamese way, dd/MM/yyyy."""
    return f"{value:%d/%m/%Y}"


def _number(value: int) -> str:
    """Write a whole number the Vietnamese way, with a point between thousands."""
    return f"{value:,}".replace(",", ".")


_templates.filters |= {"day": _day, "number": _number}


def render(page: str, **facts: object) -> str:
    """Draw a page from its facts."""
    return _templates.get_template(page).render(**facts)
