"""Where the API's description would say something else than the API does."""

from datetime import time
from typing import Any

from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition


class HoursOfTheDay(OpenAPISchemaPlugin):
    """An hour is written 16:30 or 16:30:00, local time; it is no duration, as Litestar has it, and has no offset."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is time

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        return field_definition.annotation is time

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        return Schema(type=OpenAPIType.STRING, pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")
