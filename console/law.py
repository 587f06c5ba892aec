"""Commands that answer questions of law: who may receive a result, and who gets what of the profit."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from console.speaking import AsJson, AsOf, answer, living_on, plain, screen, table, verb
from models.errors import BadInput

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
    intermediary: Annotated[str, typer.Option(metavar="VND", help="Phí trung gian đã thỏa thuận.")] = "",
    value: Annotated[str, typer.Option(metavar="VND", help="Giá trị kết quả đem góp vốn.")] = "",
    granted: Annotated[str, typer.Option(metavar="DATE", help="Ngày cấp văn bằng bảo hộ.")] = "",
    as_json: AsJson = False,
) -> None:
    """Chia lợi nhuận: ai được bao nhiêu và vì sao, tới từng đồng."""
    from actions import wiring
    from models.sharing import ProfitCase
    from models.sharing import share as shared

    if case not in {each.value for each in ProfitCase}:
        raise typer.BadParameter(f"--case «{case}» phải là owner, use-right, licence hoặc capital.")
    found = shared(
        wiring.parse_day(approved) if approved else None,
        _decimal(profit, "--profit"),
        case,
        intermediary=_decimal(intermediary, "--intermediary") if intermediary else None,
        value=_decimal(value, "--value") if value else None,
        granted_on=wiring.parse_day(granted) if granted else None,
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
