"""Every form of settings, whatever is typed: an answer that says what is wrong, and never a fault of ours."""

from models.people import Role
from tests.web.conftest import browser
from tests.web.crawl import look, spoiled
from tests.web.people import sign_in_as

PAGES = ("/with-me/new", "/contact", "/phone", "/keys", "/sign-in-words", "/sign-in/key", "/sign-in")


async def test_no_form_of_settings_breaks(app, town):
    tried = 0
    async with browser(app) as alva:
        await sign_in_as(alva, town, Role.YOUTH)
        for turn, path in enumerate(PAGES):
            seen = await look(alva, path)
            assert seen.answer.status_code == 200, path
            for form in seen.forms:
                if form.action in ("/exit", "/sign-out", "/rest/now"):
                    continue
                token = {name: values for name, values in form.fields.items() if name == "_csrf"}
                for number, (_, typed) in enumerate(spoiled(form, turn, ways=2)):
                    if path.startswith("/sign-in") and number > 3:  # it slows down, as it should
                        break
                    answer = await alva.post(form.action, data={**typed, **token})
                    assert answer.status_code in (200, 303, 409, 413, 422), (path, typed, answer.status_code)
                    tried += 1
    assert tried > 25
