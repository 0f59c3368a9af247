"""A series of which she wants single times otherwise: what she mixes is what is booked, and nothing is lost on the way."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from models.breaks import ChangedTime, Choice, Claim, HostAsk, Occurrence, Placement, Proposal, ProposalOption
from service import clock
from service.errors import Invalid
from service.proposals.actions import answer_ask, approve, book_what_is_open, choose, return_choice
from service.proposals.desk import asks_for
from service.proposals.errors import NothingChosen, OptionGone
from service.proposals.facts import gates_of
from service.proposals.menus import drop_option
from service.proposals.queries import proposal_view
from service.stays.jobs import let_time_pass  # noqa: F401  which knows what to do when a house closes
from service.supply.safety import close_now
from service.youths.said_rows import came_of_wishes
from tests.given import events_of
from tests.proposals.menus import asks_of, options_of
from tests.proposals.series import Series, given_series, held, stays_of

HOST, PLACE, SECOND = 0, 1, 2


async def she_chooses(session, series: Series, wanted, option: int = HOST, words: str | None = None) -> Choice:
    return await choose(
        session,
        series.here.as_youth,
        series.proposal.id,
        answer="this",
        option_id=series.options[option].id,
        changes=series.changes(wanted),
        words=words,
    )


async def sara_approves(session, series: Series) -> None:
    await approve(session, series.here.as_caseworker, series.proposal.id, view_sought="conversation", answers={})


async def test_a_time_may_be_as_in_another_option(session):
    series = await given_series(session)
    here = series.here
    await she_chooses(session, series, {1: (PLACE, 1), 2: (SECOND, 2)})
    assert await held(session) == 12, "until it is approved all of it is hers"
    await sara_approves(session, series)
    assert await stays_of(session, series) == {0: here.host.id, 1: here.place.id, 2: series.second.id, 3: here.host.id}
    assert await held(session) == 0
    assert [one.state for one in await options_of(session, series.proposal)] == ["chosen", "released", "released"]


async def test_a_time_may_be_left_out(session):
    series = await given_series(session)
    await she_chooses(session, series, {1: None})
    await sara_approves(session, series)
    assert set(await stays_of(session, series)) == {0, 2, 3}
    statuses = list(await session.scalars(select(Occurrence.status).order_by(Occurrence.number)))
    assert statuses == ["booked", "cancelled", "booked", "booked"], "she did not want it: nobody looks for it again"
    assert await held(session) == 0


async def test_both_at_once_and_her_words_go_along(session):
    series = await given_series(session)
    choice = await she_chooses(session, series, {0: (SECOND, 0), 3: None}, words="Inte på lovet")
    assert choice.option_id == series.options[HOST].id
    await sara_approves(session, series)
    assert await stays_of(session, series) == {0: series.second.id, 1: series.here.host.id, 2: series.here.host.id}
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    assert [one.site_called for one in view.chosen.times] == ["Familjen Ek", "Familjen Lind", "Familjen Lind"]
    assert [(one.instead_of.site_called if one.instead_of else None) for one in view.chosen.changed] == [
        "Familjen Lind",
        None,
    ], "after the approval too she sees what she changed"
    assert view.choice.words == "Inte på lovet"


async def test_before_it_is_approved_she_can_change_it_all_again(session):
    series = await given_series(session)
    await she_chooses(session, series, {0: (PLACE, 0), 1: None})
    await she_chooses(session, series, {2: (SECOND, 2)}, option=PLACE)
    assert await held(session) == 12
    await sara_approves(session, series)
    here = series.here
    assert await stays_of(session, series) == {
        0: here.place.id, 1: here.place.id, 2: series.second.id, 3: here.place.id,
    }  # fmt: skip
    assert len(list(await session.scalars(select(Choice)))) == 2, "both answers are kept"
    assert len(list(await session.scalars(select(ChangedTime)))) == 3


async def test_a_return_takes_nothing_away(session):
    series = await given_series(session)
    await she_chooses(session, series, {0: (PLACE, 0), 1: None})
    await return_choice(session, series.here.as_caseworker, series.proposal.id, words="Inte i stugan.", answers={})
    assert await held(session) == 12
    await she_chooses(session, series, {1: None})
    await sara_approves(session, series)
    assert set((await stays_of(session, series)).values()) == {series.here.host.id}


async def test_when_no_time_is_left_that_is_a_no_and_is_said_so(session):
    series = await given_series(session)
    with pytest.raises(NothingChosen):
        async with session.begin_nested():
            await she_chooses(session, series, dict.fromkeys(range(4)))
    await session.refresh(series.proposal)
    assert (series.proposal.status, await held(session)) == ("offered", 12)


async def test_what_changes_nothing_is_no_change(session):
    series = await given_series(session, ("hhhh", "pppp", "shpp"))
    await she_chooses(session, series, {0: (HOST, 0), 1: (SECOND, 1)})
    assert list(await session.scalars(select(ChangedTime))) == [], "the third option has the very same for that time"


async def test_only_what_is_held_for_the_very_same_time_can_be_taken(session):
    series = await given_series(session)
    occurrence, other = series.occurrences[:2]
    refused = [
        {occurrence.id: series.of(PLACE, 1)},  # of another time
        {occurrence.id: other.id},  # no placement at all
        {series.here.youth.id: None},  # no time of hers
    ]
    proposal_id, option_id = series.proposal.id, series.options[HOST].id
    for changes in refused:
        with pytest.raises(Invalid):
            async with session.begin_nested():
                await choose(
                    session, series.here.as_youth, proposal_id, answer="this", option_id=option_id, changes=changes
                )
    await session.refresh(series.proposal)
    assert series.proposal.status == "offered"


async def test_what_is_on_another_menu_is_not_to_be_taken(session):
    """Also when it is for the very same time: an earlier menu of hers."""
    series = await given_series(session)
    earlier = Proposal(
        stay_request_id=series.proposal.stay_request_id, youth_id=series.here.youth.id, status="expired", rev=1
    )
    session.add(earlier)
    await session.flush()
    option = ProposalOption(proposal_id=earlier.id, rank=1, state="held")
    session.add(option)
    await session.flush()
    now = series.placements[PLACE, 0]
    there = Placement(
        option_id=option.id,
        occurrence_id=now.occurrence_id,
        site_id=now.site_id,
        arrival=now.arrival,
        departure=now.departure,
    )
    session.add(there)
    await session.flush()
    with pytest.raises(Invalid):
        await choose(
            session, series.here.as_youth, series.proposal.id, answer="this", option_id=series.options[HOST].id,
            changes={now.occurrence_id: there.id},
        )  # fmt: skip


async def test_a_no_changes_no_times(session):
    series = await given_series(session)
    with pytest.raises(Invalid):
        await choose(session, series.here.as_youth, series.proposal.id, answer="no", changes=series.changes({0: None}))


async def test_what_has_left_her_menu_meanwhile_cannot_be_mixed_in(session):
    series = await given_series(session)
    await drop_option(session, series.proposal, series.options[PLACE].id, "closed")
    with pytest.raises(OptionGone):
        await she_chooses(session, series, {0: (PLACE, 0)})
    await she_chooses(session, series, {0: (SECOND, 0)})
    assert series.proposal.status == "chosen"


async def test_what_leaves_her_menu_after_she_chose_it_cannot_be_approved(session):
    series = await given_series(session)
    await she_chooses(session, series, {0: (PLACE, 0)})
    await drop_option(session, series.proposal, series.options[PLACE].id, "closed")
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    assert view.chosen is None
    assert view.is_lost
    assert [one.name for one in await gates_of(session, series.proposal) if not one.is_open] == ["choice", "approval"]
    with pytest.raises(OptionGone):
        await sara_approves(session, series)


async def test_a_house_that_closes_takes_only_what_is_there_and_she_is_asked_anew(session):
    """One time of her choice is gone: nothing is booked without asking her, and the rest of her menu is hers."""
    series = await given_series(session)
    await she_chooses(session, series, {0: (SECOND, 0), 1: None})
    await close_now(session, series.here.as_coordinator, site_id=series.second.id, reason="illness", until=None)
    await session.refresh(series.proposal)
    assert series.proposal.status == "offered"
    assert series.proposal.hold_until > clock.now()
    assert await held(session) == 8
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    assert view.is_lost
    await she_chooses(session, series, {0: (PLACE, 0), 1: None})
    await sara_approves(session, series)
    here = series.here
    assert await stays_of(session, series) == {0: here.place.id, 2: here.host.id, 3: here.host.id}


async def test_a_house_that_closes_and_is_no_part_of_her_choice_leaves_it_alone(session):
    series = await given_series(session)
    await she_chooses(session, series, {0: (PLACE, 0)})
    await close_now(session, series.here.as_coordinator, site_id=series.second.id, reason="illness", until=None)
    await session.refresh(series.proposal)
    assert series.proposal.status == "chosen"
    await sara_approves(session, series)
    assert len(await stays_of(session, series)) == 4


async def test_a_mix_stays_within_the_nights_of_her_grant(session):
    """Two weekends in January: with one of them left out they fit, with both they do not."""
    series = await given_series(session)
    series.here.grant.nights_per_month = 3
    await session.flush()
    await she_chooses(session, series, {0: (PLACE, 0)})
    assert "grant" in [one.name for one in await gates_of(session, series.proposal) if not one.is_open]
    await she_chooses(session, series, {0: (PLACE, 0), 1: None, 3: None})
    assert [one.name for one in await gates_of(session, series.proposal) if not one.is_open] == ["approval"]
    await sara_approves(session, series)
    assert await stays_of(session, series) == {0: series.here.place.id, 2: series.here.host.id}


# -- hosts


async def test_the_yes_of_a_host_comes_along_with_the_time_it_was_given_for(session):
    series = await given_series(session, ("hhhh", "ssss"), asks_second=True)
    (ask,) = [one for one in await asks_of(session, series.proposal) if one.state == "open"]
    keeper = await _speaks_for(session, series)
    await answer_ask(session, keeper, ask.id, yes=True)
    await she_chooses(session, series, {2: (1, 2)})
    await sara_approves(session, series)
    assert (await stays_of(session, series))[2] == series.second.id
    asked = list(await session.scalars(select(HostAsk).where(HostAsk.site_id == series.second.id)))
    assert [one.state for one in asked] == ["yes", "yes"]
    assert {one.answered_by for one in asked} == {keeper.account_id}
    shown = await asks_for(session, keeper)
    assert sorted(len(one.times) for one in shown) == [1, 3], "each time she was asked about stands there once"


async def _speaks_for(session, series: Series):
    from dataclasses import replace

    from models.supply import SitePerson

    session.add(SitePerson(site_id=series.second.id, account_id=series.here.as_admin.account_id))
    await session.flush()
    return replace(series.here.as_host, account_id=series.here.as_admin.account_id, subject_id=series.second.id)


@pytest.mark.parametrize("state", ["open", "no", "no_answer", "withdrawn"])
async def test_a_host_who_has_not_said_yes_is_never_booked(session, state: str):
    series = await given_series(session)
    await she_chooses(session, series, {2: (SECOND, 2)})
    await session.execute(update(HostAsk).where(HostAsk.site_id == series.second.id).values(state=state))
    assert "host" in [one.name for one in await gates_of(session, series.proposal) if not one.is_open]
    with pytest.raises(OptionGone):
        await sara_approves(session, series)
    assert await book_what_is_open(session, series.here.as_caseworker, series.here.youth.id) == []
    assert await stays_of(session, series) == {}


async def test_a_host_who_is_no_part_of_her_choice_is_not_waited_for(session):
    """Her option has one time at the second family; she has left it out."""
    series = await given_series(session, ("hhhs", "pppp"))
    await she_chooses(session, series, {3: (PLACE, 3)})
    await session.execute(update(HostAsk).where(HostAsk.site_id == series.second.id).values(state="withdrawn"))
    assert [one.name for one in await gates_of(session, series.proposal) if not one.is_open] == ["approval"]
    await sara_approves(session, series)
    assert (await stays_of(session, series))[3] == series.here.place.id


# -- what is written, and what is read


async def test_the_record_tells_what_was_changed_and_what_was_approved(session):
    series = await given_series(session)
    await she_chooses(session, series, {1: None, 2: (PLACE, 2)})
    await sara_approves(session, series)
    kinds = await events_of(session, series.here.youth.id)
    assert kinds[-4:] == ["proposal.approved", "stay.booked", "stay.booked", "stay.booked"]
    told = await session.execute(
        text(
            "select kind, details::jsonb -> 'changed_times' from record_event where kind in ('choice.made', 'proposal.approved') order by seq"
        )
    )
    left_out, own = series.occurrences[1], series.occurrences[2]
    expected = [
        [str(left_out.id), str(series.of(HOST, 1)), None],
        [str(own.id), str(series.of(HOST, 2)), str(series.of(PLACE, 2))],
    ]
    assert told.all() == [("choice.made", expected), ("proposal.approved", expected)]


async def test_why_goes_along_with_the_times(session):
    """What she is told of her wishes is about what she chose, not about the option as it was."""
    series = await given_series(session)
    for option, met in ((HOST, True), (PLACE, False)):
        series.options[option].why = [
            {"occurrence": str(one.id), "reason": "window", "wish": None, "points": 1, "met": met}
            for one in series.occurrences
        ]
    await session.flush()
    await she_chooses(session, series, {2: (PLACE, 2)})
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    assert [one.partly for one in view.chosen.wished] == [True]
    await sara_approves(session, series)
    chosen, place, _ = await options_of(session, series.proposal)
    assert [one["met"] for one in chosen.why].count(False) == 1
    assert [one["met"] for one in place.why].count(True) == 1
    await came_of_wishes(session, series.here.youth.id)
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    assert [one.partly for one in view.chosen.wished] == [True]


async def test_times_that_are_not_as_the_rest_are_marked(session):
    series = await given_series(session, ("hhsh", "pppp"))
    view = await proposal_view(session, series.here.as_youth, series.proposal.id)
    first, second = view.options
    assert (first.site_called, [one.site_called for one in first.unlike]) == ("Familjen Lind", ["Familjen Ek"])
    assert second.unlike == ()


# -- the database


async def test_the_database_lets_no_time_be_taken_for_another(session):
    series = await given_series(session)
    choice = await she_chooses(session, series, {})
    with pytest.raises(DBAPIError, match="fk_changed_time_municipality_id_occurrence_id_placement_id"):
        async with session.begin_nested():
            session.add(
                ChangedTime(
                    choice_id=choice.id,
                    occurrence_id=series.occurrences[0].id,
                    instead_of=series.of(HOST, 0),
                    placement_id=series.of(PLACE, 1),
                )
            )


async def test_the_database_keeps_what_she_said(session):
    series = await given_series(session)
    await she_chooses(session, series, {0: None})
    for change in ("update changed_time set placement_id = instead_of", "delete from changed_time"):
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await session.execute(text(change))
    assert len(list(await session.scalars(select(ChangedTime)))) == 1


# -- any series, any mix


@some.composite
def mixes(draw):
    times = draw(some.integers(2, 5))
    ways = draw(some.lists(some.text("hps", min_size=times, max_size=times), min_size=1, max_size=4, unique=True))
    option = draw(some.integers(0, len(ways) - 1))
    picks = some.one_of(some.none(), some.integers(0, len(ways) - 1))
    return ways, option, draw(some.dictionaries(some.integers(0, times - 1), picks))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mixes())
async def test_whatever_she_mixes_is_what_is_booked(session, mix):
    ways, option, picked = mix
    savepoint = await session.begin_nested()
    try:
        series = await given_series(session, ways)
        sites = {"h": series.here.host.id, "p": series.here.place.id, "s": series.second.id}
        series.here.grant.nights_per_month = 31
        wanted = {time: (pick, time) if pick is not None else None for time, pick in picked.items()}
        expected = {
            time: sites[ways[picked[time]][time]] if time in picked else sites[ways[option][time]]
            for time in range(len(ways[0]))
            if picked.get(time, 0) is not None
        }
        if not expected:
            with pytest.raises(NothingChosen):
                await she_chooses(session, series, wanted, option=option)
            return
        await she_chooses(session, series, wanted, option=option)
        assert await held(session) == len(ways) * len(ways[0])
        view = await proposal_view(session, series.here.as_youth, series.proposal.id)
        assert [one.site_id for one in view.chosen.times] == list(expected.values())
        await sara_approves(session, series)
        assert await stays_of(session, series) == expected
        assert await held(session) == 0
        live = list(await session.scalars(select(Claim).where(Claim.state == "booked")))
        assert len(live) == len({one.occurrence_id for one in live}) == len(expected), "one bed a time"
        after = await proposal_view(session, series.here.as_youth, series.proposal.id)
        assert [one.site_id for one in after.chosen.times] == list(expected.values())
    finally:
        await savepoint.rollback()
        session.expire_all()
