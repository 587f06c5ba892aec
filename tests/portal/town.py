"""A town with tasks of two institutes at several stages: what tests of all rooms walk through."""

from __future__ import annotations

from actions import people, rehearsal, wiring
from models.language import PartyKind, Role
from tests.actions.houses import ON, House

SECRET = "bi-mat-cua-truong"
"""The title of a task that only the second institute, its recipient and the State may know."""
OTHER = "truong"
"""The account of the second institute."""


def furnish(house: House) -> dict[str, str]:
    """Order tasks and place them: the codes of those of the first institute, and of the other's secret."""
    with wiring.unit_of_work() as session:
        university = people.ensure_organisation(session, rehearsal.house("university"), PartyKind.PUBLIC_UNIT)
        people.open_account(session, OTHER, "Đại diện trường chủ trì", university, (Role.HOST,))
    own = house.at("EXECUTE", sheet={"title": "Ủ men dứa"})
    house.submit(own, "periodic_report", "chu-tri")
    stuck = house.at(
        "MATCH", sheet={"title": "Sấy lạnh xoài"}, rights_decided_on=ON, recognised_on=ON, accepted_on=ON
    )
    court = house.at("ACCEPT", sheet={"title": "Sấy mít"})
    house.form(court, "acceptance-council")
    ordered = house.order(title="Trồng nấm")
    secret = house.at("EXECUTE", host="university", sheet={"title": SECRET, "recipient": "Bên khác"})
    house.submit(secret, "periodic_report", OTHER)
    return {"own": own, "stuck": stuck, "court": court, "ordered": ordered, "secret": secret}
