"""The pages, as templates: every value is escaped, and a value that is missing is an error."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from actions import wiring
from actions.operation import trail
from portal import notes, tongue
from portal.nav import doors_for
from portal.visits import Visit, language_of

_FORM_KEY: Final = Markup('<input type="hidden" name="form_key" value="{}">')
"""The hidden field that proves a form to be ours."""
_TEXTS: Final = 8192
"""Texts that are remembered as they are said; all pages together have about half as many."""


@lru_cache(maxsize=len(tongue.LANGUAGES))
def _templates(language: str) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.filters |= tongue.filters(language)
    templates.install_gettext_translations(tongue.translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    templates.globals["gettext"] = templates.globals["_"] = _sayer(language)
    return templates


def _sayer(language: str) -> Callable[..., Markup]:
    """What says a source text in that language, as the extension's own does, for a tenth of its cost.

    That asks the page's context three times for each of a page's hundred texts.
    """

    @lru_cache(maxsize=_TEXTS)
    def said(text: str) -> Markup:
        return Markup(tongue.translations(language).gettext(text))  # noqa: S704 - a source text is ours

    @lru_cache(maxsize=_TEXTS)
    def plain(text: str) -> Markup:
        return said(text) % {}

    def say(text: str, **facts: object) -> Markup:
        return said(text) % facts if facts else plain(text)

    return say


def render(page: str, *, request: Request, visit: Visit | None = None, **facts: object) -> str:
    """Draw a page from its facts, in the visitor's language."""
    language = visit.language if visit else language_of(request)
    known: dict[str, object] = {
        "request": request,
        "visit": visit,
        "language": language,
        "languages": tongue.LANGUAGES,
        "today": wiring.today(),
        "note": notes.left(request),
        "rooms": doors_for(visit) if visit else (),
        "incident": trail.current(),
        "form_key": _FORM_KEY.format(visit.form_key) if visit else "",
    }
    return _templates(language).get_template(page).render(known | facts)


def show(
    request: Request, page: str, visit: Visit | None = None, *, status: int = 200, **facts: object
) -> HTMLResponse:
    """Answer with a page; a note that was left for this moment is shown once."""
    answer = HTMLResponse(render(page, request=request, visit=visit, **facts), status_code=status)
    notes.clear(request, answer)
    return answer
