"""Only my phone: she chooses a PIN, and her session rests instead of ending. It goes on with the PIN, for twelve hours.

Five wrong PINs end the session and nothing else: her four words work as before, so that nobody can lock her out.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from service.accounts import phrases, rules
from service.accounts.errors import PinNotUsable, PinWrong
from service.database import Sessions, transaction
from service.web import sessions as web_sessions


async def keep_phone(session: AsyncSession, key: bytes, pin: str) -> None:
    """This browser alone."""
    if not rules.is_pin(pin):
        raise PinNotUsable(field="pin", fewest=rules.PIN_DIGITS[0], most=rules.PIN_DIGITS[1])
    if not await web_sessions.keep_with_pin(session, key, await phrases.hash_of(pin)):
        raise PinNotUsable(field="pin", fewest=rules.PIN_DIGITS[0], most=rules.PIN_DIGITS[1])


async def rest_now(session: AsyncSession, key: bytes) -> bool:
    """Until the PIN. False when there is none: then the session stays as it is."""
    return await web_sessions.rest(session, key)


async def wake(sessions: Sessions, key: bytes, pin: str) -> None:
    """Go on. A try is counted and committed before it is looked at, so that many at once are no more than five."""
    async with transaction(sessions) as session:
        tried = await web_sessions.try_pin(session, key)
    if tried is None:
        raise PinWrong(field="pin", left=0)
    kept, left = tried
    if not await phrases.is_right(pin.strip(), kept):
        if left == 0:
            async with transaction(sessions) as session:
                await web_sessions.end_session(session, key)
        raise PinWrong(field="pin", left=left)
    async with transaction(sessions) as session:
        if not await web_sessions.go_on(session, key):
            raise PinWrong(field="pin", left=0)
