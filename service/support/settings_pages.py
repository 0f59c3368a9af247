"""One calm list of what is hers to set. Each line says how it is now."""

from litestar import Controller, get
from sqlalchemy import select

from models.people import Role
from models.reaching import CalendarFeed
from service.accounts.keys import host_of, keys_of
from service.messages.contact import contact_of
from service.messages.contact_rules import Call
from service.support.queries import beside_her
from service.web import sessions as web_sessions
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.render import Page, page
from service.web.visit import visit
from service.youths.drafts import hers


class SettingsPages(Controller):
    path = "/settings"
    guards = [only(Role.YOUTH)]

    @get()
    async def all(self, session: Session, actor: Who) -> Page:
        key = visit().session_key
        contact = await contact_of(session, actor)
        feed = select(CalendarFeed.id).where(CalendarFeed.youth_id == hers(actor), CalendarFeed.ended_at.is_(None))
        return page(
            "support/settings.html",
            is_kept=key is not None and await web_sessions.is_kept(session, key),
            has_keys=host_of(visit().settings) is not None,
            keys=len(await keys_of(session, actor)),
            mails=contact.channel != "none",
            rings=contact.call is not Call.NEVER,
            has_feed=await session.scalar(feed) is not None,
            beside=[one.called for one in await beside_her(session, actor) if not one.is_over],
        )


controllers = [SettingsPages]
