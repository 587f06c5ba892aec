"""Commands on law: who may receive a result, who gets what of the profit, which rules are in force."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from console.speaking import AsJson, AsOf, answer, living_on, plain, screen, table, verb
from models.errors import BadInput
from models.language import Rule
from models.law import CouncilScheme, Local

_SILENT = "silent"
"""What is written for the fee of an intermediary whose contract does not state it."""

_KINDS = "state_body, public_unit, soe, enterprise, cooperative hoặc individual"


@verb
def rights(
    funded: Annotated[str, typer.Option(metavar="full|SHARE", help="Ngân sách cấp toàn bộ, hoặc 0.28.")],
    asset: Annotated[str, typer.Option(help="result hoặc equipment.")],
    host: Annotated[str, typer.Option(metavar="KIND", help=f"Loại tổ chức chủ trì: {_KINDS}.")],
    recipient: Annotated[str, typer.Option(metavar="KIND", help=f"Loại bên tiếp nhận: {_KINDS}.")],
    approved: Annotated[str, typer.Option(metavar="DATE", help="Ngày phê duyệt giao chủ trì.")] = "",
    recipient_is_host: Annotated[
        bool, typer.Option("--recipient-is-host", help="Bên tiếp nhận là tổ chức chủ trì.")
    ] = False,
    reserved: Annotated[
        bool, typer.Option("--reserved", help="Phiếu đặt hàng giữ quyền cho Nhà nước.")
    ] = False,
    free: Annotated[
        bool, typer.Option("--free/--paid", help="Không bồi hoàn, hoặc hoàn trả giá trị.")
    ] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ai được nhận kết quả, dưới hình thức nào, theo điều nào, và cần gì để được nhận."""
    from actions import wiring
    from models.language import PartyKind
    from models.rights import Asset, judge

    parties = {kind.value for kind in PartyKind} - {PartyKind.UNKNOWN.value}
    for name, given, allowed in (
        ("--host", host, parties),
        ("--recipient", recipient, parties),
        ("--asset", asset, {each.value for each in Asset}),
    ):
        if given not in allowed:
            raise typer.BadParameter(f"{name} «{given}» phải là {', '.join(sorted(allowed))}.")
    wiring.settings()
    with living_on(as_of) as day:
        found = judge(
            wiring.parse_day(approved) if approved else None,
            state_share=Decimal(1) if funded == "full" else _decimal(funded, "--funded"),
            asset=asset,
            host=PartyKind(host),
            recipient=PartyKind(recipient),
            recipient_is_host=recipient_is_host,
            reserved=reserved,
            free=free,
            on=day,
        )

    def show() -> None:
        screen.print(f"{found.verdict.label}: {found.because}", markup=False)
        screen.print(f"  Căn cứ: {found.article} [{found.confidence.value}]", markup=False)
        for each in (*found.makes_possible, *found.notes):
            screen.print(f"  - {each}", markup=False)

    answer({"ok": True, **plain(found)}, as_json=as_json, show=show)


