"""A caseworker decides when everything she said is answered; what has all gates open is booked, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from models.breaks import Approval, ContactReminder, Proposal, Stay
from models.words import Answer
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.proposals.actions import approve, book_what_is_open, choose, expire, return_choice
from service.proposals.errors import AlreadyBooked, AnswersMissing, StepNotPossible
from service.proposals.facts import gates_of
from service.youths.actions import make_statement, make_wish
from service.youths.queries import unanswered
from tests.given import Given, events_of, given_municipality, given_request
from tests.proposals.menus import at, claims_of, given_consent, given_consent_rule, given_menu, options_of


async def given_choice(session, *, words: str | None = None, wishes: int = 0) -> tuple[Given, Proposal]:
    here = await given_municipality(session)
    await given_consent_rule(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    with clock.at(clock.now() - timedelta(hours=1)):
        for number in range(wishes):
            await make_wish(
                session,
                here.as_youth,
                here.youth.id,
                subject="what",
                strength="nice",
                words=f"Önskan {number}",
                stay_request_id=request.id,
            )
    proposal = await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
    _, other = await options_of(session, proposal)
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=other.id, words=words)
    return here, proposal


async def answers_to_all(session, here: Given, verdict: str = "followed") -> dict:
    left = await unanswered(session, here.as_caseworker, youth_id=here.youth.id)
    return {one.id: (verdict, "Så här blir det.") for one in left}


async def closed(session, proposal: Proposal) -> list[str]:
    return [gate.name for gate in await gates_of(session, proposal) if not gate.is_open]


async def stays(session) -> list[Stay]:
    return list(await session.scalars(select(Stay).order_by(Stay.arrival)))


async def test_approved_with_every_gate_open_is_booked_at_once(session):
    here, proposal = await given_choice(session)
    await given_consent(session, here)
    assert await closed(session, proposal) == ["approval"]
    await approve(session, here.as_caseworker, proposal.id, view_sought="said_in_service", answers={}, rev=proposal.rev)
    (stay,) = await stays(session)
    assert (stay.site_id, stay.status, proposal.status) == (here.place.id, "booked", "approved")
    assert [one.state for one in await options_of(session, proposal)] == ["released", "chosen"]
    (booked,) = await claims_of(session, here.youth.id, "booked")
    assert booked.id == stay.claim_id
    assert len(await claims_of(session, here.youth.id, "released")) == 1, "the other option is free for others"
    assert (await events_of(session, here.youth.id))[-2:] == ["proposal.approved", "stay.booked"]


async def test_the_consent_gate_is_closed_then_opened(session):
    here, proposal = await given_choice(session)
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    assert proposal.status == "approved"
    assert await closed(session, proposal) == ["consents"]
    (gate,) = [one for one in await gates_of(session, proposal) if not one.is_open]
    assert gate.waits_for == ("Eva",)
    assert await stays(session) == []
    assert list(await session.scalars(select(ContactReminder.because))) == ["consent_missing"]
    assert await book_what_is_open(session, here.as_caseworker, here.youth.id) == []
    await given_consent(session, here)
    (stay,) = await book_what_is_open(session, here.as_guardian, here.youth.id)
    assert stay.status == "booked"
    assert await closed(session, proposal) == []
    assert await book_what_is_open(session, here.as_guardian, here.youth.id) == [], "once"


async def test_nothing_is_decided_while_a_wish_is_unanswered(session):
    here, proposal = await given_choice(session, wishes=2)
    first, _ = await unanswered(session, here.as_caseworker, youth_id=here.youth.id)
    savepoint = await session.begin_nested()
    with pytest.raises(AnswersMissing) as refused:
        await approve(
            session, here.as_caseworker, proposal.id, view_sought="conversation", answers={first.id: ("not", "Nej.")}
        )
    assert refused.value.params["count"] == 1
    await savepoint.rollback()
    await session.refresh(proposal)
    assert proposal.status == "chosen"
    answers = await answers_to_all(session, here)
    assert len(answers) == 2
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers=answers)
    assert proposal.status == "approved"


async def test_a_wish_that_holds_for_every_break_is_answered_too_and_one_for_another_break_is_not(session):
    here, proposal = await given_choice(session)
    other, _ = await given_request(session, here.youth, here.grant)
    with clock.at(clock.now() - timedelta(hours=1)):
        for request_id in (None, other.id):
            await make_wish(
                session, here.as_youth, here.youth.id, subject="what", strength="nice", words="Bada",
                stay_request_id=request_id,
            )  # fmt: skip
    with pytest.raises(AnswersMissing) as refused:
        await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    assert refused.value.params["count"] == 1


async def test_what_she_says_after_her_choice_has_a_deadline_of_its_own_and_blocks_nothing(session):
    here, proposal = await given_choice(session)
    await make_statement(
        session,
        here.as_youth,
        here.youth.id,
        kind="question",
        words="Får jag ta med hunden?",
        stay_request_id=proposal.stay_request_id,
    )
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    (left,) = await unanswered(session, here.as_caseworker, youth_id=here.youth.id)
    assert left.kind == "question"


async def test_her_words_at_the_choice_are_answered_by_the_decision(session):
    here, proposal = await given_choice(session, words="För att det är tyst där")
    await approve(
        session, here.as_caseworker, proposal.id, view_sought="conversation", answers={}, words="Ja, det är tyst."
    )
    assert list(await session.scalars(select(Answer.verdict))) == ["followed"]
    assert await unanswered(session, here.as_caseworker, youth_id=here.youth.id) == []


async def test_a_return_says_why_and_leaves_her_with_every_choice(session):
    here, proposal = await given_choice(session, wishes=1)
    with pytest.raises(Invalid):
        await return_choice(session, here.as_caseworker, proposal.id, words="  ", answers={})
    await return_choice(
        session,
        here.as_caseworker,
        proposal.id,
        words="Stugan renoveras. Välj gärna Linds.",
        answers=await answers_to_all(session, here, "not"),
        rev=proposal.rev,
    )
    approval = (await session.scalars(select(Approval))).one()
    assert (approval.decision, proposal.status) == ("returned", "returned")
    assert approval.content_id is not None
    assert len(await claims_of(session, here.youth.id, "held")) == 2
    first, _ = await options_of(session, proposal)
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev)
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    assert (await closed(session, proposal)) == ["consents"]


async def test_a_return_too_waits_for_her_wishes_to_be_answered(session):
    here, proposal = await given_choice(session, wishes=1)
    with pytest.raises(AnswersMissing):
        await return_choice(session, here.as_caseworker, proposal.id, words="Nej, för att …", answers={})


async def test_approved_and_waiting_she_can_still_say_no(session):
    here, proposal = await given_choice(session)
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    await choose(session, here.as_youth, proposal.id, answer="no")
    assert proposal.status == "declined"
    await given_consent(session, here)
    assert await book_what_is_open(session, here.as_guardian, here.youth.id) == []


async def test_booked_her_change_of_mind_is_a_cancelled_break(session):
    here, proposal = await given_choice(session)
    await given_consent(session, here)
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    with pytest.raises(AlreadyBooked):
        await choose(session, here.as_youth, proposal.id, answer="no")


async def test_a_withdrawn_check_closes_its_gate(session):
    here, proposal = await given_choice(session)
    await session.execute(text("set constraints all deferred"))
    await session.execute(text("delete from site_cleared where site_id = :id"), {"id": here.place.id})
    assert "checks" in await closed(session, proposal)


@pytest.mark.parametrize(
    "change",
    [
        {"nights_per_month": 1},
        {"valid": Range(date(2026, 1, 1), date(2026, 12, 31))},
    ],
)
async def test_nothing_is_booked_outside_the_grant(session, change: dict):
    here, proposal = await given_choice(session)
    await given_consent(session, here)
    for name, value in change.items():
        setattr(here.grant, name, value)
    await session.flush()
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    assert await closed(session, proposal) == ["grant"]
    assert await stays(session) == []


async def test_days_that_have_passed_without_a_booking_let_go(session):
    here, proposal = await given_choice(session)
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    with clock.at(clock.now() + timedelta(days=80)):
        assert await expire(session) == 1
    await session.refresh(proposal)
    assert proposal.status == "expired"
    assert not await claims_of(session, here.youth.id, "held")


async def test_only_her_own_caseworker_decides(session):
    here, proposal = await given_choice(session)
    stranger = Actor(here.as_admin.account_id, here.municipality.id, here.as_caseworker.role, "Annan")
    with pytest.raises(NotFound):
        await approve(session, stranger, proposal.id, view_sought="conversation", answers={})
    for nobody in (here.as_youth, here.as_coordinator, here.as_host, here.as_guardian):
        with pytest.raises(Forbidden):
            await approve(session, nobody, proposal.id, view_sought="conversation", answers={})


async def test_a_decision_is_made_once_and_on_what_was_read(session):
    here, proposal = await given_choice(session)
    with pytest.raises(Changed):
        await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={}, rev=0)
    with pytest.raises(Invalid):
        await approve(session, here.as_caseworker, proposal.id, view_sought="guessed", answers={})
    await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})
    with pytest.raises(StepNotPossible):
        await approve(session, here.as_caseworker, proposal.id, view_sought="conversation", answers={})


async def test_answers_to_somebody_elses_words_are_refused(session):
    from uuid import uuid4

    here, proposal = await given_choice(session)
    with pytest.raises(Invalid):
        await approve(
            session, here.as_caseworker, proposal.id, view_sought="conversation", answers={uuid4(): ("not", "Nej")}
        )
