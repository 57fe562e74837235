"""A stand-in for the Telegram Bot API: see `TelegramEmulator`."""

from .emulator import Call, TelegramEmulator
from .people import PNG, Group, User
from .world import Message, Press, Topic

__all__ = ["PNG", "Call", "Group", "Message", "Press", "TelegramEmulator", "Topic", "User"]
