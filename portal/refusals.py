"""What the page of a form says itself, and what is no matter of the form.

A refusal is told above the form that was sent, beside what was typed. That a service is away is no refusal:
no form catches it, and `portal.web` answers it in one place, with 503 and when to try again.
"""

from typing import Final

from models.errors import BadInput, NotFound, Refused, WrongCode

OF_THE_FORM: Final = (BadInput, NotFound, Refused, WrongCode)
"""The refusals that a form catches."""
