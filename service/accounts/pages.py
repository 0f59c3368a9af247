"""Pages of signing in and getting out. Most of them are for people we do not know yet."""

from typing import Any
from uuid import UUID

import segno
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.accounts import actions, key_pages, keys, own_phone_pages, queries, rules
from service.accounts.access import account_for_card, own_youth
from service.accounts.entering import welcome
from service.accounts.look_pages import LookPages
from service.accounts.schemas import CardIn, CardUseIn, InviteIn, LanguageIn, RoleIn, SignInIn
from service.accounts.texts import INVITABLE, ROLE_NAMES
from service.accounts.words import new_name, new_phrase
from service.actor import Actor
from service.database import Sessions
from service.errors import DomainError, NotFound
from service.web import texts
from service.web.cookies import forget_session, keep_language
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.help_now import numbers_at
from service.web.once import attempt
from service.web.render import Page, go, page
from service.web.visit import visit

NEUTRAL = "/almanac"  # nothing at this address says what the service is


class OpenPages(Controller):
    """What everybody may see."""

    guards = [anyone]

    @get("/")
    async def front(self) -> Page:
        if (actor := visit().actor) is not None and (home := rules.HOME[actor.role]) != "/":
            return go(home)
        if visit().is_resting:
            return go("/rest")
        return page("accounts/front.html")

    @get("/help")
    async def help_now(self) -> Page:
        return page("pages/help.html", numbers=numbers_at(clock.now(), visit().help, texts.zone()))

    @get([NEUTRAL, "/kalender"])
    async def neutral(self) -> Page:
        return page("pages/neutral.html")

    @get("/about/safety")
    async def safety(self, next: FromQuery[str | None] = None) -> Page:
        return page("pages/safe.html", go_on=rules.safe_next(next, "/"))

    @post("/language")
    async def choose_language(self, request: Req, session: Session) -> Page:
        form = await read_form(request, LanguageIn)
        if not form.ok or form.data.language not in texts.available_languages():
            raise NotFound()
        if (actor := visit().actor) is not None:
            await actions.choose_language(session, actor, form.data.language)
        keep_language(form.data.language)
        return go(rules.safe_next(form.data.next, "/"))


class SignInPages(Controller):
    guards = [anyone]

    @get("/sign-in")
    async def ask(self, next: FromQuery[str | None] = None) -> Page:
        return _sign_in(blank_form(next=rules.safe_next(next, "")))

    @post("/sign-in")
    async def sign_in(self, request: Req, sessions: NamedDependency[Sessions]) -> Page:
        form = await read_form(request, SignInIn)
        if form.ok:
            try:
                signed_in = await actions.sign_in(
                    sessions,
                    visit().settings.secret_key,
                    name=form.data.sign_in_name,
                    phrase=form.data.phrase,
                    address=_address(request),
                )
                return await welcome(sessions, signed_in, form.data.next)
            except DomainError as refused:
                form.refuse(refused)
        form.typed.pop("phrase", None)  # the words are the one thing that is not shown again
        return _sign_in(form, status=form.status)

    @get("/card")
    async def ask_for_card(self) -> Page:
        return page("accounts/card.html", form=blank_form())

    @get("/card/{code:str}")
    async def card_by_address(self, code: FromPath[str]) -> Page:
        """What the QR code says. Only looks: mail programs open addresses by themselves."""
        plain = rules.as_code(code)
        return page("accounts/card.html", form=blank_form(code=rules.shown(plain) if plain else code[:20]))

    @post("/card")
    async def look_at_card(self, request: Req, sessions: NamedDependency[Sessions]) -> Page:
        form = await read_form(request, CardIn)
        if form.ok:
            try:
                card = await actions.look_at_card(
                    sessions, visit().settings.secret_key, code=form.data.code, address=_address(request)
                )
                texts.speak(card.language)
                name = form.data.sign_in_name or card.sign_in_name or new_name()
                choose = blank_form(code=form.data.code, sign_in_name=name, phrase=new_phrase())
                return page("accounts/choose_words.html", form=choose, called=card.called)
            except DomainError as refused:
                form.refuse(refused)
        return page("accounts/card.html", form=form, status=form.status)

    @post("/card/words")
    async def use_card(self, request: Req, sessions: NamedDependency[Sessions]) -> Page:
        form = await read_form(request, CardUseIn)
        if form.ok:
            try:
                signed_in = await actions.use_card(
                    sessions,
                    visit().settings.secret_key,
                    code=form.data.code,
                    name=form.data.sign_in_name,
                    phrase=form.data.phrase,
                    address=_address(request),
                    while_signed_in=visit().actor,
                )
                first = "/home" if signed_in.actor.role is Role.YOUTH else None  # which asks first who sees her screen
                return await welcome(sessions, signed_in, first)
            except DomainError as refused:
                form.refuse(refused)
        template = "accounts/card.html" if form.error("code") else "accounts/choose_words.html"
        return page(template, form=form, called="", status=form.status)


class LeavePages(Controller):
    """Out. No token is asked for: leaving must always work, also on a page that lay open for long."""

    guards = [anyone]

    @post("/exit")
    async def leave(self, sessions: NamedDependency[Sessions]) -> Page:
        """The session ends on the server; the browser forgets; the next page is about nothing."""
        await _end_session(sessions)
        return go(NEUTRAL, headers={"Clear-Site-Data": '"cache", "cookies", "storage"'})

    @post("/sign-out")
    async def sign_out(self, sessions: NamedDependency[Sessions]) -> Page:
        await _end_session(sessions)
        return go("/sign-in", headers={"Clear-Site-Data": '"cache", "cookies", "storage"'})


