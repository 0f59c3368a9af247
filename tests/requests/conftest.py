"""The same town and the same ways in as for her words."""

from tests.youths.conftest import NOW, api, app, it_is_a_sunday_in_november, signed_in, town

__all__ = ["NOW", "api", "app", "it_is_a_sunday_in_november", "signed_in", "town"]
