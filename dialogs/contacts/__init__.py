"""Contacts out of free text: phones, e-mails, a name, profiles, how and when to be reached; when to ask again.

The public door of the package: `read` and the values it gives. Pure, and linear in the length of the message.
"""

from __future__ import annotations

from .reading import read
from .values import Contacts, Doubt

__all__ = ["Contacts", "Doubt", "read"]
