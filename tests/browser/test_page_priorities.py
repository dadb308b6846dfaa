"""What the page says of priorities: reasons, how sure a rank is, sums of areas, and how even access is."""

import json
import urllib.request

import pytest

WIDE, NARROW = (1440, 900), (390, 844)


def asked(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.parametrize(("lang", "size"), [("fa", WIDE), ("en", NARROW)])
def test_the_card_gives_the_reasons_and_the_ranks_between_which_it_lies(service, visit, lang, size):
    first = asked(f"{service}/api/v1/priorities?limit=1")["items"][0]
    card = asked(f"{service}/api/v1/neighbourhoods/{first['code']}")
    page = visit(*size).open(f"{service}/?lang={lang}&tab=priorities&sel=neighbourhoods:{first['code']}")
    page.wait_for_selector(".reasons li")
    texts = page.eval_on_selector_all(".reasons li", "all => all.map(e => e.textContent)")
    assert texts == [reason[f"text_{lang}"] for reason in card["reasons"]]
    assert page.locator(".certainty .interval").count() == (1 if card["rank_low"] else 0)


def test_the_list_of_provinces_adds_up_and_opens_one(service, visit):
    sums = asked(f"{service}/api/v1/priorities/aggregates?by=province")
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=priorities&rows=province&service=training")
    page.wait_for_selector(".ranking li")
    shown = page.eval_on_selector_all(".ranking button", "all => all.map(e => e.dataset.code)")
    assert sorted(shown) == sorted(item["code"] for item in sums["items"] if item["neighbourhoods"])
    first = page.inner_text(".ranking li:first-child bdi")
    page.click(".ranking li:first-child button")
    page.wait_for_selector(".card-title")
    assert first in page.inner_text(".card-title")


def test_how_even_access_is_opens_with_the_figures_of_the_service(service, visit):
    answer = asked(f"{service}/api/v1/equity?service=community")
    country = next(row for row in answer["rows"] if row["code"] == "IR")
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=priorities&service=community")
    page.click("summary.unfold")
    page.wait_for_selector(".equity .facts")
    assert f"{country['indices']['gini']:.2f}" in page.inner_text(".equity .facts")
    assert "Modelled" in page.inner_text(".equity")


def test_the_address_keeps_what_the_rows_are(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa&tab=priorities")
    page.wait_for_selector(".ranking li")
    assert page.locator("summary.unfold").count() == 0  # how even access is, is told of one service
    page.click("button[role=radio]:has-text('شهرها')")
    page.wait_for_url("**rows=city**")
    page.wait_for_selector(".ranking li")
    assert "شهر" in page.inner_text(".list-head")
