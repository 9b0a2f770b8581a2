"""By which address a client asked: `Forwarded` (RFC 7239), of trusted proxies only, and only an address of ours."""

import httpx
import pytest
from edge_application import TOKEN, UNHURRIED, served
from pydantic import ValidationError

from app.http import forwarded, proxies
from app.settings import Settings

PROXIES = "10.0.0.0/8, 192.0.2.1, 2001:db8:ffff::/48"
GATEWAYS = "https://api.region.se, https://api.kommun.se:8443/sip/, http://[2001:db8::1]"
REGION = "https://api.region.se"


def published(peer: str | None, *lines: str, urls: str = GATEWAYS, trusted: str = PROXIES) -> str | None:
    settings = Settings(trusted_proxies=trusted, gateway_urls=urls)
    headers = [(b"forwarded", line.encode("latin-1")) for line in lines]
    return proxies.gateway({"client": (peer, 5) if peer else None, "headers": headers}, settings)


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("for=198.51.100.7;host=api.region.se;proto=https", REGION),
        ('For="198.51.100.7:4711"; Host="API.Region.se:443" ;PROTO=HTTPS', REGION),
        ('by=_x;proto=https;host="api.kommun.se:8443"', "https://api.kommun.se:8443/sip"),
        ('host="[2001:DB8::1]";proto=http', "http://[2001:db8::1]"),
        ("for=198.51.100.7;host=evil.example;proto=https", None),
        ("for=198.51.100.7;host=api.region.se", None),
        ("proto=https", None),
        ("host=api.region.se;proto=http", None),
        ("host=api.region.se;proto=https;host=evil.example", None),
        ("host=api.region.se;proto=https;", None),
        ("host=api.region.se proto=https", None),
        ('host="api.region.se;proto=https', None),
        ("", None),
    ],
)
def test_what_a_trusted_proxy_says(said: str, url: str | None) -> None:
    assert published("10.1.1.1", said) == url


def test_a_stranger_is_not_believed() -> None:
    said = "for=10.1.1.1;host=api.region.se;proto=https"
    assert published("10.1.1.1", said) == REGION
    assert published("198.51.100.7", said) is None
    assert published("10.1.1.1", said, trusted="") is None
    assert published(None, said) is None


def test_only_what_trusted_proxies_wrote_counts_and_the_outermost_of_it() -> None:
    inner = "for=192.0.2.1;host=inside.example;proto=http"
    assert published("10.1.1.1", "for=203.0.113.5;host=api.region.se;proto=https", inner) == REGION
    assert published("10.1.1.1", f"for=203.0.113.5;host=api.region.se;proto=https, {inner}") == REGION
    # What the client wrote stands before what the outermost proxy wrote.
    for invented in ("host=api.region.se;proto=https", "for=10.9.9.9;host=api.region.se;proto=https", 'for="'):
        assert published("10.1.1.1", f"{invented}, for=203.0.113.5;host=other.example;proto=https") is None
        outer = 'for="[2001:db8::7]:1";host="api.kommun.se:8443";proto=https'
        assert published("10.1.1.1", f"{invented}, {outer}, {inner}") == "https://api.kommun.se:8443/sip"
    # An inner proxy's own name for us is not what the client asked by.
    assert published("10.1.1.1", "for=198.51.100.7", "for=192.0.2.1;host=api.region.se;proto=https") is None


def test_nothing_is_believed_that_the_operator_has_not_named() -> None:
    assert published("10.1.1.1", "host=api.region.se;proto=https", urls="") is None


@pytest.mark.parametrize("url", ["api.region.se", "ftp://a.se", "https://a.se?x=1", "https://a.se/{x}", "https://"])
def test_a_gateway_s_address_is_an_address(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(gateway_urls=url)


def test_the_client_s_address_is_read_from_it_too() -> None:
    settings = Settings(trusted_proxies=PROXIES, client_address_header="Forwarded")

    def counted(*lines: str) -> str:
        headers = [(b"forwarded", line.encode()) for line in lines]
        return proxies.client({"client": ("10.1.1.1", 5), "headers": headers}, settings)

    assert (
        counted("for=203.0.113.5") == counted("for=198.51.100.1", 'for="203.0.113.5:80";proto=https') == "203.0.113.5"
    )
    assert counted('for="[2001:db8:1:2::9]:80"') == "2001:db8:1:2::/64"
    assert counted("for=203.0.113.5, for=192.0.2.1") == "203.0.113.5"
    assert counted("for=unknown") == counted("for=_hidden") == counted("for=") == counted() == "10.1.1.1"


def test_no_bytes_make_it_fail() -> None:
    for value in ("=", ";;,,", '"', "for", "for=\x00", "host=[;proto=", "\xff=\xff", "for=" + "1" * 50):
        for said in forwarded.elements({"headers": [(b"forwarded", value.encode("latin-1"))]}):
            assert forwarded.node(said) == "" and forwarded.origin(said) is None


def test_links_and_problems_lead_back_to_the_gateway() -> None:
    common = UNHURRIED | {"mode": "development", "public_url": "https://own.example", "gateway_urls": (REGION,)}
    said = {"Forwarded": "for=203.0.113.5;host=api.region.se;proto=https"}
    for trusted, there in ((("127.0.0.1",), REGION), ((), "https://own.example")):
        settings = Settings(**common, trusted_proxies=trusted)
        with served(settings) as (_, port), httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=TOKEN) as client:
            contract = client.get("/journal/v1/openapi.json", headers=said)
            assert contract.json()["servers"] == [{"url": f"{there}/journal/v1"}]
            refused = client.get("/journal/v1/nothing", headers=said)
            assert refused.json()["type"] == f"{there}/problems/not-found"
            assert client.get("/nothing").json()["type"] == "https://own.example/problems/not-found"
