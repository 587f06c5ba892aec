"""Whatever is sent from a page has its twin in the interface, under the same deed; or a reason why not."""

from http import HTTPStatus

from portal.api.app import create_api
from portal.web import create_app
from tests.portal.crawling import routes_of
from tests.portal.test_api import Caller

OF_THE_BROWSER = {
    "/leave": "ends a stay in a browser",
    "/account/password": "a key changes no password",
    "/account/sessions": "ends stays in browsers",
    "/account/authenticator": "a key changes no authenticator",
    "/account/tokens": "a key makes no other key",
    "/orders/keep": "keeps a form that is being typed",
    "/orders/forget": "throws away a form that was being typed",
    "/import/{sha256}/forget": "takes a file off the desk that the page looked through",
}
"""What is done in a browser alone, each with its reason."""

TWINS = {
    "/account/language": "PUT /me",
    "/account/letters": "PUT /me",
    "/account/tokens/{number}/revoke": "DELETE /tokens/{number}",
    "/admin/calendar": "PUT /calendar/{on}",
    "/admin/calendar/{on}/remove": "DELETE /calendar/{on}",
    "/admin/letterhead": "PUT /letterhead",
    "/admin/mail/try": "POST /system/mail",
    "/admin/organisations/new": "POST /organisations",
    "/admin/organisations/{number}": "PUT /organisations/{number}",
    "/admin/organisations/{number}/dissolve": "POST /organisations/{number}/dissolution",
    "/admin/organisations/{number}/hand-over": "POST /organisations/{number}/handover",
    "/admin/people/new": "POST /people/{handle}",
    "/admin/people/{handle}": "PUT /people/{handle}",
    "/admin/people/{handle}/invite": "POST /people/{handle}/invitation",
    "/admin/people/{handle}/reopen": "POST /people/{handle}/reopening",
    "/admin/people/{handle}/shut": "POST /people/{handle}/shutting",
    "/admin/services/release": "POST /system/release",
    "/agreements/new": "POST /agreements",
    "/agreements/{code}/edit": "PUT /agreements/{code}",
    "/agreements/{code}/issue": "POST /agreements/{code}/issue",
    "/agreements/{code}/order": "POST /agreements/{code}/orders",
    "/agreements/{code}/signed": "POST /agreements/{code}/signing",
    "/councils/{code}/{gate}/attendance": "PUT /councils/{code}/{gate}/attendance",
    "/councils/{code}/{gate}/ballot": "POST /councils/{code}/{gate}/ballot",
    "/councils/{code}/{gate}/conclusion": "POST /tasks/{code}/gates/{gate}/decision",
    "/councils/{code}/{gate}/form": "POST /councils/{code}/{gate}",
    "/councils/{code}/{gate}/statement": "POST /councils/{code}/{gate}/statement",
    "/delegations": "POST /delegations",
    "/delegations/{number}/revoke": "DELETE /delegations/{number}",
    "/honours": "POST /honours",
    "/honours/{code}/conclusion": "POST /honours/{code}/conclusion",
    "/honours/{code}/people": "POST /honours/{code}/people",
    "/honours/{code}/withdraw": "POST /honours/{code}/nominations/{number}/withdrawal",
    "/import": "POST /imports",
    "/import/{sha256}/confirm": "POST /imports",
    "/market/matches/{number}": "POST /tasks/{code}/matches",
    "/market/new": "POST /needs",
    "/market/results/{code}/matches": "POST /tasks/{code}/matches",
    "/market/{number}/close": "POST /needs/{number}/closing",
    "/market/{number}/matches": "POST /tasks/{code}/matches",
    "/money/import": "POST /money/imports",
    "/money/import/{sha256}/confirm": "POST /money/imports",
    "/money/tasks/{code}/plan": "PUT /tasks/{code}/funding",
    "/money/tasks/{code}/record": "POST /tasks/{code}/movements",
    "/money/tasks/{code}/void": "POST /tasks/{code}/movements/{number}/void",
    "/money/year": "POST /money/years",
    "/orders/new": "POST /tasks",
    "/panels/{code}/attendance": "POST /panels/{code}/attendance",
    "/panels/{code}/ballots": "POST /panels/{code}/ballots",
    "/panels/{code}/conflict": "POST /panels/{code}/conflicts",
    "/panels/{code}/form": "PUT /panels/{code}",
    "/plans/figures": "POST /plans/figures",
    "/plans/import": "POST /plans/imports",
    "/plans/new": "POST /plans",
    "/plans/{number}/edit": "PUT /plans/{number}",
    "/plans/{plan}/targets/new": "POST /plans/{number}/targets",
    "/plans/{plan}/work/new": "POST /plans/{number}/work-items",
    "/process/changes": "POST /process/changes",
    "/process/changes/{number}/apply": "POST /process/changes/{number}/apply",
    "/process/changes/{number}/undo": "POST /process/changes/{number}/undo",
    "/proposals/{number}/check": "POST /proposals/{number}/check",
    "/proposals/{number}/outcome": "POST /proposals/{number}/outcome",
    "/proposals/{number}/payment": "POST /proposals/{number}/payments",
    "/proposals/{number}/withdraw": "POST /proposals/{number}/withdrawal",
    "/protection/register": "POST /protection/register",
    "/protection/tasks/{code}/filings": "POST /tasks/{code}/filings",
    "/protection/tasks/{code}/filings/{number}": "PUT /tasks/{code}/filings/{number}",
    "/protection/tasks/{code}/incomes": "POST /tasks/{code}/incomes",
    "/protection/tasks/{code}/incomes/{number}": "PUT /tasks/{code}/incomes/{number}",
    "/protection/tasks/{code}/incomes/{number}/payouts": "POST /tasks/{code}/incomes/{number}/payouts",
    "/protection/tasks/{code}/payouts/{number}/withdraw": "POST /tasks/{code}/payouts/{number}/withdrawal",
    "/protection/tasks/{code}/publications": "POST /tasks/{code}/publications",
    "/protection/tasks/{code}/publications/{number}": "POST /tasks/{code}/publications/{number}/clearance",
    "/protection/tasks/{code}/shares": "POST /tasks/{code}/shares/recorded",
    "/protection/tasks/{code}/waiver": "POST /tasks/{code}/waiver",
    "/reports/targets/{number}/issue": "POST /reports/targets/{number}/issue",
    "/reports/{code}/issue": "POST /reports/{period}/issue",
    "/signing/{document}/approve": "POST /documents/{number}/approval",
    "/signing/{document}/hand-in": "POST /documents/{number}/signature",
    "/signing/{document}/offer": "GET /documents/{number}/offer",
    "/support/new": "POST /support",
    "/support/{code}/conclusion": "POST /support/{code}/conclusion",
    "/support/{code}/edit": "PUT /support/{code}",
    "/support/{code}/propose": "POST /support/{code}/proposals",
    "/support/{code}/publish": "POST /support/{code}/publication",
    "/surveys/new": "POST /surveys",
    "/surveys/{code}/edit": "PUT /surveys/{code}",
    "/surveys/{code}/links": "POST /surveys/{code}/links",
    "/surveys/{code}/summary": "POST /surveys/{code}/summary",
    "/targets/{number}/answered": "POST /targets/{number}/answer",
    "/targets/{number}/awaiting": "POST /targets/{number}/awaiting",
    "/targets/{number}/cancel": "POST /targets/{number}/cancellation",
    "/targets/{number}/edit": "PUT /targets/{number}",
    "/targets/{number}/readings": "POST /targets/{number}/readings",
    "/tasks/{code}/decide/{gate}": "POST /tasks/{code}/gates/{gate}/decision",
    "/tasks/{code}/facts": "POST /tasks/{code}/facts",
    "/tasks/{code}/remedies": "POST /closet/{code}/remedies",
    "/tasks/{code}/submit/{paper}": "POST /tasks/{code}/papers/{paper}",
    "/tasks/{code}/submit/{paper}/uploads": "POST /uploads",
    "/tasks/{code}/submit/{paper}/withdraw/{number}": "DELETE /tasks/{code}/papers/{number}",
    "/tasks/{code}/talk": "POST /tasks/{code}/comments",
    "/tasks/{code}/talk/{number}/withdraw": "DELETE /tasks/{code}/comments/{number}",
    "/tasks/{code}/word/{document}": "POST /documents/{number}/twin",
    "/uploads/{upload}/abandon": "DELETE /uploads/{upload}",
    "/uploads/{upload}/finish": "POST /uploads/{upload}/finish",
    "/uploads/{upload}/parts/{number}": "PUT /uploads/{upload}/parts/{number}",
    "/uploads/{upload}/parts/{number}/address": "PUT /uploads/{upload}/parts/{number}",
    "/uploads/{upload}/parts/{number}/note": "PUT /uploads/{upload}/parts/{number}",
    "/webhooks": "POST /webhooks",
    "/webhooks/{number}/deliveries/{sent}/redeliver": (
        "POST /webhooks/{number}/deliveries/{sent}/redelivery"
    ),
    "/webhooks/{number}/end": "DELETE /webhooks/{number}",
    "/webhooks/{number}/pause": "POST /webhooks/{number}/pause",
    "/webhooks/{number}/ping": "POST /webhooks/{number}/ping",
    "/webhooks/{number}/resume": "POST /webhooks/{number}/resumption",
    "/work-items/{number}/answered": "POST /work-items/{number}/answer",
    "/work-items/{number}/awaiting": "POST /work-items/{number}/awaiting",
    "/work-items/{number}/cancel": "POST /work-items/{number}/cancellation",
    "/work-items/{number}/done": "POST /work-items/{number}/done",
    "/work-items/{number}/edit": "PUT /work-items/{number}",
    "/work-items/{number}/publish": "POST /work-items/{number}/publication",
    "/work-items/{number}/quality": "POST /work-items/{number}/quality",
    "/work-items/{number}/start": "POST /work-items/{number}/start",
    "/work/approve": "POST /decisions",
    "/work/seen": "POST /tasks/{code}/comments/seen",
}
"""Each address to which pages send, with the route that does the same."""


