"""The engine's loop that tells other systems what happened: beside the relay, so that it holds nothing up."""

from __future__ import annotations

from datetime import date

from actions import wiring
from actions.webhooks import telling
from actions.webhooks.telling import Told


class Teller:
    """Tells webhooks what the journal has for them, and once a day which stages are late."""

    def __init__(self) -> None:
        self._missed_on: date | None = None
        """The day for which the late stages were told; an engine that begins anew tells them once more, and
        each is written down once."""

    def turn(self) -> Told:
        """Write down what there is to tell, and send all that is due."""
        today = wiring.today()
        if self._missed_on != today:
            telling.tell_missed()
            self._missed_on = today
        return telling.turn()
