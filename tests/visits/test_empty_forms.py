"""A form that was sent empty is answered with a page, never with a fault of ours."""

from uuid import uuid4

from models.people import Role
from tests.youths.pressing import press


async def test_empty_forms_are_answered(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.HOST) as maria, signed_in(Role.CASEWORKER) as sara:
        nowhere, her = uuid4(), town.given.youth.id
        asked = [
            (alva, "/visits/new"),
            (alva, f"/visits/{nowhere}/steps"),
            (alva, "/wishes/piles"),
            (alva, f"/wishes/{nowhere}/decides"),
            (maria, f"/visits/{nowhere}/time"),
            (maria, f"/visits/{nowhere}/steps"),
            (sara, f"/youths/{her}/own-people/{nowhere}"),
        ]
        answers = {path: (await press(who, path, on="/look")).status_code for who, path in asked}
    assert all(status in (303, 404, 422) for status in answers.values()), answers
