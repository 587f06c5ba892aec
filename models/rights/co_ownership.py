"""A result with two owners: neither disposes of it alone, unless their contract says how."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from models.language import Confidence, Regime, Source
from models.rights.words import CO_FUNDED, Answer, Permission

_BY_CONTRIBUTION = Source("Điều 25 khoản 1 Luật số 93/2025/QH15", Confidence.SECONDARY)
_IN_GENERAL = Source("Nguyên tắc sở hữu chung theo thỏa thuận góp vốn", Confidence.GENERAL)


def with_co_owner(
    answer: Answer, co_owner: str, *, clause: bool | None, state_share: Decimal | None
) -> Answer:
    """The answer for a result that also belongs to `co_owner`.

    Args:
        answer: what the law says of the recipient alone.
        co_owner: the second owner's name.
        clause: whether the contract says how the owners deal with the asset; None is unknown, and no clause.
        state_share: the State's part of the funding, which decides on the article.
    """
    if clause:
        kept = f"Thực hiện đúng điều khoản của hợp đồng với đồng sở hữu {co_owner} về tài sản."
        return replace(answer, notes=(*answer.notes, kept))
    agreement = (
        f"Thỏa thuận bằng văn bản giữa tổ chức chủ trì và đồng sở hữu {co_owner} về việc sử dụng, chuyển "
        "giao kết quả và chia lợi ích."
    )
    ways = (agreement, "Phụ lục hợp đồng nêu phần của từng chủ sở hữu và cách xử lý tài sản.")
    if answer.verdict is not Permission.ALLOWED:
        return replace(answer, makes_possible=(*answer.makes_possible, *ways))
    source = _source(answer.regime, state_share)
    return replace(
        answer,
        verdict=Permission.CONDITIONAL,
        because=f"{answer.because} Kết quả còn thuộc đồng sở hữu {co_owner} mà hợp đồng chưa nêu cách xử lý "
        "tài sản: phải được đồng sở hữu đồng ý.",
        because_en=f"{answer.because_en} The result has a second owner and the contract does not say how the "
        "owners deal with it: the co-owner must agree.",
        article=str(source),
        confidence=source.confidence,
        makes_possible=ways,
    )


def _source(regime: Regime, state_share: Decimal | None) -> Source:
    """On what the co-owner's say rests, as far as it was read: contribution, or the co-funded contract."""
    if regime is Regime.R4_LAW93 and state_share != 0:
        return _BY_CONTRIBUTION
    if regime is Regime.R2_ND70 and state_share is not None and 0 < state_share < 1:
        return CO_FUNDED
    return _IN_GENERAL
