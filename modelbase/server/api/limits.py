"""How much one token, person or address may ask, and from which address a request comes. No Flask, no database.

Token buckets in the memory of one worker process: N workers let N times as much through. Guessing is counted by
address, whatever was guessed: API tokens, sign-in codes and share links share one small bucket.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from threading import Lock

from cachetools import LRUCache, TTLCache

from modelbase.errors import TooMany

BURST_SECONDS = 10  # of the allowed rate may be used at once
GUESSES = 20  # wrong credentials of one address at once, until the bucket fills again
KNOWN_SECONDS = 600.0  # how long a credential that was good is no guess
MAX_BUCKETS = 50_000
Network = IPv4Network | IPv6Network


@dataclass
class _Bucket:
    left: float
    at: float


class Buckets:
    """Token buckets by key: `size` at most, filled by `rate` a second; the least used are forgotten."""

    def __init__(self, size: float, rate: float, clock: Callable[[], float]) -> None:
        self._size, self._rate, self._clock = size, rate, clock
        self._held: LRUCache[str, _Bucket] = LRUCache(MAX_BUCKETS)
        self._lock = Lock()

    def take(self, key: str, cost: float = 1.0) -> float:
        """Take from a bucket; return 0, or the seconds until one is left. A cost of 0 only looks."""
        with self._lock:
            moment = self._clock()
            bucket = self._held.get(key) or _Bucket(self._size, moment)
            bucket.left = min(self._size, bucket.left + (moment - bucket.at) * self._rate)
            bucket.at = moment
            self._held[key] = bucket
            if bucket.left < 1.0:
                return (1.0 - bucket.left) / self._rate
            bucket.left -= cost
            return 0.0


class Limiter:
    """The limits of one worker; rates are requests a second, guesses a minute."""

    def __init__(
        self, signed_in: float, strangers: float, guesses: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._signed_in = Buckets(max(1.0, signed_in * BURST_SECONDS), signed_in, clock)
        self._strangers = Buckets(max(1.0, strangers * BURST_SECONDS), strangers, clock)
        self._pages = Buckets(max(1.0, signed_in * BURST_SECONDS), signed_in, clock)
        self._probes = Buckets(max(1.0, signed_in * BURST_SECONDS), signed_in, clock)
        self._guesses = Buckets(max(GUESSES, guesses), guesses / 60, clock)
        self._good: TTLCache[str, bool] = TTLCache(MAX_BUCKETS, KNOWN_SECONDS, timer=clock)
        self._lock = Lock()

    def before_guess(self, address: str, credential: str) -> None:
        """Raise TooMany if too many wrong credentials came from this address; one that was good lately may pass."""
        with self._lock:
            good = credential in self._good
        if not good:
            _refuse(self._guesses.take(_bundle(address), 0.0), "wrong tokens, codes or links")

    def after_guess(self, address: str, credential: str, good: bool) -> None:
        """Count a credential that was wrong; remember one that was good."""
        with self._lock:
            known = credential in self._good
            if good:
                self._good[credential] = True
        if not good and not known:
            self._guesses.take(_bundle(address))

    def page(self, address: str, probe: bool) -> None:
        """Count a request for a page, a file of the app or a probe; raise TooMany over the limit, which is a person's.

        Probes count by themselves: no page of the same address may make a server look dead.
        """
        bucket = self._probes if probe else self._pages
        _refuse(bucket.take(_bundle(address)), "requests")

    def request(self, key: str | None, address: str) -> None:
        """Count a request of a token, person or session `key`, else of an address; raise TooMany over the limit."""
        if key:
            _refuse(self._signed_in.take(key), "requests")
        else:
            _refuse(self._strangers.take(_bundle(address)), "requests")


def client_address(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """Return where a request comes from: the peer, or what trusted proxies say (X-Forwarded-For, from the right)."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        peer_address, before = _parsed(address), _parsed(hop)
        if (
            peer_address is None
            or before is None
            or not any(peer_address in _network(each) for each in trusted)
        ):
            return address
        address = str(before)
    return address


@lru_cache(maxsize=256)
def _network(text: str) -> Network:
    return ip_network(text, strict=False)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> object:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _bundle(address: str) -> str:
    """Return what counts as one address: of IPv6 the first 64 bits, which one person has whole."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False))
    return str(parsed or address)


def _refuse(wait: float, what: str) -> None:
    if wait > 0:
        seconds = max(1, ceil(wait))
        raise TooMany(f"too many {what}; try again in {seconds} s", retry_after=seconds)
