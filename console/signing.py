"""Commands for signing: approve, sign here or outside, how far it has come, and the development CA.

Passphrases and PINs come from the environment or are asked for; never from the command line, which other
users of a machine can read. The person is proven by a one-time code.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.speaking import (
    Actor,
    AsJson,
    AsOf,
    answer,
    asides,
    contents,
    database,
    home,
    living_on,
    screen,
    table,
    verb,
)
from console.stack import Stack
from models.errors import BadInput

if TYPE_CHECKING:
    from actions.signing import Signed
    from actions.verification import Checked

PASSPHRASE = "TRIPLEHELIX_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable
CODE = "TRIPLEHELIX_CODE"

Code = Annotated[
    str, typer.Argument(metavar="CODE", help="Mã nhiệm vụ; «hoi-dong» cho văn bản của hội đồng tư vấn.")
]
Document = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="Số, ký hiệu văn bản hoặc số dòng, xem lệnh signatures.")
]

group = typer.Typer(help="Chữ ký số: CA thử nghiệm để tập dượt.", no_args_is_help=True)


def _asked(variable: str, question: str) -> str:
    """A secret from the environment, else from the person."""
    given = os.environ.get(variable, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise BadInput(f"Đặt {variable} trong môi trường, hoặc chạy lệnh ở một cửa sổ dòng lệnh để nhập.")
    return str(typer.prompt(question, hide_input=True, err=True))


def one_time_code() -> str:
    """The person's one-time code, from the environment or asked for.

    Raises:
        BadInput: it is in neither, as nobody is there to be asked.
    """
    return _asked(CODE, "Mã một lần")


@verb
def approve(code: Code, document: Document, actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Duyệt một văn bản để ký (duyệt trước, ký sau)."""
    from actions import people, signing

    given = one_time_code()
    with database(), living_on(as_of) as day, people.proven(actor, given) as (session, person):
        number = signing.document_named(session, code, document)
        said = signing.approve(session, number, person, on=day)
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


