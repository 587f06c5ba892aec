"""How a run that people start or look at ends on Prefect's own page: in a sentence, never in a traceback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import get_annotations, signature
from typing import Any, Final, ParamSpec, TypeVar, cast

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from models.errors import TripleHelixError

P = ParamSpec("P")
R = TypeVar("R")

_LONGEST: Final = 2000
"""Characters of a state's message; the run's log has every sentence whole."""


def spoken(work: Callable[P, R]) -> Callable[P, R]:
    """Have a flow that cannot do its work say why, with every reason and the way out, as its last state.

    Left to itself Prefect writes the error's class and Python's traceback into the run's page, where an
    officer reads it. What nobody foresaw still goes that way: it is for whoever keeps the system. Whoever
    calls the flow from Python meets the error itself, as before.
    """

    @wraps(work)
    def said(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except TripleHelixError as problem:
            # Prefect takes a state that a flow returns for the run's own, whatever else the flow may return.
            return cast("R", Failed(message=str(problem), data=problem))

    # Prefect reads the form's fields off the signature, and would look for their types in this module.
    vars(said)["__signature__"] = signature(work, eval_str=True)
    said.__annotations__ = get_annotations(work, eval_str=True)
    return said


def ended(said: str | Sequence[str], result: object = None, *, ok: bool = True) -> State[Any]:
    """The state of a run that did its work: its sentences on Prefect's page, its result for whoever called.

    Args:
        said: what came of it, a sentence each.
        result: what a caller gets.
        ok: whether what the run looked at is as it should be; else the run stands as failed.
    """
    sentences = [said] if isinstance(said, str) else said
    for sentence in sentences:
        get_run_logger().info("%s", sentence)
    message = " ".join(sentences)[:_LONGEST]
    return Completed(message=message, data=result) if ok else Failed(message=message, data=result)
