"""Who a visitor is behind proxies, and how much it may ask."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.web.visitors import Budgets, Seats, client_ip, is_loopback, listed


class Peer:
    """The transport of a request from this address."""

    def __init__(self, ip: str) -> None:
        self._ip = ip

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._ip, 1234) if name == "peername" else default


def ip_of(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    headers = CIMultiDict({"X-Forwarded-For": forwarded}) if forwarded else CIMultiDict[str]()
    return client_ip(make_mocked_request("GET", "/", headers, transport=Peer(peer)), trusted)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", (), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.7", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.0/8",), "10.0.0.1"),
        ("203.0.113.9", "198.51.100.1", ("10.0.0.0/8",), "203.0.113.9"),
        ("::1", "2001:db8::5", ("::1",), "2001:db8::5"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, trusted: tuple[str, ...], expected: str) -> None:
    assert ip_of(peer, forwarded, trusted) == expected


def test_loopback_is_known_in_both_families() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("")


def test_a_budget_gives_its_burst_then_says_how_long_to_wait_and_refills() -> None:
    now = 100.0
    budgets = Budgets(lambda: now)
    assert [budgets.take("a", 2, 3) for _ in range(3)] == [0, 0, 0]
    assert budgets.take("a", 2, 3) == pytest.approx(0.5)
    assert budgets.take("b", 2, 3) == 0
    now += 0.5
    assert budgets.take("a", 2, 3) == 0


def test_seats_are_given_under_all_names_or_under_none() -> None:
    seats = Seats()
    assert seats.take({"all": 3, "one": 1})
    assert not seats.take({"all": 3, "one": 1})
    assert seats.take({"all": 3, "two": 2})
    seats.leave({"all": 3, "one": 1})
    assert seats.take({"all": 3, "one": 1})
    assert seats.take({"all": 3})
    assert not seats.take({"all": 3})


def test_origins_are_listed_by_name_or_all_at_once() -> None:
    assert listed("https://shop.example", ("https://SHOP.example",))
    assert listed("https://any.example", ("*",))
    assert not listed("https://shop.example.evil.example", ("https://shop.example",))
