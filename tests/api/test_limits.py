"""How much one may ask, and from where: buckets, addresses behind proxies, guessing, and what a 429 says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from modelbase.entities import Role
from modelbase.errors import Invalid, TooMany
from modelbase.server import settings as settings_module
from modelbase.server.api.limits import Buckets, Limiter, client_address
from modelbase.server.app import create_app
from modelbase.server.deployment import Deployment
from modelbase.server.signin.tokens import make_text
from tests.conftest import SECRET, Api, make_person

PROXIES = ("10.0.0.0/8", "::1")


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def limited(deployment: Deployment, **limits: Any) -> Any:
    """Return a client of an app with these limits."""
    changed = replace(deployment, settings=deployment.settings.model_copy(update=limits))
    return create_app(changed.settings, changed).test_client(use_cookies=False)


def test_a_bucket_fills_again() -> None:
    clock = Clock()
    buckets = Buckets(2, 1.0, clock)
    assert [buckets.take("a"), buckets.take("a")] == [0, 0]
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0
    clock.now += 0.75
    assert buckets.take("a") == pytest.approx(0.25)
    clock.now += 0.25
    assert buckets.take("a") == 0


def test_guesses_are_counted_by_address_and_what_was_good_may_pass() -> None:
    clock = Clock()
    limiter = Limiter(100, 10, 10, clock)
    limiter.after_guess("192.0.2.1", "good", good=True)
    for number in range(20):
        limiter.before_guess("192.0.2.1", f"wrong {number}")
        limiter.after_guess("192.0.2.1", f"wrong {number}", good=False)
    with pytest.raises(TooMany) as refused:
        limiter.before_guess("192.0.2.1", "another")
    assert refused.value.details["retry_after"] == 6
    limiter.before_guess("192.0.2.1", "good")
    limiter.before_guess("192.0.2.2", "another")
    clock.now += 6.1
    limiter.before_guess("192.0.2.1", "another")


def test_one_network_of_ipv6_is_one_address() -> None:
    limiter = Limiter(100, 0.1, 10, Clock())
    limiter.request(None, "2001:db8:1:2:aaaa::1")
    with pytest.raises(TooMany):
        limiter.request(None, "2001:db8:1:2:bbbb::2")
    limiter.request(None, "2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.9", "", (), "192.0.2.9"),
        ("192.0.2.9", "198.51.100.1", (), "192.0.2.9"),
        ("192.0.2.9", "198.51.100.1", PROXIES, "192.0.2.9"),
        ("10.0.0.1", "198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", PROXIES, "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9", PROXIES, "10.9.9.9"),
        ("10.0.0.1", "evil", PROXIES, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, evil", PROXIES, "10.0.0.1"),
        ("10.0.0.1", "", PROXIES, "10.0.0.1"),
        ("::1", "2001:db8::7", PROXIES, "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1", PROXIES, "198.51.100.1"),
        ("", "198.51.100.1", PROXIES, ""),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(
    peer: str, forwarded: str, trusted: tuple[str, ...], address: str
) -> None:
    assert client_address(peer, forwarded, trusted) == address


def test_too_many_requests_of_one_token_are_refused_and_of_another_not(deployment: Deployment) -> None:
    client = limited(deployment, requests_per_second=0.3)
    one, two = (Api(client, make_person(deployment, name, Role.READ_ONLY)) for name in ("one", "two"))
    assert [one.get("/me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = one.get("/me")
    assert refused.json["error"]["code"] == "too_many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 4
    assert two.get("/me").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_guessing_one_way_counts_for_the_others(deployment: Deployment) -> None:
    client = limited(deployment, stranger_requests_per_second=1000.0, guesses_per_minute=0.01)
    good = Api(client, make_person(deployment, "good", Role.READ_ONLY))
    late = Api(client, make_person(deployment, "late", Role.READ_ONLY))
    nobody = Api(client, None)
    assert good.get("/me").status_code == 200
    for number in range(7):
        assert Api(client, make_text()).get("/me").status_code == 401
        assert nobody.post("/session", {"code": f"wrong {number}"}).status_code == 401
        assert nobody.get("/me", **{"X-Modelbase-Share": f"mbs_{number:043}"}).status_code in {401, 429}
    assert Api(client, make_text()).get("/me").status_code == 429
    assert nobody.post("/session", {"code": "x"}).status_code == 429
    assert nobody.post("/shares/open", {"secret": "mbs_x"}).status_code == 429
    assert nobody.get("/me", **{"X-Modelbase-Share": "mbs_" + "y" * 43}).status_code == 429
    assert late.get("/me").status_code == 200, "a good token is no guess, whatever others of its address sent"
    assert good.get("/me").status_code == 200
    elsewhere = client.get(
        "/api/v1/me",
        headers=late.headers,
        base_url="http://127.0.0.1:5050",
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 200


def test_a_good_link_where_one_may_not_go_is_no_guess(deployment: Deployment) -> None:
    client = limited(deployment, stranger_requests_per_second=1000.0)
    owner, nobody = Api(client, make_person(deployment, "owner", Role.ADMIN)), Api(client, None)
    model = owner.post("/models", {"args": {"dataset": "d", "arch": "a"}}).json["id"]
    header = {"X-Modelbase-Share": owner.post(f"/models/{model}/shares", {"kind": "link"}).json["secret"]}
    assert {nobody.get("/models", **header).status_code for _ in range(30)} == {401}
    assert nobody.get(f"/models/{model}", **header).status_code == 200


def test_forged_addresses_share_the_bucket_of_their_peer(deployment: Deployment) -> None:
    client = limited(deployment, stranger_requests_per_second=0.3)
    nobody = Api(client, None)
    found = [nobody.get("/me", **{"X-Forwarded-For": f"192.0.2.{number}"}).status_code for number in range(5)]
    assert found == [401, 401, 401, 429, 429]
    behind = limited(deployment, stranger_requests_per_second=0.3, trusted_proxies=("127.0.0.1",))
    found = [
        Api(behind, None).get("/me", **{"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(5)
    ]
    assert found == [401] * 5


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    given = {
        "MODELBASE_SECRET_KEY": SECRET,
        "MODELBASE_MONGO_URI": "mongodb://127.0.0.1:1",
        "MODELBASE_S3_ENDPOINT": "http://127.0.0.1:1",
        "MODELBASE_S3_ACCESS_KEY": "a",
        "MODELBASE_S3_SECRET_KEY": "b",
    }
    assert settings_module.load(given).trusted_proxies == ()
    with pytest.raises(Invalid, match="MODELBASE_TRUSTED_PROXIES"):
        settings_module.load(given | {"MODELBASE_TRUSTED_PROXIES": "10.0.0.0/8,proxy.internal"})
