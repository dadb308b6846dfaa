"""The web page as a planner sees it, in both languages, without a network."""

import io
import json
import urllib.parse
import urllib.request

import numpy as np
import pytest
from PIL import Image
from small_world import is_soak

from geo_target.palette import ramp as colours_of

WIDE, NARROW = (1440, 900), (390, 844)


def asked(address):
    with urllib.request.urlopen(address) as answer:
        return json.loads(answer.read())


def share_of_colours(page, colours):
    """The share of the pixels that have one of these colours, or nearly: areas let the relief of names through."""
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), dtype=int)
    wanted = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    near = (np.abs(picture[:, :, None, :] - wanted).max(axis=3) <= 36).any(axis=2)
    return near.mean()


def brightness(page):
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L")).mean()


def colours_shown(address, **query):
    answer = asked(f"{address}/api/v1/choropleth?{urllib.parse.urlencode(query)}")
    return answer, [item["colour"] for item in answer["classes"]]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_page_draws_without_a_network_or_a_complaint_and_says_what_is_modelled(
    service, visit, lang, size
):
    page = visit(*size).open(f"{service}/?lang={lang}")
    assert page.get_attribute("html", "lang") == lang
    assert page.get_attribute("body", "dir") == ("rtl" if lang == "fa" else "ltr")
    assert page.get_attribute("#map", "dir") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ("مدل" if lang == "fa" else "modelled") in page.inner_text("#notice").lower()


@pytest.mark.parametrize("lang", ["fa", "en"] if is_soak() else ["fa"])
def test_provinces_are_drawn_in_the_colours_of_the_legend(service, visit, lang):
    _, colours = colours_shown(service, level="province", measure="priority", service="overall")
    page = visit(*WIDE).open(f"{service}/?lang={lang}")
    swatches = page.eval_on_selector_all("#legend .class:not(.no-data) .swatch", "all => all.length")
    assert swatches == len(colours)
    before = share_of_colours(page, colours[1:])
    page.evaluate("document.getElementById('map').style.visibility = 'hidden'")
    without_map = share_of_colours(page, colours[1:])
    assert before > 0.1 + without_map


@pytest.mark.parametrize("scheme", ["light", "dark"] if is_soak() else ["light"])
def test_cities_are_drawn_in_the_colours_of_the_legend_as_soon_as_it_counts_them(service, visit, scheme):
    _, colours = colours_shown(service, level="city", measure="priority", service="overall")
    made = visit(*WIDE, color_scheme=scheme)
    page = made.open(f"{service}/?lang=en&lat=35.3&lon=50.6&z=6.7")
    assert "Cities" in page.inner_text("#legend")
    shown = share_of_colours(page, colours[1:])
    page.evaluate("document.getElementById('map').style.visibility = 'hidden'")
    assert shown > 0.001 + share_of_colours(page, colours[1:])


