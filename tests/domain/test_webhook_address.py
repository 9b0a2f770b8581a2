"""To which addresses nothing is ever sent, and how an address must be written."""

from ipaddress import ip_address, ip_network

import pytest

from app.domain.webhook_address import fits, may_be_reached

PUBLIC = ("1.1.1.1", "8.8.8.8", "193.10.0.1", "2001:4860:4860::8888", "2a00:801::1")
# Where the request of a service may not be led: what is private, this machine, this link, the cloud's own.
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.1.2.3",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_reached(address: str) -> None:
    assert may_be_reached(ip_address(address))
    assert fits(f"https://[{address}]/" if ":" in address else f"https://{address}/")


@pytest.mark.parametrize("address", NEVER)
def test_what_is_not_public_is_not_reached(address: str) -> None:
    assert not may_be_reached(ip_address(address))
    assert not fits(f"https://[{address}]/" if ":" in address else f"https://{address}/")


def test_a_network_that_the_operator_names_is_reached_and_no_other() -> None:
    """Such as the closed network between regions and municipalities. What is this machine's or link's stays shut."""
    named = (ip_network("10.20.0.0/16"), ip_network("fd12::/32"))
    for address, may in (("10.20.3.4", True), ("10.21.3.4", False), ("fd12::1", True), ("fd13::1", False)):
        assert may_be_reached(ip_address(address), named) is may, address
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    for address in ("127.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1", "168.63.129.16", "0.0.0.0"):
        assert not may_be_reached(ip_address(address), everything), address


def test_development_reaches_its_own_machine() -> None:
    assert may_be_reached(ip_address("127.0.0.1"), loopback=True) and may_be_reached(ip_address("::1"), loopback=True)
    assert not may_be_reached(ip_address("10.0.0.1"), loopback=True)
    for text in ("http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:9/x", "https://localhost/"):
        assert fits(text, loopback=True), text
    for text in ("http://example.se/", "http://10.0.0.1/", "http://localhost.example.se/"):
        assert not fits(text, loopback=True), text


@pytest.mark.parametrize(
    "text",
    [
        *("", "https:", "https://", "//example.se/", "http://example.se/", "http://127.0.0.1/", "ftp://example.se/"),
        *("https://user:word@example.se/", "HTTPS://u@example.se/", "https://example.se/#", "https://example.se:0/"),
        *("https://example.se:65536/", "https://example.se/å", "https://exämple.se/", "https://example.se/a b"),
        *("https://example.se\\@127.0.0.1/", "https://example.se/\r\nHost: x", "https://[::1/", "https://127.0.0.1/"),
        "https://[::ffff:a00:1]/",
    ],
)
def test_an_address_that_is_written_otherwise_is_none(text: str) -> None:
    assert not fits(text)


def test_an_address_as_it_should_be() -> None:
    for text in ("https://example.se", "https://example.se:8443/a/b?c=d&e=%2F", "HTTPS://Example.SE/"):
        assert fits(text), text
