"""Surveys of enterprises: technology level and needs, asked by a form behind a link."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class Survey(Base):
    """A survey of a year; `form` names the version of the questions that it asks."""

    __tablename__ = "surveys"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="in_order"),)

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(ForeignKey("work_files.id"), unique=True)
    form: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    created_at: Mapped[Stamp]


class SurveyLink(Base):
    """A link to a survey's form for one enterprise. Of the link itself only the SHA-256 is kept.

    `answers` are those of `answered_at`; both stand once the form was sent, and are never written again.
    """

    __tablename__ = "survey_links"
    __table_args__ = (Index("uq_survey_links_organisation", "survey_id", "organisation_id", unique=True),)

    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str] = mapped_column(server_default="")
    token_sha256: Mapped[str] = mapped_column(unique=True)
    made_on: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answers: Mapped[Json]
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    created_at: Mapped[Stamp]
