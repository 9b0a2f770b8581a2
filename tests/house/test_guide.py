"""The guide as the service hands it out: every page, to whoever asks, with links that lead somewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from app.http import guide, markdown
from tests.service import Service

ALLOWED = {
    *("html", "head", "meta", "title", "link", "body", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "em", "strong"),
    *("code", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == [], "an element without its end"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(service: Service, address: str) -> Page:
    answer = service.client.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8", address
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert "http" not in policy and "style-src 'self'" in policy and "frame-ancestors 'none'" in policy
    return Page(answer.text)


def test_every_page_is_served_to_whoever_asks(service: Service) -> None:
    for name in guide.PAGES:
        found = page(service, f"/guide/{name}")
        assert found.tags <= ALLOWED and not found.attributes - {"href", "id", "lang", "class", *META}, name
        assert len(found.ids) == len(set(found.ids)), name
        text = service.client.get(f"/guide/{name}").text
        assert "&lt;!--" not in text and f"<title>{guide._title(name)}</title>" in text


META = {"charset", "name", "content", "rel", "start", "style"}


@pytest.mark.parametrize("index", ["/guide", "/guide/"])
def test_the_first_page_leads_to_all_the_others_and_every_link_leads_somewhere(service: Service, index: str) -> None:
    waiting, seen = [index], set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        for link in page(service, address).links:
            if link.startswith("https://"):
                continue
            target, part = urldefrag(urljoin(address, link))
            answer = service.client.get(target)
            assert answer.status_code == 200, (address, link)
            assert not part or part in Page(answer.text).ids, (address, link)
            if target.startswith("/guide/") and not target.endswith(".css") and target not in seen:
                waiting.append(target)
    assert {f"/guide/{name}" for name in guide.PAGES} <= seen
    assert {"/journal/v1/docs", "/citizen/v1/openapi.json"} <= {
        urljoin(index, link) for link in page(service, index).links
    }


def test_the_documentation_and_the_served_contract_lead_to_it(service: Service) -> None:
    for api in ("journal", "citizen"):
        address = f"/{api}/v1/docs"
        (link,) = re.findall(r'<a href="([^"]+)">', service.client.get(address).text)
        assert urljoin(address, link) == "/guide"
        contract = service.client.get(f"/{api}/v1/openapi.json").json()
        assert urlsplit(contract["externalDocs"]["url"])[1:3] == (urlsplit(service.url).netloc, "/guide")


def test_no_other_file_is_served(service: Service) -> None:
    for name in ("asvs", "guide.md", "README", "../README", "%2e%2e%2fREADME.md", "..%2f..%2fpyproject.toml", "x/y"):
        answer = service.client.get(f"/guide/{name}")
        assert answer.status_code == 404 and answer.json()["type"].endswith("/problems/not-found"), name


def test_what_is_not_handed_out_is_named_without_a_link(service: Service) -> None:
    text = service.client.get("/guide/guide").text
    assert "the table of rules, in the source" in text and "RULES" not in text
    assert '<a href="changelog">openapi/CHANGELOG.md</a>' in text and '<a href="guide-sv">På svenska</a>' in text
    assert '<html lang="en">' in text and '<html lang="sv">' in service.client.get("/guide/guide-sv").text


def test_a_page_that_is_not_installed_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guide.PAGES, "guide", Path("none.md"))
    with pytest.raises(RuntimeError, match=r"none\.md"):
        guide.routes([])


# --- Markdown as HTML ------------------------------------------------------------------------------------------------


def shown(text: str) -> str:
    return markdown.render(text, {"a.md": "a", "b.md#c": "b#c"}.get)


def test_html_in_a_page_is_shown_as_it_is_written_and_a_mark_is_not_shown() -> None:
    for text in ("<script>alert(1)</script>", "a <script>alert(1)</script> <b onclick=x>b</b>", "`<script>`"):
        assert Page(shown(text)).tags <= {"p", "code"} and "&lt;script&gt;" in shown(text)
    assert shown("<!-- table: x -->\n| a |\n|---|\n| b |\n<!-- end of table -->\n").startswith("<table>")


def test_a_link_without_an_address_here_is_its_words() -> None:
    assert shown("[one](a.md) [two](no.md) [three](b.md#c)") == (
        '<p><a href="a">one</a> two <a href="b#c">three</a></p>\n'
    )
    assert shown("[bad](javascript:alert(1))") == "<p>[bad](javascript:alert(1))</p>\n"


def test_a_page_is_called_by_its_heading() -> None:
    assert markdown.title("x\n# The `guide`\n## b") == "The guide"
    with pytest.raises(ValueError, match="heading"):
        markdown.title("## b")
    assert '<h2 id="how-it-lasts">' in shown("## How it lasts")
