"""Asking for a break in five screens and eight taps, without JavaScript; a series; taking it back in two."""

from html import unescape

import pytest
from sqlalchemy import select

from models.breaks import Occurrence, StayRequest, StayWindow
from models.people import Role, SupportGrant
from models.words import Draft
from service.database import transaction
from tests.look.readability import YOUTH, lix, words_of
from tests.youths.pressing import count, press
from tests.youths.test_youth_pages import NEVER_SAID_TO_YOUTHS


async def _ask(alva, **given):
    """Go through the pages with these answers; the screens seen and the taps, and where it ended."""
    screens, taps, at = [], 0, "/requests/new"
    while True:
        answer = await alva.get(at)
        if answer.status_code == 303:
            at = answer.headers["location"]
            continue
        if not at.startswith("/requests/new/"):
            return screens, taps, at
        step = at.rsplit("/", 1)[1]
        screens.append(step)
        typed = given.get(step, {})
        taps += sum(len(one) if isinstance(one, list) else 1 for one in typed.values()) + 1
        sent = await press(alva, at, **typed)
        assert sent.status_code == 303, unescape(words_of(sent.text))
        at = sent.headers["location"]


async def _newest(town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        request = await session.scalar(select(StayRequest).order_by(StayRequest.id.desc()).limit(1))
        windows = await session.execute(
            select(Occurrence.number, StayWindow.arrival, StayWindow.preference)
            .join(StayWindow, StayWindow.occurrence_id == Occurrence.id)
            .where(Occurrence.stay_request_id == request.id)
            .order_by(Occurrence.number, StayWindow.arrival)
        )
        return request, windows.all()


async def test_a_weekend_is_asked_for_in_five_screens_and_at_most_eight_taps(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        screens, taps, at = await _ask(alva, kind={"kind": "weekend"}, when={"days": ["2027-01-15", "2027-01-22"]})
        page = unescape((await alva.get(at)).text)
        home = unescape((await alva.get("/home")).text)
    assert screens == ["kind", "when", "often", "words", "check"]
    assert taps <= 8
    assert "fre 15 jan 17:00 – sön 17 jan 16:00" in page
    assert "Sara svarar senast mån 30 nov" in page
    assert "En helg, fre 15 jan" in home
    request, windows = await _newest(town)
    assert (request.kind, request.importance, request.is_series, len(windows)) == ("weekend", 2, False, 2)


async def test_every_other_weekend_until_june_is_asked_for_in_the_same_five_screens(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        screens, taps, at = await _ask(
            alva,
            kind={"kind": "weekend"},
            when={"days": "2027-01-15"},
            often={"every_weeks": "2"},  # the end of June is chosen already
        )
        page = unescape((await alva.get(at)).text)
    assert (len(screens), taps) == (5, 8)
    request, windows = await _newest(town)
    assert (request.is_series, request.every_weeks, len({number for number, *_ in windows})) == (True, 2, 12)
    assert "Gång 1 av 12" in page


async def test_a_night_on_a_strip_of_days_with_the_small_answers_changed_from_the_look_at_it_all(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/requests/new/kind", kind="night")
        strip = (await alva.get("/requests/new/when")).text
        assert "v. 48" in strip
        assert 'value="2026-11-23"' in strip
        assert 'value="2026-11-22"' not in strip  # today
        await press(alva, "/requests/new/when", days="2026-11-26")
        await press(alva, "/requests/new/importance", importance="3", to="check")
        await press(alva, "/requests/new/along", mentor_along="must", to="check")
        await press(alva, "/requests/new/first", visit_first="yes", to="check")
        check = unescape((await alva.get("/requests/new/check")).text)
        assert "tors 26 nov 17:00 – fre 27 nov 08:00" in check  # to school the next morning
        assert "Det här kan läsas av <b>Sara</b>" in check
        await press(alva, "/requests/new/check")
    request, _ = await _newest(town)
    assert (request.importance, request.mentor_along, request.visit_first) == (3, "must", True)
    assert await count(town, Draft) == 0


async def test_later_days_keep_those_she_has_pointed_at(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        later = await press(alva, "/requests/new/when", days="2027-01-15", more="6")
        assert later.headers["location"] == "/requests/new/when?later=6"
        page = (await alva.get(later.headers["location"])).text
        assert 'value="2027-01-15" checked' in page
        assert 'value="2027-02-05"' in page
        await press(alva, "/requests/new/throw", on="/requests/new/check")


BAD = [
    ("kind", {"kind": "month"}),
    ("when", {"days": "soon"}),
    ("when", {"days": ["2027-01-15"] * 9}),
    ("when", {"days": "2026-11-20"}),
    ("when", {"days": "2030-01-04"}),
    ("when", {"days": "2027-01-15", "shorter": "no"}),
    ("when", {"days": "2027-01-15", "more": "99"}),
    ("often", {"every_weeks": "3"}),
    ("often", {"every_weeks": "2", "until": "June"}),
    ("words", {"words": "x" * 10_001}),
    ("importance", {"importance": "4"}),
    ("along", {"mentor_along": "perhaps"}),
    ("first", {"visit_first": "1"}),
    ("first", {"visit_first": "yes", "who": "me"}),
]


@pytest.mark.parametrize(("step", "typed"), BAD)
async def test_an_answer_that_cannot_be_used_is_said_at_its_question_and_not_kept(signed_in, town, step, typed):
    async with signed_in(Role.YOUTH) as alva:
        refused = await press(alva, f"/requests/new/{step}", **typed)
        assert refused.status_code in (409, 422), refused.headers
        assert "error-summary" in refused.text
        assert not NEVER_SAID_TO_YOUTHS.search(words_of(refused.text))
    assert await count(town, Draft) == 0


async def test_a_series_that_takes_more_nights_than_decided_is_said_at_once(signed_in, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(SupportGrant, town.given.grant.id)).nights_per_month = 3
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/requests/new/when", days="2027-01-08")
        refused = await press(alva, "/requests/new/often", every_weeks="1", until="2027-06-30")
        assert refused.status_code == 409
        assert "Ditt beslut räcker till 3" in refused.text
        assert 'value="1" checked' in refused.text  # what she chose is kept
        await press(alva, "/requests/new/throw", on="/requests/new/check")
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(SupportGrant, town.given.grant.id)).nights_per_month = 8


async def test_without_a_grant_she_is_told_what_she_can_do(signed_in, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(SupportGrant, town.given.grant.id)).kind = "mentor"
    async with signed_in(Role.YOUTH) as alva:
        kinds = (await alva.get("/requests/new/kind")).text
        assert 'value="evening"' in kinds
        assert 'value="weekend"' not in kinds
        assert "Saknas något här" in kinds
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(SupportGrant, town.given.grant.id)).kind = "contact_family"


async def test_sending_without_a_day_is_refused_and_all_is_kept(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/requests/new/words", words="Snart")
        before = await count(town, StayRequest)
        refused = await press(alva, "/requests/new/check")
        assert refused.status_code == 422
        assert "Snart" in refused.text
        assert await count(town, StayRequest) == before
        await press(alva, "/requests/new/throw", on="/requests/new/check")


async def test_taking_it_back_shows_what_happens_and_takes_two_presses(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        _, _, at = await _ask(alva, kind={"kind": "weekend"}, when={"days": "2027-02-12"})
        asks = unescape((await alva.get(f"{at}/withdraw")).text)
        assert "Det som hålls åt dig släpps" in asks
        assert "Du behöver inte säga varför" in asks
        done = await press(alva, f"{at}/withdraw", rev="1")
        assert done.headers["location"] == at
        assert "Du tog tillbaka det" in (await alva.get(at)).text
        again = await press(alva, f"{at}/withdraw", rev="2")
        assert again.status_code == 409
        assert (await press(alva, f"{at}/withdraw", rev="many")).status_code == 422


async def test_a_request_of_the_neighbours_is_not_there(signed_in, town):
    from tests.given import given_request

    async with transaction(town.database.sessions, town.other.municipality_id) as session:
        theirs, _ = await given_request(session, town.other.given.youth, town.other.given.grant)
    async with signed_in(Role.YOUTH) as alva:
        assert (await alva.get(f"/requests/{theirs.id}")).status_code == 404
        assert (await press(alva, f"/requests/{theirs.id}/withdraw", on="/home")).status_code == 404


@pytest.mark.parametrize("step", ["kind", "when", "often", "words", "importance", "along", "first", "check"])
async def test_her_pages_are_easy_to_read_and_calm(signed_in, step):
    async with signed_in(Role.YOUTH) as alva:
        text = words_of((await alva.get(f"/requests/new/{step}")).text)
    assert lix(text) <= YOUTH
    assert not NEVER_SAID_TO_YOUTHS.search(text)


async def test_weeks_she_does_not_want_are_left_out_of_a_series(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/requests/new/kind", kind="weekend")
        await press(alva, "/requests/new/when", days="2027-01-15")
        await press(alva, "/requests/new/often", every_weeks="2", until="2027-03-31")
        check = unescape((await alva.get("/requests/new/check")).text)
        assert "Inte de här veckorna" in check
        weeks = unescape((await alva.get("/requests/new/without?to=check")).text)
        assert weeks.count('name="without"') == 6
        assert "v. 4" in weeks
        await press(alva, "/requests/new/without", without="2027-01-29", to="check")
        assert "v. 4" in unescape((await alva.get("/requests/new/check")).text)
        sent = await press(alva, "/requests/new/check")
    request, windows = await _newest(town)
    assert sent.headers["location"] == f"/requests/{request.id}"
    begins = {arrival.date().isoformat() for _, arrival, _ in windows}
    assert begins == {"2027-01-15", "2027-02-12", "2027-02-26", "2027-03-12", "2027-03-26"}


async def test_all_weeks_cannot_be_left_out_and_another_first_day_forgets_what_was(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/requests/new/kind", kind="weekend")
        await press(alva, "/requests/new/when", days="2027-01-15")
        await press(alva, "/requests/new/often", every_weeks="4", until="2027-02-28")
        refused = await press(alva, "/requests/new/without", without=["2027-01-15", "2027-02-12"], to="check")
        assert refused.status_code == 422
        assert "error-summary" in refused.text
        await press(alva, "/requests/new/without", without="2027-02-12", to="check")
        await press(alva, "/requests/new/when", days="2027-01-22")
        assert "checked" not in (await alva.get("/requests/new/without")).text
        await press(alva, "/requests/new/throw", on="/requests/new/check")


async def test_days_go_forward_and_back_and_keep_what_she_pointed_at(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        later = await press(alva, "/requests/new/when", days="2027-01-15", more="6")
        page = (await alva.get(later.headers["location"])).text
        back = await press(alva, "/requests/new/when", on=later.headers["location"], days="2027-01-15", more="0")
        assert 'name="more" value="0"' in page
        first = (await alva.get(back.headers["location"])).text
        assert 'value="2027-01-15" checked' in first
        assert 'name="more" value="0"' not in first
        await press(alva, "/requests/new/throw", on="/requests/new/check")
