"""Tables: structure only (columns, keys, constraints). Importing this package registers every table on `Base.metadata`."""

from models import breaks, job, municipality, people, reaching, record, supply, words
from models.base import Base

__all__ = ["Base", "breaks", "job", "municipality", "people", "reaching", "record", "supply", "words"]