class RolePages(Controller):
    """For those who are two things: a coordinator who is also a mentor."""

    path = "/role"
    guards = [only()]

    @get("/")
    async def choose(self, session: Session, actor: Who) -> Page:
        return await self._shown(session, actor, blank_form(role=actor.role))

    @post("/")
    async def take(
        self,
        request: Req,
        session: Session,
        sessions: NamedDependency[Sessions],
        actor: Who,
    ) -> Page:
        form = await read_form(request, RoleIn)
        if form.ok and form.data.role in await queries.roles_of(session, actor):
            signed_in = await actions.take_role(session, actor, form.data.role)
            return await welcome(sessions, signed_in, rules.HOME[signed_in.actor.role])
        return await self._shown(session, actor, form, status=422)

    async def _shown(self, session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
        options = [(role.value, texts.gettext(ROLE_NAMES[role])) for role in await queries.roles_of(session, actor)]
        return page("accounts/role.html", form=form, options=options, status=status)


class DemoPages(Controller):
    """One click to be somebody invented. Where no demo is served these addresses do not exist."""

    path = "/demo"
    guards = [anyone]

    @get("/")
    async def choose(self, sessions: NamedDependency[Sessions]) -> Page:
        _only_in_the_demo()
        return page("accounts/personas.html", personas=await queries.personas(sessions), role_names=ROLE_NAMES)

    @get("/{persona:str}")
    async def be(
        self, persona: FromPath[str], sessions: NamedDependency[Sessions], role: FromQuery[Role | None] = None
    ) -> Page:
        _only_in_the_demo()
        signed_in = await actions.sign_in_as_persona(sessions, persona, role)
        return await welcome(sessions, signed_in, rules.HOME[signed_in.actor.role])


class YouthCardPages(Controller):
    """The caseworker hands the card to the youth herself."""

    path = "/youths/{youth_id:uuid}/card"
    guards = [only(Role.CASEWORKER)]

    @get("/")
    async def ask(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        youth = await own_youth(session, actor, youth_id)
        return page("accounts/card_ask.html", called=youth.called, action=f"/youths/{youth_id}/card", back="/youths")

    @post("/")
    async def make(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        youth = await own_youth(session, actor, youth_id)
        card = await actions.make_card(session, actor, visit().settings.secret_key, youth.account_id)
        return _card_shown(card, back=f"/youths/{youth_id}")


class AccountPages(Controller):
    """Who has an account; inviting adults."""

    path = "/accounts"
    guards = [only(Role.ADMIN, Role.COORDINATOR)]

    @get("/")
    async def everybody(self, session: Session, actor: Who) -> Page:
        found = await queries.accounts(session, actor)
        return page("accounts/accounts.html", accounts=found, role_names=ROLE_NAMES)

    @get("/new")
    async def ask(self, session: Session, actor: Who) -> Page:
        return await self._asked(session, actor, blank_form())

    @post("/new")
    async def invite(
        self,
        request: Req,
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, InviteIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                account = await actions.invite_adult(
                    session,
                    actor,
                    called=form.data.called,
                    role=Role(form.data.role),
                    site_id=form.data.site_id,
                    guardian_id=form.data.guardian_id,
                )
                return await once.go(f"/accounts/{account.id}/card")
        return await self._asked(session, actor, form, status=form.status)

    @get("/{account_id:uuid}/card")
    async def ask_for_card(self, account_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        account = await account_for_card(session, actor, account_id)
        path = f"/accounts/{account_id}/card"
        return page("accounts/card_ask.html", called=account.called, action=path, back="/accounts")

    @post("/{account_id:uuid}/card")
    async def make_card(self, account_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        card = await actions.make_card(session, actor, visit().settings.secret_key, account_id)
        return _card_shown(card, back="/accounts")

    async def _asked(self, session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
        roles = [
            (role.value, texts.gettext(ROLE_NAMES[role])) for role in INVITABLE if rules.may_invite(actor.role, role)
        ]
        sites = [(site.id, site.called) for site in await queries.sites(session)]
        return page("accounts/invite.html", form=form, roles=roles, sites=sites, status=status)


def _sign_in(form: Form[Any], status: int = 200) -> Page:
    return page("accounts/sign_in.html", form=form, status=status, has_keys=keys.host_of(visit().settings) is not None)


def drawing_of(card: actions.NewCard) -> str:
    """The card's address as a square to photograph (SVG)."""
    address = f"{visit().settings.base_url.rstrip('/')}/card/{card.code}"
    return str(
        segno.make(address, error="m", micro=False).svg_inline(
            scale=6, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff"
        )
    )


def _card_shown(card: actions.NewCard, *, back: str) -> Page:
    """The card as text and as a square to photograph; only now."""
    return page("accounts/card_shown.html", card=card, code=rules.shown(card.code), qr=drawing_of(card), back=back)


async def _end_session(sessions: Sessions) -> None:
    here = visit()
    forget_session()
    if here.session_key is not None:
        await actions.leave(sessions, here.session_key)
    if here.actor is not None:
        await actions.note_leaving(sessions, here.actor)


def _only_in_the_demo() -> None:
    settings = visit().settings
    if not settings.demo or settings.production:
        raise NotFound()


def _address(request: Req) -> str:
    return request.client.host if request.client else ""


controllers = [
    OpenPages,
    LookPages,
    SignInPages,
    LeavePages,
    RolePages,
    DemoPages,
    YouthCardPages,
    AccountPages,
    *own_phone_pages.controllers,
    *key_pages.controllers,
]