def _deed(route):
    return next((each.call.deed for each in route.dependant.dependencies if hasattr(each.call, "deed")), None)


def _doors(app):
    return {
        f"{method} {route.path}": _deed(route)
        for route in routes_of(app)
        for method in route.methods - {"HEAD"}
        if not route.path.startswith("/api/")
    }


SENT = {
    door.partition(" ")[2]: deed
    for door, deed in _doors(create_app()).items()
    if not door.startswith("GET ") and deed is not None
}
INTERFACE = _doors(create_api())


def test_whatever_a_page_sends_has_its_twin_or_a_reason():
    assert SENT.keys() - TWINS.keys() == OF_THE_BROWSER.keys()
    assert TWINS.keys() - SENT.keys() == set(), "these are sent by no page any more"


def test_a_twin_is_there_and_asks_for_the_same_deed():
    missing = {twin for twin in TWINS.values() if twin not in INTERFACE}
    assert not missing
    unlike = {path: twin for path, twin in TWINS.items() if INTERFACE[twin] is not SENT[path]}
    assert not unlike


def test_what_is_chosen_and_set_by_a_key_holds(house):
    held, admin = Caller("dat-hang"), Caller("so.quan-tri")
    assert held.ask("PUT", "/me", json={"language": "en", "letters": []}).json() == {
        "language": "en",
        "letters": [],
    }
    assert held.get("/me")["language"] == "en"
    held.ask("PUT", "/me", HTTPStatus.UNPROCESSABLE_ENTITY, json={"language": "fr"})
    code = house.order(title="Quy trình bảo quản trái dừa tươi xuất khẩu")
    assert [each["code"] for each in held.get("/orders/alike?title=bảo quản trái dừa tươi")] == [code]
    assert admin.ask("PUT", "/letterhead", json={"place": "Biên Hòa"}).json()["place"] == "Biên Hòa"
    assert admin.get("/letterhead")["place"] == "Biên Hòa"
    held.ask("PUT", "/letterhead", HTTPStatus.FORBIDDEN, json={})
