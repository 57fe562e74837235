"""VK communities: events by Bots Long Poll or the Callback API, messages by `execute`. Start at `channel`."""
