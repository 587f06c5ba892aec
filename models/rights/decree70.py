"""R2, Decree 70/2018: a fully State-funded asset is a public asset; a co-funded one follows its contract."""

from __future__ import annotations

from fractions import Fraction

from models import law
from models.language import Confidence, PartyKind, Regime, Source
from models.rights.words import CO_FUNDED, ND70, RUNGS, Answer, Asset, Permission, Question, TransferForm
from models.sharing.money import percent

_STATE_BODIES = frozenset({PartyKind.STATE_BODY, PartyKind.PUBLIC_UNIT})
_EQUIPMENT = Source("Điều 7, Điều 10 Nghị định số 70/2018/NĐ-CP", Confidence.READ)
_UNCLEAR = Source("Nghị định số 70/2018/NĐ-CP", Confidence.UNCERTAIN)

_REPLICATION = (
    "Nhiệm vụ ứng dụng, nhân rộng bằng ngân sách nhà nước (tờ trình Mẫu 02-TTMH, thuyết minh Mẫu 02-TMMH)."
)
_BUY_STATE_PART = "Bên nhận trả giá trị phần vốn của Nhà nước theo kết quả định giá."
_CONTRACT_SAYS = "Hợp đồng (hoặc phụ lục) nêu rõ phần của Nhà nước và cách xử lý tài sản."
_DECISION = "Quyết định của cơ quan, người có thẩm quyền giao hoặc điều chuyển tài sản."
_VALUATION = "Chứng thư định giá và cam kết hoàn trả giá trị của bên nhận."


def judge_result(question: Question) -> Answer:
    """Who may receive a result under Decree 70/2018."""
    if question.state_share is None:
        return _funding_unknown(question)
    if not question.fully_funded:
        return _co_funded_result(question)
    if question.recipient is PartyKind.UNKNOWN and (question.free or question.recipient_is_host):
        return _kind_unknown(question)
    return _to_host(question) if question.recipient_is_host else _to_another(question)


def judge_equipment(question: Question) -> Answer:
    """Who may receive the equipment under Decree 70/2018."""
    if question.state_share is None:
        return _funding_unknown(question)
    if question.recipient is PartyKind.UNKNOWN:
        return _kind_unknown(question)
    if not question.fully_funded and question.recipient_is_host:
        return _co_funded_equipment_to_host(question)
    if question.free and question.recipient not in _STATE_BODIES:
        return _equipment_not_free(question)
    if question.recipient in _STATE_BODIES:
        return _equipment_to_state_body(question)
    return _equipment_sold(question)


def _to_host(question: Question) -> Answer:
    if question.recipient in _STATE_BODIES:
        return _by_rung(
            question,
            1,
            Permission.ALLOWED,
            "Tổ chức chủ trì là cơ quan nhà nước hoặc đơn vị sự nghiệp công lập được giao quyền sử dụng "
            "và ghi tăng tài sản, không phải hoàn trả giá trị.",
            "A host that is a State body or public unit is given the use right, without payment.",
        )
    if question.recipient is PartyKind.SOE:
        return _by_rung(
            question,
            2,
            Permission.ALLOWED,
            "Tổ chức chủ trì là doanh nghiệp 100% vốn nhà nước được giao quyền sở hữu dưới hình thức ghi "
            "tăng vốn nhà nước tại doanh nghiệp.",
            "A host that is a 100% State-owned enterprise is given ownership as State capital.",
        )
    if question.free:
        return _by_rung(
            question,
            3,
            Permission.BARRED,
            "Kết quả do ngân sách nhà nước cấp toàn bộ là tài sản công: không được giao quyền sở hữu "
            "không bồi hoàn cho tổ chức chủ trì là tổ chức tư nhân, cá nhân.",
            "A fully State-funded result is a public asset: no free assignment to a private host.",
            makes_possible=(RUNGS[2].sentence, RUNGS[4].sentence, _REPLICATION),
        )
    return _by_rung(
        question,
        3,
        Permission.CONDITIONAL,
        "Tổ chức chủ trì được giao quyền sở hữu khi có đề nghị và hoàn trả giá trị của kết quả.",
        "The host is given ownership when it asks for it and reimburses the value.",
        makes_possible=(_VALUATION, RUNGS[4].sentence),
    )


