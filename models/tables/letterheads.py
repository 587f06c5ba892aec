"""How a province's bodies are named on paper, where that does not follow from the province's name."""

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Stamp


class LetterheadLine(Base):
    """The names that a province set for its papers; an empty one follows from the province's name."""

    __tablename__ = "letterheads"

    province: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]
    ppc: Mapped[str]
    dost: Mapped[str]
    info_body: Mapped[str]
    science_unit: Mapped[str]
    created_at: Mapped[Stamp]
