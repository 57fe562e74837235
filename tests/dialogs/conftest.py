"""Random cases take as long as a busy machine needs: how fast the parts are is measured in tests of their own."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
