"""The same town and application as the tests of the web plumbing."""

from tests.web.conftest import app, production_app, town, visitor

__all__ = ["app", "production_app", "town", "visitor"]
