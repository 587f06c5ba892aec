"""What people do in this system, and which roles may do it: one table for every door.

A deed that is not in the table cannot be done, and a role that a deed does not name may not do it. Where a
stage's own data says who acts (its papers, its gates), the table says so by its scope, and the stage decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from models.closet.words import DECIDERS
from models.dossier import Dossier, Entry
from models.errors import NotPermitted
from models.language import Role
from models.permissions import Actor, may_see, opened_to, role_for
from models.recorders import RECORDERS


class Deed(StrEnum):
    """Something that a person does; the value is its code in the interface and in tests."""

    WORK_SEE = "work.see"
    """See what waits for oneself."""
    TASK_SEE = "task.see"
    """See a task, its papers, decisions and history."""
    CALL_SEE = "call.see"
    """See what is asked where a call or a valuing stands open: no papers of others, no decisions, no talk."""
    TASK_LIST = "task.list"
    """List and search the tasks that one may see."""
    TASK_ORDER = "task.order"
    """Order a task by the ordering sheet."""
    TASK_IMPORT = "task.import"
    """Take in a list of tasks."""
    TASK_COMMENT = "task.comment"
    """Leave a remark on a task."""
    TASK_EXPORT = "task.export"
    """Take a task's whole dossier as an archive package."""
    PAPER_SUBMIT = "paper.submit"
    """Hand in a paper."""
    PAPER_WITHDRAW = "paper.withdraw"
    """Take back a paper that was handed in and not accepted yet."""
    PAPER_EDIT = "paper.edit"
    """Hand back the Word twin of an issued paper, edited before it is signed."""
    PAPER_SIGN = "paper.sign"
    """Approve an issued paper for signature, and sign it in one's place."""
    FACT_RECORD = "fact.record"
    """Record a fact of a task by hand."""
    GATE_DECIDE = "gate.decide"
    """Approve, return or reject at a gate."""
    COUNCIL_FORM = "council.form"
    """Form a council."""
    COUNCIL_ATTEND = "council.attend"
    """Record who is present at a council's session."""
    COUNCIL_STATE = "council.state"
    """State whether there is a conflict of interest."""
    COUNCIL_VOTE = "council.vote"
    """Cast a ballot."""
    COUNCIL_SEE = "council.see"
    """See a council's papers, attendance and count."""
    CLOSET_SEE = "closet.see"
    """See which results are in the closet: all, or those of one's own organisation."""
    REMEDY_CHOOSE = "remedy.choose"
    """Choose a remedy for a result in the closet."""
    BOARD_SEE = "board.see"
    """See the province's boards and figures."""
    ADVISORY_RUN = "advisory.run"
    """Prepare and write down the sessions of the advisory council on transfer."""
    ADVISORY_FOLLOW = "advisory.follow"
    """Note that something which the advisory council asked for was done."""
    NEED_SEE = "need.see"
    """See what technology is needed and offered."""
    NEED_REGISTER = "need.register"
    """Register and close what one's organisation needs or offers."""
    NEED_REGISTER_ANY = "need.register-any"
    """Register and close what any organisation needs or offers."""
    MATCH_RECORD = "match.record"
    """Bring a result and an organisation together, and record how it goes on."""
    BENEFIT_SHARE = "benefit.share"
    """Share out what a result of one's own brings in."""
    RESULT_HONOUR = "result.honour"
    """Have a result certified as outstanding."""
    HONOUR_SEE = "honour.see"
    """See the lists of outstanding results and people of each year."""
    HONOUR_NOMINATE = "honour.nominate"
    """Nominate a result or a person as outstanding, and withdraw it."""
    PANEL_SEE = "panel.see"
    """See selection panels: all, or those on which one sits."""
    PANEL_FORM = "panel.form"
    """Form a selection panel, note who attends, put its conclusion on record."""
    PANEL_VOTE = "panel.vote"
    """State a conflict of interest on a panel, and vote."""
    SUPPORT_SEE = "support.see"
    """See published calls for proposals of innovation, and one's own organisation's proposals."""
    SUPPORT_CALL_KEEP = "support.call-keep"
    """Keep calls: publish them, check proposals, record payments and outcomes."""
    PROPOSAL_SUBMIT = "proposal.submit"
    """Propose an innovation under a call for one's organisation, and withdraw it."""
    AGREEMENT_SEE = "agreement.see"
    """See the agreements of the three houses: all, or one's own organisation's."""
    AGREEMENT_KEEP = "agreement.keep"
    """Write, issue and follow agreements of the three houses."""
    PLAN_SEE = "plan.see"
    """See the province's plans, targets and work, and the figures computed from the tasks."""
    PLAN_KEEP = "plan.keep"
    """Keep plans, targets, readings and work; give work out."""
    WORK_ITEM_DO = "work-item.do"
    """Do a piece of work of a plan that was given to oneself, and say how far it has come."""
    KPI_SEE = "kpi.see"
    """See quantity, quality and progress of work: one's own, or those of whom one leads or audits."""
    REPORT_SEE = "report.see"
    """See the province's periodic reports, and take them as files."""
    REPORT_ISSUE = "report.issue"
    """Issue a periodic report as a paper."""
    SURVEY_SEE = "survey.see"
    """See surveys of enterprises and their yearly summaries."""
    SURVEY_KEEP = "survey.keep"
    """Keep surveys: open them, ask enterprises, issue the summary."""
    MONEY_SEE = "money.see"
    """See what is planned and paid for tasks: all, or those of one's own organisation."""
    MONEY_KEEP = "money.keep"
    """Plan what is paid for tasks, record sums that moved, write down what a province spends."""
    PROTECTION_SEE = "protection.see"
    """See publications, applications and income of results: all, or those of one's own organisation."""
    PROTECTION_KEEP = "protection.keep"
    """Plan and clear publications, put applications for protection on record."""
    PROTECTION_REGISTER = "protection.register"
    """Issue the yearly register of intellectual property."""
    INCOME_KEEP = "income.keep"
    """Record what a result brought in, and who was paid of it."""
    DELEGATION_LEND = "delegation.lend"
    """Lend one's roles to a colleague, and take them back."""
    ACCOUNT_OWN = "account.own"
    """Keep one's own account: password, second factor, language, letters, tokens."""
    WEBHOOK_KEEP = "webhook.keep"
    """Have one's organisation's system told of events."""
    PEOPLE_KEEP = "people.keep"
    """Invite people, change and shut accounts."""
    ORGANISATION_KEEP = "organisation.keep"
    """Add organisations, and record what became of them."""
    RULES_SEE = "rules.see"
    """See the rules in force, national and provincial."""
    CALENDAR_KEEP = "calendar.keep"
    """Keep the table of days on which offices are shut or open."""
    LETTERHEAD_KEEP = "letterhead.keep"
    """Set what papers are headed with."""
    SYSTEM_KEEP = "system.keep"
    """Try the mail, see how services stand, release what is parked."""
    PROCESS_CHANGE = "process.change"
    """Move tasks in flight from one version of the lifecycle to another, and back."""
    AUDIT_SEARCH = "audit.search"
    """Search the journal of everything that was done."""