@verb
def share(
    profit: Annotated[str, typer.Option(metavar="VND", help="Lợi nhuận sau thuế, đồng.")],
    case: Annotated[str, typer.Option(help="owner, use-right, licence hoặc capital.")],
    approved: Annotated[str, typer.Option(metavar="DATE", help="Ngày phê duyệt giao chủ trì.")] = "",
    intermediary: Annotated[
        str,
        typer.Option(
            metavar="VND|silent", help="Phí trung gian đã thỏa thuận; silent khi hợp đồng không nêu phí."
        ),
    ] = "",
    value: Annotated[str, typer.Option(metavar="VND", help="Giá trị kết quả đem góp vốn.")] = "",
    granted: Annotated[str, typer.Option(metavar="DATE", help="Ngày cấp văn bằng bảo hộ.")] = "",
    province: Annotated[str, typer.Option(help="Tỉnh có quy tắc riêng.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chia lợi nhuận: ai được bao nhiêu và vì sao, tới từng đồng."""
    from actions import wiring
    from models.provinces import province_named
    from models.sharing import ProfitCase
    from models.sharing import share as shared

    if case not in {each.value for each in ProfitCase}:
        raise typer.BadParameter(f"--case «{case}» phải là owner, use-right, licence hoặc capital.")
    wiring.settings()
    silent = intermediary == _SILENT
    with living_on(as_of) as day:
        found = shared(
            wiring.parse_day(approved) if approved else None,
            _decimal(profit, "--profit"),
            case,
            intermediary=_decimal(intermediary, "--intermediary") if intermediary and not silent else None,
            broker_silent=silent,
            value=_decimal(value, "--value") if value else None,
            granted_on=wiring.parse_day(granted) if granted else None,
            on=day,
            province=province_named(province).name if province else "",
        )

    def show() -> None:
        screen.print(found.because, markup=False)
        if found.lines:
            table(
                "Phân chia",
                ("Ai", "Đồng", "Vì sao", "Căn cứ"),
                ((line.who_vi, _dotted(line.amount), line.why, line.source) for line in found.lines),
            )
        for note in found.notes:
            screen.print(f"  - {note}", markup=False)

    answer({"ok": True, **plain(found)}, as_json=as_json, show=show)


@verb
def rules(
    province: Annotated[str, typer.Option(help="Quy tắc áp dụng cho tỉnh này.")] = "",
    check: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Chỉ kiểm tra tệp quy tắc riêng của tỉnh.")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Các quy tắc đang có hiệu lực: giá trị, căn cứ, mức tin cậy; hoặc kiểm tra một tệp quy tắc của tỉnh."""
    from actions import provincial_rules, provincial_versions, wiring
    from models import law
    from models.provinces import province_named

    if check is not None:
        versions = provincial_versions.read(check)
        _checked(check, provincial_rules.read(check), len(versions), as_json=as_json)
        return
    wiring.settings()
    name = province_named(province).name if province else ""
    with living_on(as_of) as day:
        numbers = list(law.rules_in_force(day, name))
        councils = list(law.schemes_in_force(day, name))
        if not name:
            numbers += law.adopted().on(day).rules
            councils += law.adopted().on(day).schemes

    def show() -> None:
        table(
            f"{len(numbers)} quy tắc có hiệu lực ngày {day:%d/%m/%Y}",
            ("Mã", "Nội dung", "Giá trị", "Chế độ", "Căn cứ", "Tin cậy", "Tỉnh"),
            (
                (
                    each.code,
                    each.name_vi,
                    f"{each.value} {each.unit.value}",
                    ", ".join(each.regimes),
                    each.source,
                    each.source.confidence.value,
                    each.province,
                )
                for each in numbers
            ),
        )
        table(
            f"{len(councils)} cách họp của hội đồng",
            ("Mã", "Hội đồng", "Số thành viên", "Có mặt", "Ngưỡng", "Căn cứ", "Tin cậy", "Tỉnh"),
            (
                (
                    each.code,
                    each.vi,
                    "{}-{}".format(*each.members),
                    each.quorum,
                    each.threshold,
                    each.source,
                    each.source.confidence.value,
                    each.province,
                )
                for each in councils
            ),
        )

    told = {"ok": True, "day": day, "province": name, **_listed(numbers, councils)}
    answer(told, as_json=as_json, show=show)


def _checked(path: Path, found: Local, versions: int, *, as_json: bool) -> None:
    """Say that a file may be used, and what it sets."""
    sentence = f"{path}: đúng; đặt {len(found.rules)} quy tắc, {len(found.schemes)} cách họp của hội đồng"
    sentence += f", {versions} phiên bản vòng đời." if versions else "."
    answer(
        {"ok": True, "file": path, "versions": versions, **_listed(found.rules, found.schemes)},
        as_json=as_json,
        show=lambda: screen.print(sentence, markup=False),
    )


def _listed(numbers: Iterable[Rule], councils: Iterable[CouncilScheme]) -> dict[str, list[dict[str, Any]]]:
    """Rules and councils' schemes as scripts read them."""
    return {
        "rules": [
            {
                "code": each.code,
                "name": each.name_vi,
                "value": each.value,
                "unit": each.unit,
                "regimes": each.regimes,
                **_basis(each),
                "version": each.version,
            }
            for each in numbers
        ],
        "schemes": [
            {
                "code": each.code,
                "name": each.vi,
                "members": each.members,
                "quorum": each.quorum,
                "threshold": each.threshold,
                "excellent_share": each.excellent_share,
                "fail_share": each.fail_share,
                **_basis(each),
            }
            for each in councils
        ],
    }


def _basis(each: Rule | CouncilScheme) -> dict[str, Any]:
    """On what it rests, where and from when to when it holds."""
    return {
        "article": str(each.source),
        "confidence": each.source.confidence,
        "province": each.province,
        "valid_from": None if each.valid_from == date.min else each.valid_from,
        "valid_to": each.valid_to,
    }


def _dotted(amount: Decimal) -> str:
    return f"{amount:,}".replace(",", ".")


def _decimal(text: str, name: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadInput(f"{name} «{text}» không phải là số.") from None


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(name="rights")(rights)
    app.command(name="share")(share)
    app.command(name="rules")(rules)