def test_numbers_stay_where_they_belong_beside_latin_names(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa&sel=federations:FD-01")
    page.wait_for_selector(".card-foot time")
    assert page.eval_on_selector_all("time", "all => all.every(e => e.closest('bdi'))")


def test_the_panel_stands_at_the_reading_side_and_the_switch_mirrors_it(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa")
    right = page.locator("#panel").bounding_box()
    assert right["x"] > 720
    assert "۲" in page.inner_text("#panel")
    page.click("button.language")
    page.wait_for_selector("body[dir=ltr]")
    left = page.locator("#panel").bounding_box()
    assert left["x"] + left["width"] < 720
    assert page.inner_text("#panel").isascii() or "2,536" in page.inner_text("#panel")
    page.wait_for_url("**lang=en**")
    assert not set("۰۱۲۳۴۵۶۷۸۹") & set(page.inner_text("#legend"))


def test_the_legend_counts_every_area_once_of_the_level_that_is_shown(service, visit):
    made = visit(*WIDE)
    page = made.open(f"{service}/?lang=en&lat=36.3&lon=59.6&z=4.6")
    for zoom, areas in ((4.6, 31), (11, 987)):
        page.evaluate(f"void window.geoTarget.map.jumpTo({{zoom: {zoom}}})")
        page.wait_for_function(
            """areas => [...document.querySelectorAll("#legend .class-count")]
                .reduce((sum, each) => sum + Number(each.dataset.count), 0) === areas""",
            arg=areas,
        )
        assert "No data" in page.inner_text("#legend")
        assert "Modelled" in page.inner_text("#legend")


def test_a_click_on_a_province_opens_its_card_and_escape_closes_it(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=en&lat=30.3&lon=57.1&z=6.5")
    page.mouse.click(900, 430)
    page.wait_for_selector(".card-title")
    assert "Kerman" in page.inner_text(".card-title")
    page.keyboard.press("Escape")
    page.wait_for_selector(".card-title", state="detached")


def test_the_card_of_a_neighbourhood_says_what_the_service_says(service, visit):
    first = asked(f"{service}/api/v1/priorities?limit=1")["items"][0]
    page = visit(*WIDE).open(f"{service}/?lang=en&sel=neighbourhoods:{first['code']}")
    page.wait_for_selector(".dial")
    assert first["name_en"] in page.inner_text(".card-title")
    assert f"{first['priority']:.1f}" in page.inner_text(".dial")
    assert "Modelled" in page.inner_text("#panel")


def test_the_coverage_view_gives_the_figure_of_the_service(service, visit):
    here = {"lon": 59.60567, "lat": 36.29807, "radius_km": 4}
    answer = asked(f"{service}/api/v1/coverage?{urllib.parse.urlencode(here)}")
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=coverage&pin=59.60567,36.29807&radius=4")
    page.wait_for_selector(".reached strong")
    assert page.get_attribute(".reached strong", "data-value") == str(answer["reached_population"])


def test_a_city_is_found_by_typing_its_name_in_another_spelling(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa")
    page.keyboard.press("/")
    page.keyboard.type("قاين")
    page.wait_for_selector("#result-0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".card-title")
    assert "قاین" in page.inner_text(".card-title")
    assert "sel=cities" in urllib.parse.unquote(page.evaluate("location.search"))


def test_the_address_is_the_view(service, visit):
    first = visit(*WIDE)
    page = first.open(f"{service}/?lang=en&lat=32.65&lon=51.67&z=10&measure=coverage&service=placement")
    page.click("#tab-priorities")
    first.settle()
    page.wait_for_timeout(300)
    again = visit(*WIDE).open(page.url)
    assert "Coverage" in again.inner_text("#legend") or "covered" in again.inner_text("#legend")
    assert again.get_attribute("#tab-priorities", "aria-selected") == "true"


def test_dark_is_drawn_too_and_light_as_soon_as_the_screen_turns_light(service, visit):
    made = visit(*WIDE, color_scheme="dark")
    page = made.open(f"{service}/?lang=fa")
    dark = brightness(page)
    page.emulate_media(color_scheme="light")
    made.settle()
    assert dark < 0.6 * brightness(page)


def test_a_service_that_fails_is_told_with_a_way_to_try_again(service, visit):
    made = visit(*WIDE)
    made.page.route("**/api/v1/summary", lambda route: route.fulfill(status=503, body="{}"))
    made.page.goto(f"{service}/?lang=en")
    made.page.wait_for_selector("#panel button:has-text('again')")
    made.page.unroute("**/api/v1/summary")
    made.page.click("#panel button:has-text('again')")
    made.page.wait_for_selector("#panel >> text=2,536")
    made.complaints.clear()  # the browser itself notes the 503 that was asked for here


def test_the_description_of_the_api_opens_offline(service, visit):
    made = visit(*WIDE)
    made.page.goto(f"{service}/api/docs")
    made.page.wait_for_selector(".opblock")


def test_the_colours_that_the_service_gives_are_those_of_the_palette(service):
    for measure, ramp in (("priority", "need"), ("coverage", "access")):
        answer, colours = colours_shown(service, level="province", measure=measure, service="training")
        assert answer["ramp"] == ramp
        assert colours == list(colours_of(ramp, len(colours)))
