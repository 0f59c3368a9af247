"""A synthetic municipality in real geography: invented people, real distances. For trying the service, and for tests.

It is loaded through the same actions as people use, so that its record is a real one. Never in production.
"""

from service.demo.load import load

__all__ = ["load"]
