"""The fourth tab: a question where to build is put, answered on the map, and its address opens it again."""

import json
import urllib.request

import pytest

WIDE, NARROW = (1440, 900), (390, 844)


def asked(address):
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


@pytest.mark.parametrize(("lang", "size"), [("fa", WIDE), ("en", NARROW)])
def test_a_question_is_put_and_its_answer_is_drawn_and_kept(service, visit, lang, size):
    page = visit(*size).open(f"{service}/?lang={lang}&tab=sites&service=training")
    page.select_option("#siting-area", "IR-16")
    page.fill("#siting-sites", "۲" if lang == "fa" else "2")
    page.fill("#siting-radius", "2")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    run = page.evaluate("window.geoTarget.store.get().run")
    answer = asked(f"{service}/api/v1/siting/{run}")["answer"]
    new = [site for site in answer["sites"] if site["role"] == "new"]
    shown = page.eval_on_selector_all(".siting-sites button", "all => all.map(e => e.dataset.code)")
    assert shown == [site["code"] for site in new]
    assert new[0][f"reason_{lang}"] in page.inner_text(".siting-sites")
    drawn = page.evaluate("window.geoTarget.map.getStyle().sources.plan_sites.data.features.length")
    assert drawn == len(answer["sites"])
    assert page.evaluate(
        "document.querySelector('#view').scrollWidth <= document.querySelector('#view').clientWidth"
    )

    again = visit(*size).open(f"{service}/?lang={lang}&tab=sites&run={run}")
    again.wait_for_selector(".siting-sites li")
    assert again.locator(".siting-head .badge-modelled").count() == 1
    assert again.locator(".curve-point").count() == 2


def test_what_cannot_be_is_told_with_a_change_that_makes_it_possible(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&service=training")
    page.select_option("#siting-model", "lscp")
    page.select_option("#siting-area", "IR-16")
    page.fill("#siting-radius", "0.1")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-offers button", timeout=60_000)
    page.click(".siting-offers button")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    assert "Proved best" in page.inner_text(".siting-head")
