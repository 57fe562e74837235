"""A strict stand-in for VK: start with `VkEmulator`."""

from .emulator import VkEmulator
from .people import Group, User
from .world import Message, Press

__all__ = ["Group", "Message", "Press", "User", "VkEmulator"]