@verb
def sign(
    code: Code,
    document: Document,
    actor: Actor,
    key: Annotated[
        str,
        typer.Option(
            metavar="KEY", help="Tệp .p12, hoặc pkcs11:token=TÊN;object=TÊN?module-path=TRÌNH_ĐIỀU_KHIỂN."
        ),
    ],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ký số vào chỗ ký kế tiếp của một văn bản đã duyệt."""
    from actions import people, signing

    given, passphrase = one_time_code(), _asked(PASSPHRASE, "Mật khẩu của khóa hoặc mã PIN")
    with database(), living_on(as_of) as day, people.proven(actor, given) as (session, person):
        number = signing.document_named(session, code, document)
        made = signing.sign(session, number, person, key, passphrase, on=day)
    _tell(made, as_json=as_json)


@verb
def sign_offer(
    code: Code,
    document: Document,
    actor: Actor,
    output: Annotated[Path, typer.Option("--output", "-o", help="Nơi ghi tệp chờ ký.")],
    as_json: AsJson = False,
) -> None:
    """Tải tệp chờ ký, để ký bằng phần mềm hoặc USB token của mình."""
    from actions import people, signing

    given = one_time_code()
    with database(), people.proven(actor, given) as (session, person):
        offered = signing.offer(session, signing.document_named(session, code, document), person)
    output.write_bytes(offered.data)
    answer(
        {"ok": True, "path": output, "field": offered.field, "position": offered.position},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã ghi {output}. Hãy ký vào ô «{offered.field}» ({offered.position}), kiểu thường, "
            "lưu nối tiếp, rồi nộp lại bằng lệnh sign-return.",
            markup=False,
        ),
    )


@verb
def sign_return(
    code: Code,
    document: Document,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp đã ký.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nộp lại tệp đã ký bên ngoài; chỉ nhận đúng tệp đã tải cộng một chữ ký."""
    from actions import people, signing

    returned = contents(file)
    given = one_time_code()
    with database(), living_on(as_of) as day, people.proven(actor, given) as (session, person):
        number = signing.document_named(session, code, document)
        made = signing.hand_in(session, number, person, returned, on=day)
    _tell(made, as_json=as_json)


@verb
def signatures(code: Code, as_json: AsJson = False) -> None:
    """Liệt kê chữ ký của từng văn bản: ai đã ký, ai đang phải ký."""
    from actions import signing, twins, wiring

    with database(), wiring.unit_of_work() as session:
        found = signing.standings(session, code)
        edited = {} if code == signing.SESSIONS else twins.handed_back(session, code)

    def show() -> None:
        for one in found:
            approved = f"duyệt {one.approved_on:%d/%m/%Y}" if one.approved_on else "chưa duyệt"
            if one.document in edited:
                approved += f" · {edited[one.document]} bản Word đã sửa, xem lệnh twin-changes"
            table(
                f"{one.number} (dòng {one.document}) · {one.title} · {approved}",
                ("Chỗ ký", "Vị trí", "Người ký", "Lúc", "Chứng thư"),
                (
                    (place.place, place.position, place.by or "chờ ký", _moment(place.at), _holder(place))
                    for place in one.places
                ),
            )

    answer({"ok": True, "documents": found, "edited": edited}, as_json=as_json, show=show)


@group.command(name="test-ca")
@verb
def development_ca(
    folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Thư mục; mặc định là test-ca trong thư mục trạng thái."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Lập CA thử nghiệm với khóa cho các tài khoản và cơ quan mẫu; mọi chữ ký mang chữ TEST."""
    from actions import rehearsal, wiring
    from documents.signing import development

    if folder is None:
        Stack.at(home()).folder.prepare()
    place = folder or home() / "test-ca"
    holders = [
        *(
            development.Holder(part.handle, part.title, rehearsal.house(part.house))
            for part in rehearsal.CAST
        ),
        *(development.Holder(f"co-quan.{key}", name, name) for key, (name, _) in rehearsal.HOUSES.items()),
    ]
    made = development.make(place, holders, wiring.now())
    answer(
        {"ok": True, "folder": place, "files": made, "passphrase": development.PASSPHRASE},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã lập CA thử nghiệm ở {place}: {len(made)} khóa, mật khẩu «{development.PASSPHRASE}». "
            f"Chỉ được tin khi đặt TRIPLEHELIX_SIGNING_TEST_CA={place}.",
            markup=False,
        ),
    )


@group.command(name="renew")
@verb
def renew(
    actor: Actor,
    within: Annotated[
        int, typer.Option(help="Gia hạn dấu thời gian hết hiệu lực trong bao nhiêu ngày tới.", min=0)
    ] = 180,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Thêm dấu thời gian lưu trữ (B-LTA) cho văn bản đã ký đủ, trước khi dấu cũ hết hiệu lực."""
    from datetime import timedelta

    from actions import lasting, people, wiring

    given = one_time_code()
    with database(), living_on(as_of) as day:
        with people.proven(actor, given) as (session, person):
            waiting = list(lasting.due(session, day, timedelta(days=within)))
        made: list[lasting.Stamped] = []
        wrong: list[str] = []
        for document in waiting:
            try:
                with wiring.unit_of_work() as session:
                    made.append(lasting.renew(session, document, person, on=day))
            except BadInput as problem:
                wrong.extend(problem.reasons)

    def show() -> None:
        for one in made:
            screen.print(f"{one.number}: {one.authority}, đến {one.until:%d/%m/%Y}.", markup=False)
        screen.print(f"Đã thêm dấu thời gian lưu trữ vào {len(made)} văn bản; {len(wrong)} lỗi.")

    answer({"ok": not wrong, "reasons": wrong, "stamped": made}, as_json=as_json, show=show)
    for reason in wrong:
        asides.print(f"✗ {reason}", style="red", markup=False)
    if wrong:
        raise typer.Exit(1)


def show_verified(found: Checked) -> None:
    """Show what is known of a file: sentences, then its signatures."""
    for said in found.said[0 if found.record.on_record else 1 :]:
        screen.print(said.vi, markup=False)
    if found.file is not None and found.file.signatures:
        table(
            "Chữ ký số",
            ("Người ký", "Lúc", "Mức", "Cấp bởi", "Nhận xét"),
            (
                (
                    one.certificate.holder + (" (TEST)" if one.certificate.is_test else ""),
                    _moment(one.at),
                    one.level.value,
                    one.certificate.issuer,
                    " ".join(fault.vi for fault in one.faults) or "Nguyên vẹn, chứng thư được tin cậy.",
                )
                for one in found.file.signatures
            ),
        )


def _moment(at: datetime | None) -> str:
    """A moment as it is in Viet Nam."""
    from actions.wiring import ZONE

    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M:%S} +07:00" if at else ""


def _holder(place: Signed) -> str:
    return f"{place.holder}{' (TEST)' if place.is_test else ''}"


def _tell(made: Signed, *, as_json: bool) -> None:
    test = " (chứng thư TEST, không có giá trị pháp lý)" if made.is_test else ""
    answer(
        {"ok": True, "signed": made},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã ký chỗ số {made.place}: {made.by}{test}. SHA-256 {made.sha256}.", markup=False
        ),
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="signing")
    app.command(name="approve")(approve)
    app.command(name="sign")(sign)
    app.command(name="sign-offer")(sign_offer)
    app.command(name="sign-return")(sign_return)
    app.command(name="signatures")(signatures)