def _to_another(question: Question) -> Answer:
    if not question.free:
        return _by_rung(
            question,
            4,
            Permission.CONDITIONAL,
            "Tổ chức, cá nhân khác được giao quyền sở hữu khi tổ chức chủ trì không có nhu cầu, có đề "
            "nghị và hoàn trả giá trị của kết quả.",
            "Others are given ownership if the host has no need, and they ask and reimburse the value.",
            makes_possible=("Tổ chức chủ trì xác nhận không có nhu cầu nhận kết quả.", _VALUATION),
        )
    if question.to_private_party:
        return _by_rung(
            question,
            4,
            Permission.BARRED,
            "Kết quả do ngân sách nhà nước cấp toàn bộ là tài sản công: không được chuyển giao không bồi "
            "hoàn cho hợp tác xã, doanh nghiệp tư nhân, cá nhân; vẫn có con đường hoàn trả giá trị.",
            "A fully State-funded result is a public asset: a free transfer to a private recipient is "
            "barred; a paid path exists.",
            makes_possible=(
                RUNGS[3].sentence,
                RUNGS[2].sentence,
                RUNGS[4].sentence,
                _REPLICATION,
            ),
        )
    if question.recipient is PartyKind.SOE:
        return Answer(
            question.regime,
            Permission.LEGAL_OPINION,
            "Chưa rõ doanh nghiệp nhà nước không chủ trì có được nhận kết quả không bồi hoàn: văn bản đã "
            "đọc chỉ nêu con đường hoàn trả giá trị.",
            "Whether a State enterprise that is not the host may receive it free is not clear.",
            str(_UNCLEAR),
            _UNCLEAR.confidence,
            makes_possible=(RUNGS[3].sentence, "Ý kiến của bộ phận pháp chế."),
            forms=(TransferForm.ASSIGN_OWNERSHIP,),
            rung=4,
            rungs=RUNGS,
        )
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        "Cơ quan nhà nước, đơn vị sự nghiệp công lập khác được nhận tài sản còn lại của Nhà nước theo "
        "quyết định điều chuyển, không phải hoàn trả giá trị.",
        "Another State body may receive the State's remaining asset by a decision of transfer.",
        str(ND70),
        ND70.confidence,
        makes_possible=(_DECISION, RUNGS[3].sentence),
        forms=(TransferForm.FREE_HANDOVER, TransferForm.ASSIGN_USE_RIGHT, TransferForm.REPLICATION_TASK),
        rungs=RUNGS,
    )


def _by_rung(
    question: Question,
    number: int,
    verdict: Permission,
    because: str,
    because_en: str,
    makes_possible: tuple[str, ...] = (),
) -> Answer:
    rung = RUNGS[number - 1]
    return Answer(
        question.regime,
        verdict,
        because,
        because_en,
        rung.article,
        rung.confidence,
        makes_possible,
        _forms_of(verdict, number),
        number,
        RUNGS,
    )


def _forms_of(verdict: Permission, number: int) -> tuple[TransferForm, ...]:
    form = RUNGS[number - 1].form
    if verdict is Permission.ALLOWED:
        return (form, TransferForm.SELF_EXPLOIT)
    if verdict is Permission.CONDITIONAL:
        return (form,)
    return (form, TransferForm.ASSIGN_USE_RIGHT, TransferForm.REPLICATION_TASK)


def _co_funded_result(question: Question) -> Answer:
    private = question.to_private_party and not question.recipient_is_host
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        "Kết quả do ngân sách nhà nước hỗ trợ một phần thuộc sở hữu chung: phần của Nhà nước và cách xử "
        "lý theo hợp đồng"
        + (", bên nhận mua phần của Nhà nước hoặc nhận theo hợp đồng." if private else ".")
        + (" Không bồi hoàn chỉ khi hợp đồng quy định như vậy." if question.free else ""),
        "A co-funded result is co-owned: the State's part and its handling follow the contract.",
        str(CO_FUNDED),
        CO_FUNDED.confidence,
        makes_possible=(_CONTRACT_SAYS, _BUY_STATE_PART)
        if private
        else (_CONTRACT_SAYS, "Quyết định của cơ quan, người đã quyết định hỗ trợ kinh phí."),
        forms=(TransferForm.ASSIGN_OWNERSHIP, TransferForm.ASSIGN_USE_RIGHT, TransferForm.SALE_DIRECT),
    )


def _co_funded_equipment_to_host(question: Question) -> Answer:
    line = law.rule("equipment_free_share", question.on, Regime.R2_ND70)
    share = Fraction(question.state_share or 0)
    if line is not None and share <= Fraction(line.value):
        return Answer(
            question.regime,
            Permission.ALLOWED,
            f"Phần vốn Nhà nước ({percent(share)}) không quá {percent(Fraction(line.value))} tổng vốn: "
            "giao không bồi hoàn phần của Nhà nước trong tài sản trang bị cho tổ chức chủ trì.",
            "The State's part is within the line: it is given to the host without compensation.",
            str(line.source),
            line.source.confidence,
            forms=(TransferForm.FREE_HANDOVER,),
        )
    limit = percent(Fraction(line.value)) if line else ""
    barred = question.free and question.recipient not in _STATE_BODIES
    return Answer(
        question.regime,
        Permission.BARRED if barred else Permission.CONDITIONAL,
        f"Phần vốn Nhà nước ({percent(share)}) vượt {limit} tổng vốn: không thuộc trường hợp giao không "
        "bồi hoàn tài sản trang bị; xử lý theo hợp đồng.",
        "The State's part is above the line: not free under this rule; the contract decides.",
        str(CO_FUNDED),
        CO_FUNDED.confidence,
        makes_possible=(
            _BUY_STATE_PART,
            _CONTRACT_SAYS,
            "Chương trình do Thủ tướng Chính phủ phê duyệt có quy định giao không bồi hoàn.",
        ),
        forms=(TransferForm.SALE_DIRECT, TransferForm.ASSIGN_USE_RIGHT),
    )


