"""Papers that a party signs with its own tool: what comes back must be what went out, plus its signature."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import MDPPerm

from documents.signing.inspection import inspect
from documents.signing.words import Inspected, Trust
from models.errors import BadInput


def take_back(offered: bytes, returned: bytes, field: str, trust: Trust) -> Inspected:
    """The signature that was added in that field, when nothing else was done to the paper.

    Raises:
        BadInput: with the reason why it is not accepted.
    """
    if returned == offered:
        raise BadInput("Tệp gửi về chưa được ký: vẫn giống hệt tệp đã tải xuống.")
    if not returned.startswith(offered):
        raise BadInput(
            "Tệp gửi về không giữ nguyên từng byte của tệp đã tải xuống: phần mềm ký đã ghi lại toàn bộ tệp, "
            "hoặc đây là tệp khác. Hãy tải lại và ký bằng cách «ký nối tiếp» (incremental update)."
        )
    found = inspect(returned, trust)
    before, after = inspect(offered, trust), found.signatures
    if len(after) != len(before.signatures) + 1 or after[-1].field != field:
        raise BadInput(
            f"Tệp gửi về phải có đúng một chữ ký mới, ký vào ô «{field}» có sẵn; không tạo ô chữ ký khác."
        )
    signature = after[-1]
    if not signature.covers_file:
        raise BadInput("Sau chữ ký mới còn có nội dung khác được thêm vào; hãy ký lại từ tệp đã tải xuống.")
    faults = [fault.vi for one in after for fault in one.faults]
    if faults:
        raise BadInput(*dict.fromkeys(faults))
    _only_signed(offered, returned, field, waiting=bool(found.waiting))
    return signature


def _only_signed(offered: bytes, returned: bytes, field: str, *, waiting: bool) -> None:
    """Refuse whatever the update did beside filling in the awaited field; certifying the paper is ours."""
    refusal = BadInput(
        "Ngoài chữ ký, tệp gửi về còn bị sửa nội dung, hoặc được ký kiểu «chứng nhận» (certify); "
        "hãy ký lại kiểu thường từ tệp đã tải xuống."
    )
    try:
        reader = PdfFileReader(BytesIO(returned))
        last = PdfFileReader(BytesIO(offered)).xrefs.total_revisions - 1
        judged = DEFAULT_DIFF_POLICY.review_file(reader, last)
        level = reader.embedded_regular_signatures[-1].docmdp_level
    except (PdfError, SuspiciousModification, ValueError, TypeError, KeyError) as problem:
        raise refusal from problem
    if isinstance(judged, SuspiciousModification):
        raise refusal
    if judged.modification_level > ModificationLevel.FORM_FILLING or judged.changed_form_fields - {field}:
        raise refusal
    if waiting and level is MDPPerm.NO_CHANGES:
        raise BadInput(
            "Chữ ký mới khóa văn bản, không cho các bên sau ký tiếp; "
            "hãy ký lại, cho phép điền biểu mẫu và ký."
        )
