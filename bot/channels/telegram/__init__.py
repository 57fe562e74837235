"""Telegram: the Bot API, by polling or webhook. `channel.TelegramChannel` is the door in."""
