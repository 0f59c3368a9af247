"""The same acts for programs: bearer tokens, accounts, cards."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.accounts import actions, queries, rules
from service.accounts.access import own_youth
from service.accounts.schemas import AccountOut, CardOut, Invited, InviteIn, MeOut, TokenIn, TokenOut
from service.database import Sessions
from service.errors import Invalid, NotSignedIn
from service.web import sessions as web_sessions
from service.web.dependencies import Req, Session, Who
from service.web.guards import anyone, only
from service.web.once import once
from service.web.visit import visit


class TokenApi(Controller):
    path = "/tokens"
    tags = ["sign-in"]

    @post("/", guards=[anyone], status_code=201, security=[{}])
    async def make(
        self,
        request: Req,
        data: JSONBody[TokenIn],
        session: Session,
        sessions: NamedDependency[Sessions],
    ) -> TokenOut:
        """A bearer token. By session it is asked for with the browser's cookie and X-CSRF-Token."""
        if data.by == "session":
            actor = visit().actor
            if actor is None:
                raise NotSignedIn()
            token, ends_at = await actions.token_from_session(session, actor)
            return TokenOut(token=token, role=actor.role, ends_at=ends_at)
        address = request.client.host if request.client else ""
        key, name, phrase = visit().settings.secret_key, _given(data, "sign_in_name"), _given(data, "phrase")
        if data.by == "card":
            signed_in = await actions.use_card(
                sessions, key, code=_given(data, "code"), name=name, phrase=phrase, address=address, as_token=True
            )
        else:
            signed_in = await actions.sign_in(sessions, key, name=name, phrase=phrase, address=address, as_token=True)
        return TokenOut(token=signed_in.secret, role=signed_in.actor.role, ends_at=signed_in.ends_at)

    @delete("/current", guards=[only()])
    async def end(self, session: Session) -> None:
        """This token ends now."""
        if (key := visit().token_key) is not None:
            await web_sessions.end_token(session, key)


class MeApi(Controller):
    path = "/me"
    tags = ["sign-in"]
    guards = [only()]

    @get("/")
    async def me(self, actor: Who) -> MeOut:
        """Who the token stands for."""
        return MeOut.model_validate(actor)


class YouthCardApi(Controller):
    path = "/youths/{youth_id:uuid}/cards"
    tags = ["accounts"]
    guards = [only(Role.CASEWORKER)]

    @post("/")
    async def make(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> CardOut:
        """An activation card for one's own youth. Earlier ones stop working."""
        youth = await own_youth(session, actor, youth_id)
        return card_out(await actions.make_card(session, actor, visit().settings.secret_key, youth.account_id))


class AccountApi(Controller):
    path = "/accounts"
    tags = ["accounts"]
    guards = [only(Role.ADMIN, Role.COORDINATOR)]

    @get("/")
    async def everybody(self, session: Session, actor: Who) -> list[AccountOut]:
        return [AccountOut.model_validate(one) for one in await queries.accounts(session, actor)]

    @post("/")
    async def invite(
        self,
        request: Req,
        data: JSONBody[InviteIn],
        session: Session,
        actor: Who,
    ) -> Response[Invited]:
        """A new account for an adult. She signs in with a card, which is made next."""
        first = await once(session, actor, request)
        role = Role(data.role)
        account = await actions.invite_adult(
            session, actor, called=data.called, role=role, site_id=data.site_id, guardian_id=data.guardian_id
        )
        return await first.answer(Invited(id=account.id, called=account.called, role=role))

    @post("/{account_id:uuid}/cards")
    async def make_card(self, account_id: FromPath[UUID], session: Session, actor: Who) -> CardOut:
        return card_out(await actions.make_card(session, actor, visit().settings.secret_key, account_id))


def _given(data: TokenIn, name: str) -> str:
    value = getattr(data, name)
    if value is None:
        raise Invalid(field=name, kind="missing")
    return str(value)


def card_out(card: actions.NewCard) -> CardOut:
    address = f"{visit().settings.base_url.rstrip('/')}/card/{card.code}"
    return CardOut(code=rules.shown(card.code), called=card.called, expires_at=card.expires_at, address=address)


controllers = [TokenApi, MeApi, YouthCardApi, AccountApi]