class Scope(Enum):
    """Where a deed may be done."""

    EVERYWHERE = "everywhere"
    """It concerns no task, or all that the person may see."""
    SEEN = "seen"
    """On any task that the person may see."""
    OPEN = "open"
    """On a task that the person may see, or where something stands open to one of the roles."""
    ROLE = "role"
    """On a task on which the person holds one of the roles."""
    STAGE = "stage"
    """On a task whose stage names the person's role: its paper's submitters, its gate's deciders."""


_DOST = (Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR)
_HOSTS = (Role.HOST, Role.HOST_HEAD)
_ALL = tuple(Role)
_ACTING = tuple(role for role in Role if role not in {Role.AUDITOR, Role.ADMIN})
"""All but those who only look, and those who only keep the system."""
_STATE = tuple(role for role in Role if role.is_state)


@dataclass(frozen=True)
class Grant:
    """Who may do a deed, and where. `vi` and `en` say what is done, as after «may»."""

    vi: str
    en: str
    roles: tuple[Role, ...]
    scope: Scope = Scope.EVERYWHERE
    changes: bool = True
    """Whether it changes anything: who only looks holds no such deed."""


GRANTS: dict[Deed, Grant] = {
    Deed.WORK_SEE: Grant("xem việc của mình", "see their own work", _ALL, changes=False),
    Deed.TASK_SEE: Grant("xem nhiệm vụ", "see a task", _ALL, Scope.SEEN, changes=False),
    Deed.CALL_SEE: Grant(
        "xem nhiệm vụ đang nhận hồ sơ đăng ký hoặc đang định giá",
        "see what stands open to applicants and valuers",
        (*_HOSTS, Role.VALUER),
        Scope.OPEN,
        changes=False,
    ),
    Deed.TASK_LIST: Grant("tra cứu nhiệm vụ", "search tasks", _ALL, changes=False),
    Deed.TASK_ORDER: Grant(
        "lập phiếu đặt hàng", "order a task", (Role.ORDERER, Role.DOST_OFFICER, Role.DOST_HEAD)
    ),
    Deed.TASK_IMPORT: Grant("nhập danh mục nhiệm vụ", "import lists of tasks", _DOST),
    Deed.TASK_COMMENT: Grant("ghi ý kiến trao đổi", "comment", _ACTING, Scope.SEEN),
    Deed.TASK_EXPORT: Grant("xuất hồ sơ", "export a dossier", _STATE, Scope.SEEN, changes=False),
    Deed.PAPER_SUBMIT: Grant("nộp giấy tờ", "hand in papers", _ACTING, Scope.STAGE),
    Deed.PAPER_WITHDRAW: Grant("rút giấy tờ đã nộp", "withdraw papers", _ACTING, Scope.STAGE),
    Deed.PAPER_EDIT: Grant("nộp lại văn bản đã sửa", "hand back edited papers", _ACTING, Scope.STAGE),
    Deed.PAPER_SIGN: Grant("duyệt và ký văn bản", "approve and sign papers", _ACTING, Scope.STAGE),
    Deed.FACT_RECORD: Grant(
        "ghi nhận dữ kiện của nhiệm vụ",
        "record a task's facts",
        tuple(dict.fromkeys(role for roles in RECORDERS.values() for role in roles)),
        Scope.STAGE,
    ),
    Deed.GATE_DECIDE: Grant("quyết định", "decide at a gate", _ACTING, Scope.STAGE),
    Deed.COUNCIL_FORM: Grant(
        "thành lập hội đồng", "form a council", (Role.DOST_DIRECTOR, Role.DOST_HEAD), Scope.ROLE
    ),
    Deed.COUNCIL_ATTEND: Grant(
        "ghi thành phần tham dự",
        "record attendance",
        (Role.DOST_OFFICER, Role.DOST_HEAD, Role.COUNCIL),
        Scope.ROLE,
    ),
    Deed.COUNCIL_STATE: Grant(
        "cam kết về xung đột lợi ích", "state conflicts of interest", (Role.COUNCIL,), Scope.ROLE
    ),
    Deed.COUNCIL_VOTE: Grant("bỏ phiếu", "vote", (Role.COUNCIL,), Scope.ROLE),
    Deed.COUNCIL_SEE: Grant(
        "xem phiên họp hội đồng",
        "see a council's session",
        (*_DOST, Role.PPC_CHAIR, Role.COUNCIL, Role.AUDITOR),
        Scope.ROLE,
        changes=False,
    ),
    Deed.CLOSET_SEE: Grant("xem ngăn tủ", "see the closet", _ALL, changes=False),
    Deed.REMEDY_CHOOSE: Grant(
        "chọn biện pháp cho kết quả trong ngăn tủ", "choose a remedy", DECIDERS, Scope.STAGE
    ),
    Deed.BOARD_SEE: Grant("xem bảng theo dõi của tỉnh", "see the boards", _STATE, changes=False),
    Deed.ADVISORY_RUN: Grant(
        "ghi biên bản họp hội đồng tư vấn",
        "run the advisory council's sessions",
        (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    ),
    Deed.ADVISORY_FOLLOW: Grant(
        "ghi nhận việc của hội đồng tư vấn", "follow the advisory council's actions", _DOST
    ),
    Deed.NEED_SEE: Grant("xem nhu cầu và chào công nghệ", "see needs and offers", _ALL, changes=False),
    Deed.NEED_REGISTER: Grant(
        "đăng ký hay đóng nhu cầu công nghệ của tổ chức mình",
        "register their organisation's needs and offers",
        (Role.RECIPIENT, Role.ORDERER, *_HOSTS, *_DOST),
    ),
    Deed.NEED_REGISTER_ANY: Grant(
        "đăng ký, đóng hay nhập nhu cầu công nghệ của nhiều tổ chức",
        "register any organisation's needs and offers",
        _DOST,
    ),
    Deed.MATCH_RECORD: Grant(
        "ghi nhận kết nối", "record matches", (*_DOST, *_HOSTS, Role.RECIPIENT), Scope.STAGE
    ),
    Deed.BENEFIT_SHARE: Grant(
        "lập bảng phân chia doanh thu, lợi ích", "share out benefits", _HOSTS, Scope.ROLE
    ),
    Deed.RESULT_HONOUR: Grant(
        "cấp giấy chứng nhận kết quả tiêu biểu",
        "certify outstanding results",
        (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    ),
    Deed.HONOUR_SEE: Grant("xem danh sách tiêu biểu", "see the lists of a year", _ALL, changes=False),
    Deed.HONOUR_NOMINATE: Grant(
        "đề cử kết quả, cá nhân tiêu biểu",
        "nominate outstanding results and people",
        (*_DOST, *_HOSTS, Role.ORDERER),
    ),
    Deed.PANEL_SEE: Grant(
        "xem hội đồng xét chọn",
        "see selection panels",
        (*_DOST, Role.PPC_CHAIR, Role.COUNCIL, Role.AUDITOR),
        changes=False,
    ),
    Deed.PANEL_FORM: Grant(
        "thành lập hội đồng xét chọn và ghi nhận kết luận",
        "form a selection panel and record its conclusion",
        (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    ),
    Deed.PANEL_VOTE: Grant("bỏ phiếu tại hội đồng xét chọn", "vote on a selection panel", (Role.COUNCIL,)),
    Deed.SUPPORT_SEE: Grant("xem các đợt mời đề xuất", "see calls for proposals", _ALL, changes=False),
    Deed.SUPPORT_CALL_KEEP: Grant(
        "lập và theo dõi đợt mời đề xuất, kiểm tra đề xuất, ghi khoản chi", "keep calls for proposals", _DOST
    ),
    Deed.PROPOSAL_SUBMIT: Grant(
        "nộp đề xuất đổi mới sáng tạo",
        "propose innovations",
        (Role.RECIPIENT, Role.ORDERER, *_HOSTS),
    ),
    Deed.AGREEMENT_SEE: Grant("xem thỏa thuận ba bên", "see tripartite agreements", _ALL, changes=False),
    Deed.AGREEMENT_KEEP: Grant("lập và theo dõi thỏa thuận ba bên", "keep tripartite agreements", _DOST),
    Deed.PLAN_SEE: Grant("xem kế hoạch, chỉ tiêu và nhiệm vụ", "see plans", _STATE, changes=False),
    Deed.PLAN_KEEP: Grant("lập và theo dõi kế hoạch", "keep plans", _DOST),
    Deed.WORK_ITEM_DO: Grant(
        "ghi nhận nhiệm vụ được giao theo kế hoạch",
        "report on work of a plan",
        (*_DOST, Role.PPC_CHAIR, Role.FINANCE, Role.LEGAL, Role.INFO_BODY, Role.RECORDS),
    ),
    Deed.KPI_SEE: Grant("xem tỷ lệ số lượng, chất lượng, tiến độ", "see work figures", _STATE, changes=False),
    Deed.REPORT_SEE: Grant("xem báo cáo định kỳ", "see periodic reports", _STATE, changes=False),
    Deed.REPORT_ISSUE: Grant(
        "ban hành báo cáo định kỳ", "issue periodic reports", (Role.DOST_HEAD, Role.DOST_DIRECTOR)
    ),
    Deed.SURVEY_SEE: Grant("xem khảo sát doanh nghiệp", "see surveys", _STATE, changes=False),
    Deed.SURVEY_KEEP: Grant("lập khảo sát, gửi phiếu, lập báo cáo tổng hợp", "keep surveys", _DOST),
    Deed.MONEY_SEE: Grant("xem kinh phí", "see money", (*_STATE, *_HOSTS), Scope.ROLE, changes=False),
    Deed.MONEY_KEEP: Grant(
        "ghi kinh phí",
        "keep money",
        (Role.DOST_OFFICER, Role.DOST_HEAD, Role.FINANCE),
        Scope.ROLE,
    ),
    Deed.PROTECTION_SEE: Grant(
        "xem công bố, sở hữu trí tuệ và khoản thu",
        "see protection",
        (*_STATE, *_HOSTS),
        Scope.ROLE,
        changes=False,
    ),
    Deed.PROTECTION_KEEP: Grant(
        "ghi công bố và đơn sở hữu trí tuệ", "keep protection", (*_HOSTS, *_DOST), Scope.ROLE
    ),
    Deed.PROTECTION_REGISTER: Grant(
        "lập sổ theo dõi quyền sở hữu trí tuệ", "issue the register of intellectual property", _DOST
    ),
    Deed.INCOME_KEEP: Grant(
        "ghi khoản thu và khoản chi trả của kết quả", "keep income", (*_HOSTS, *_DOST), Scope.ROLE
    ),
    Deed.DELEGATION_LEND: Grant("ủy quyền", "delegate", _ACTING),
    Deed.ACCOUNT_OWN: Grant("quản lý tài khoản của mình", "keep their own account", _ALL, changes=False),
    Deed.WEBHOOK_KEEP: Grant(
        "quản lý kết nối nhận sự kiện", "keep webhooks", (*_DOST, *_HOSTS, Role.RECIPIENT, Role.ADMIN)
    ),
    Deed.PEOPLE_KEEP: Grant("quản lý tài khoản", "keep accounts", (Role.ADMIN,)),
    Deed.ORGANISATION_KEEP: Grant("quản lý tổ chức", "keep organisations", (Role.ADMIN, *_DOST)),
    Deed.RULES_SEE: Grant("xem quy định đang áp dụng", "see the rules in force", _ALL, changes=False),
    Deed.CALENDAR_KEEP: Grant("quản lý lịch ngày nghỉ", "keep the calendar", (Role.ADMIN,)),
    Deed.LETTERHEAD_KEEP: Grant("đặt thông tin in trên văn bản", "set letterheads", (Role.ADMIN,)),
    Deed.SYSTEM_KEEP: Grant("vận hành hệ thống", "keep the system", (Role.ADMIN,)),
    Deed.PROCESS_CHANGE: Grant(
        "chuyển quy trình", "change the process of tasks in flight", (Role.ADMIN, Role.DOST_DIRECTOR)
    ),
    Deed.AUDIT_SEARCH: Grant(
        "tra cứu nhật ký", "search the journal", (Role.AUDITOR, Role.ADMIN, Role.DOST_DIRECTOR), changes=False
    ),
}
"""The table. What is not here is refused."""


def may(actor: Actor, deed: Deed, task: Dossier | None = None, entry: Entry | None = None) -> bool:
    """Whether the actor may do the deed: on that task, or at all."""
    return role_to_do(actor, deed, task, entry) is not None


def role_to_do(
    actor: Actor, deed: Deed, task: Dossier | None = None, entry: Entry | None = None
) -> Role | None:
    """The role in which the actor may do the deed, one's own before one that is lent; None: there is none."""
    grant = GRANTS[deed]
    if task is None:
        lent = {loan.role for loan in actor.loans}
        held = (role for role in grant.roles if role in actor.roles)
        return min(held, key=lambda role: role in lent, default=None)
    if not may_see(actor, task):
        open_roles = opened_to(actor, task) if grant.scope is Scope.OPEN else frozenset()
        return next((role for role in grant.roles if role in open_roles), None)
    if grant.scope in {Scope.EVERYWHERE, Scope.SEEN, Scope.OPEN}:
        return role_to_do(actor, deed)
    return role_for(actor, task, grant.roles, entry)


def require(actor: Actor, deed: Deed, task: Dossier | None = None, entry: Entry | None = None) -> Role:
    """The role in which the actor does the deed.

    Raises:
        NotPermitted: the actor holds no role that may.
    """
    role = role_to_do(actor, deed, task, entry)
    if role is None:
        grant = GRANTS[deed]
        if len(grant.roles) > _MANY:
            raise NotPermitted(f"{actor.title} không được {grant.vi}.")
        who = ", ".join(each.vi for each in grant.roles)
        raise NotPermitted(f"{actor.title} không được {grant.vi}; việc này do {who} làm.")
    return role


_MANY = 5
"""More roles than this are not named in a refusal."""