def _equipment_not_free(question: Question) -> Answer:
    if question.recipient_is_host and question.recipient is PartyKind.SOE:
        return _equipment_to_state_enterprise(question)
    return Answer(
        question.regime,
        Permission.BARRED,
        "Tài sản trang bị có vốn Nhà nước không được giao không bồi hoàn cho tổ chức tư nhân, cá nhân, "
        "doanh nghiệp.",
        "State-funded equipment is not given free to an enterprise, a cooperative or a person.",
        str(_EQUIPMENT),
        _EQUIPMENT.confidence,
        makes_possible=(
            "Bán trực tiếp cho tổ chức chủ trì hoặc bán theo quy định, có định giá.",
            "Giao quyền sử dụng cho tổ chức chủ trì.",
            "Điều chuyển cho cơ quan nhà nước, đơn vị sự nghiệp công lập.",
        ),
        forms=(TransferForm.SALE_DIRECT, TransferForm.AUCTION, TransferForm.ASSIGN_USE_RIGHT),
    )


def _equipment_to_state_enterprise(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.LEGAL_OPINION,
        "Chưa rõ tổ chức chủ trì là doanh nghiệp 100% vốn nhà nước có được giao tài sản trang bị không bồi "
        "hoàn: văn bản đã đọc chỉ nêu cơ quan, đơn vị của Nhà nước.",
        "Whether a host that is a 100% State-owned enterprise is given the equipment free is not clear.",
        str(_UNCLEAR),
        _UNCLEAR.confidence,
        makes_possible=("Bán trực tiếp cho tổ chức chủ trì, có định giá.", "Ý kiến của bộ phận pháp chế."),
        forms=(TransferForm.SALE_DIRECT, TransferForm.ASSIGN_USE_RIGHT),
    )


def _equipment_to_state_body(question: Question) -> Answer:
    if question.recipient_is_host:
        return Answer(
            question.regime,
            Permission.ALLOWED,
            "Tài sản trang bị được giao cho tổ chức chủ trì là cơ quan nhà nước, đơn vị sự nghiệp công lập.",
            "Equipment is given to a host that is a State body or public unit.",
            str(_EQUIPMENT),
            _EQUIPMENT.confidence,
            forms=(TransferForm.FREE_HANDOVER, TransferForm.ASSIGN_USE_RIGHT),
        )
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        "Tài sản trang bị được điều chuyển giữa các cơ quan nhà nước, đơn vị sự nghiệp công lập theo "
        "quyết định.",
        "Equipment is transferred among State bodies by decision.",
        str(_EQUIPMENT),
        _EQUIPMENT.confidence,
        makes_possible=(_DECISION,),
        forms=(TransferForm.FREE_HANDOVER,),
    )


def _equipment_sold(question: Question) -> Answer:
    direct = question.recipient_is_host
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        "Tài sản trang bị được bán trực tiếp cho tổ chức chủ trì hoặc giao quyền sử dụng."
        if direct
        else "Tài sản trang bị không giao được cho tổ chức chủ trì thì được bán theo quy định.",
        "Equipment is sold directly to the host, or given for use."
        if direct
        else "Equipment that does not go to the host may be sold.",
        str(_EQUIPMENT),
        _EQUIPMENT.confidence,
        makes_possible=(_VALUATION, _DECISION),
        forms=(TransferForm.SALE_DIRECT, TransferForm.ASSIGN_USE_RIGHT)
        if direct
        else (TransferForm.AUCTION, TransferForm.SALE_DIRECT),
    )


def _funding_unknown(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.LEGAL_OPINION,
        "Chưa biết phần ngân sách nhà nước trong tổng kinh phí nên chưa xác định được tài sản công hay sở "
        "hữu chung.",
        "The State's part of the funding is not known: public asset or co-owned cannot be told.",
        str(ND70),
        ND70.confidence,
        makes_possible=("Bổ sung tỷ lệ ngân sách nhà nước từ quyết định phê duyệt hoặc hợp đồng.",),
        rungs=RUNGS if question.asset is Asset.RESULT else (),
    )


def _kind_unknown(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.LEGAL_OPINION,
        "Chưa rõ bên nhận là cơ quan nhà nước, doanh nghiệp, hợp tác xã hay cá nhân.",
        "It is not known what kind of organisation the recipient is.",
        str(ND70),
        ND70.confidence,
        makes_possible=("Bổ sung loại hình của bên nhận.",),
        rungs=RUNGS if question.asset is Asset.RESULT else (),
    )
