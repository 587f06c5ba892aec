"""Surveys, and the links to their form."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from models.queries.among import among
from models.tables import Organisation, Survey, SurveyLink, WorkFile


def survey(file_id: int) -> Select[Survey]:
    """The survey of a file of work."""
    return select(Survey).where(Survey.file_id == file_id)


def surveys(*, skip: int, limit: int) -> Select[Survey, WorkFile, int, int]:
    """Some surveys, the latest first: each with how many were asked, and how many answered."""
    asked = select(func.count()).where(SurveyLink.survey_id == Survey.id).correlate(Survey).scalar_subquery()
    answered = (
        select(func.count())
        .where(SurveyLink.survey_id == Survey.id, SurveyLink.answered_at.is_not(None))
        .correlate(Survey)
        .scalar_subquery()
    )
    return (
        select(Survey, WorkFile, asked, answered)
        .join(WorkFile, WorkFile.id == Survey.file_id)
        .order_by(Survey.id.desc())
        .offset(skip)
        .limit(limit)
    )


def links(survey_id: int) -> Select[SurveyLink, Organisation]:
    """The links of a survey, with who was asked, by name."""
    return (
        select(SurveyLink, Organisation)
        .join(Organisation, Organisation.id == SurveyLink.organisation_id)
        .where(SurveyLink.survey_id == survey_id)
        .order_by(Organisation.folded, SurveyLink.id)
    )


def links_of(survey_id: int, organisations: Sequence[int]) -> Select[SurveyLink]:
    """The links of a survey that those organisations have already; held until the transaction ends."""
    return (
        select(SurveyLink)
        .where(SurveyLink.survey_id == survey_id, among(SurveyLink.organisation_id, organisations))
        .with_for_update()
    )


def _whole() -> Select[SurveyLink, Survey, WorkFile, Organisation]:
    return (
        select(SurveyLink, Survey, WorkFile, Organisation)
        .join(Survey, Survey.id == SurveyLink.survey_id)
        .join(WorkFile, WorkFile.id == Survey.file_id)
        .join(Organisation, Organisation.id == SurveyLink.organisation_id)
    )


def link_with(token_sha256: str, *, lock: bool = False) -> Select[SurveyLink, Survey, WorkFile, Organisation]:
    """The link of that key with its survey, its file and who was asked; `lock` holds the link."""
    query = _whole().where(SurveyLink.token_sha256 == token_sha256)
    return query.with_for_update(of=SurveyLink) if lock else query


def link_numbered(number: int) -> Select[SurveyLink, Survey, WorkFile, Organisation]:
    """The link of that number, held until the transaction ends."""
    return _whole().where(SurveyLink.id == number).with_for_update(of=SurveyLink)
