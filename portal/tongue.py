"""The portal's two languages: the source texts are Vietnamese, `locale/en/*.po` says them in English.

Each room has a catalogue of its own, read as gettext's text form at the start: there is no build step.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Protocol

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from actions import wiring
from models import workdays

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
"""The languages on offer, each by its own name; the first is spoken where nobody chose."""
FIRST: Final = "vi"
CATALOGUES: Final = Path(__file__).parent / "locale"


class Named(Protocol):
    """What has a title in both languages: a stage, a paper, a role, a gate."""

    @property
    def vi(self) -> str:
        """The Vietnamese title."""

    @property
    def en(self) -> str:
        """The English title."""


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """What turns the source texts into that language."""
    if language == FIRST:
        return NullTranslations()
    whole = Catalog(locale=language)
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def marked(text: str) -> str:
    """A source text that is said later: what looks for texts to translate finds it here."""
    return text


def say(language: str, text: str, **facts: object) -> str:
    """A source text in that language, with its facts put in."""
    said = translations(language).gettext(text)
    return said % facts if facts else said


def name_of(language: str, thing: Named) -> str:
    """The title of a thing in that language."""
    return thing.en if language == "en" and thing.en else thing.vi


def day(value: date | None) -> str:
    """A date the Vietnamese way, dd/MM/yyyy; a dash where there is none."""
    return f"{value:%d/%m/%Y}" if value else "–"


def moment(value: datetime | None) -> str:
    """A moment in Viet Nam's time, dd/MM/yyyy HH:mm; a dash where there is none."""
    return f"{value.astimezone(wiring.ZONE):%d/%m/%Y %H:%M}" if value else "–"


def number(value: float | Decimal) -> str:
    """A number the Vietnamese way: a point between thousands, a comma before the fraction."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def money(value: Decimal | int | None) -> str:
    """An amount in đồng, 1.250.000.000 đ; a dash where there is none."""
    return "–" if value is None else f"{number(round(value))} đ"


def due_words(language: str, due: date | None, today: date) -> str:
    """How long there is until a day, in working days, in words: «còn 3 ngày», «quá hạn 12 ngày»."""
    if due is None:
        return say(language, "không có hạn")
    if due == today:
        return say(language, "hạn hôm nay")
    if due > today:
        days = max(1, workdays.working_days_between(today, due))
        return translations(language).ngettext("còn %(n)s ngày", "còn %(n)s ngày", days) % {"n": number(days)}
    days = max(1, workdays.working_days_between(due, today))
    return translations(language).ngettext("quá hạn %(n)s ngày", "quá hạn %(n)s ngày", days) % {
        "n": number(days)
    }


def filters(language: str) -> dict[str, Any]:
    """The filters of the pages in that language."""
    return {
        "day": day,
        "moment": moment,
        "money": money,
        "number": number,
        "name": lambda thing: name_of(language, thing),
        "due_words": lambda due, today: due_words(language, due, today),
    }
