"""Days on which offices are shut or open against the rule, as each year's notice sets them."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Stamp


class SpecialDay(Base):
    """A day off, or (`works`) a day of rest on which offices work; `document` is the notice that says so."""

    __tablename__ = "special_days"

    on: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str]
    document: Mapped[str]
    created_at: Mapped[Stamp]
