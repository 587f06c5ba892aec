"""The parameters of a flow as its form in Prefect shows them.

Prefect puts the bare name of a parameter where the form wants its title, and leaves out what was said of it;
both stand in the annotation, so they are put back.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from prefect import Flow
from prefect.utilities.callables import parameter_schema
from pydantic.fields import FieldInfo


def form_of(flow: Flow[..., Any]) -> dict[str, Any]:
    """The JSON schema of a flow's parameters, with the titles and descriptions of their annotations."""
    schema: dict[str, Any] = parameter_schema(flow).model_dump()
    hints = get_type_hints(flow.fn, include_extras=True)
    for name, shown in schema["properties"].items():
        for told in getattr(hints[name], "__metadata__", ()):
            if isinstance(told, FieldInfo):
                said = {"title": told.title, "description": told.description}
                shown.update({word: text for word, text in said.items() if text})
    return schema
