"""The fourth tab: a question where to build is put, answered on the map, and its address opens it again."""

import json
import re
import time
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
    assert again.locator(".curve-point").count() == 3  # today, one site, two sites
    again.locator(".curve-point[data-n='2']").focus()
    again.keyboard.press("ArrowRight" if lang == "fa" else "ArrowLeft")
    until_drawn(again, "plan_sites", "new", 1)
    again.keyboard.press("Home")
    until_drawn(again, "plan_sites", "new", 0)


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


def until_drawn(page, source, role, count):
    """Wait until a source of the map has so many features of a role."""
    script = """([source, role]) => window.geoTarget.map.getStyle().sources[source].data.features
        .filter(feature => feature.properties.role === role).length"""
    for _ in range(100):
        if page.evaluate(script, [source, role]) == count:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{source} has not {count} of {role}, but {page.evaluate(script, [source, role])}")


def under_the_panel(page):
    """Count sites of the plan, and ends of its lines, that the map has under the panel."""
    return page.evaluate("""() => {
        const { map } = window.geoTarget, { sources } = map.getStyle();
        const panel = document.getElementById("panel").getBoundingClientRect();
        const lines = sources.plan_lines.data.features.flatMap(line => line.geometry.coordinates);
        const sites = sources.plan_sites.data.features.map(site => site.geometry.coordinates);
        const hidden = ({ x, y }) => x > panel.left && x < panel.right && y > 0 && y < window.innerHeight;
        return [...sites, ...lines].map(at => map.project(at)).filter(hidden).length;
    }""")


def put(service, question):
    """Ask over HTTP and return the answer."""
    body = json.dumps(question).encode()
    kind = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{service}/api/v1/siting", body, kind)) as answer:
        name = json.load(answer)["id"]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        held = asked(f"{service}/api/v1/siting/{name}")
        if held["state"] not in {"queued", "running"}:
            return held["answer"]
        time.sleep(0.1)
    pytest.fail(f"not answered: {held}")


@pytest.fixture(scope="module")
def kept(service):
    """A small question that was answered."""
    question = {"model": "mclp", "service": "training", "n_sites": 2, "provinces": ["IR-16"]}
    return put(service, question | {"radius_m": 2000})


def own(page):
    return page.evaluate("window.geoTarget.store.get().own")


def click_on(page, lon, lat):
    """Click where a place is on the map."""
    jump = (
        "void window.geoTarget.map.jumpTo({center: [lon, lat], zoom: 13})"  # what it returns is the whole map
    )
    page.evaluate(f"([lon, lat]) => {{ {jump}; }}", [lon, lat])
    page.wait_for_timeout(300)
    x, y = page.evaluate(
        "([lon, lat]) => { const at = window.geoTarget.map.project([lon, lat]); return [at.x, at.y]; }",
        [lon, lat],
    )
    page.mouse.click(x, y)


def test_sites_are_put_on_the_map_by_hand_taken_back_and_compared_with_the_best(service, visit, kept):
    best = [site["code"] for site in kept["sites"] if site["role"] == "new"]
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&run={kept['run_id']}")
    page.click("text=Your own plan")
    page.wait_for_selector(".own-sites li")
    assert sorted(own(page)) == sorted(best)

    page.click(f".own-sites button[data-code='{best[0]}']")
    assert own(page) == best[1:]
    page.click("text=Undo")
    assert sorted(own(page)) == sorted(best)
    page.click("text=Clear all")
    assert own(page) == []
    assert page.is_disabled(".siting .button-main")

    found = asked(f"{service}/api/v1/siting/{kept['run_id']}/candidates.geojson")["features"]
    free = next(one for one in found if one["properties"]["code"] not in best)
    code, (lon, lat) = free["properties"]["code"], free["geometry"]["coordinates"]
    click_on(page, lon, lat)
    assert own(page) == [code]
    page.wait_for_url(f"**own={code}*")
    click_on(page, lon, lat)
    assert own(page) == []
    page.fill("#own-name", code)
    page.keyboard.press("Enter")
    assert own(page) == [code]

    page.click(".siting .button-main")
    page.wait_for_selector(".own-compare", timeout=60_000)
    run = page.evaluate("window.geoTarget.store.get().run")
    mine = asked(f"{service}/api/v1/siting/{run}")["answer"]["hand_made"]
    assert mine["sites"] == [code]
    assert f"{mine['people']:,.0f}" in page.inner_text(".own-bars")
    assert "than the best plan" in page.inner_text(".own-verdict")
    until_drawn(page, "own_sites", "own", 1)


def test_a_plan_by_hand_is_in_the_address_and_back_leads_to_the_answer(service, visit, kept):
    code = asked(f"{service}/api/v1/siting/{kept['run_id']}/candidates.geojson")["features"][0]["id"]
    page = visit(*NARROW).open(f"{service}/?lang=fa&tab=sites&run={kept['run_id']}&own={code}")
    page.wait_for_selector(".own-sites li")
    assert own(page) == [code]
    page.fill("#own-name", "nowhere")
    page.keyboard.press("Enter")
    assert "nowhere" in page.inner_text("#own-told")
    page.click(".results section:last-child > .button:last-child")
    page.wait_for_selector(".siting-sites li")
    page.go_back()
    page.wait_for_selector(".own-sites li")


def test_a_place_that_is_no_candidate_is_put_anywhere_on_the_map_and_compared(service, visit, kept):
    new = next(site for site in kept["sites"] if site["role"] == "new")
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&run={kept['run_id']}&own=")
    page.wait_for_selector(".siting .button-main")
    click_on(page, new["lon"] + 0.003, new["lat"] + 0.003)
    (pin,) = own(page)
    assert pin.startswith("p4")
    click_on(page, new["lon"] + 0.003, new["lat"] + 0.003)
    assert own(page) == []
    page.click(".siting .button-row .button:first-child")
    assert own(page) == [pin]
    page.click(".siting .button-main")
    page.wait_for_selector(".own-compare", timeout=60_000)
    until_drawn(page, "own_sites", "own", 1)
    page.click("text=Change your own plan")
    page.wait_for_selector(".own-sites li")
    assert own(page) == [pin]


def test_an_earlier_question_is_changed_and_asked_anew(service, visit, kept):
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&run={kept['run_id']}")
    page.click("text=Change this question")
    assert page.input_value("#siting-area") == "IR-16"
    assert page.input_value("#siting-radius") == "2"
    page.fill("#siting-sites", "")
    page.click(".siting-form button[type=submit]")
    assert page.evaluate("document.activeElement.id") == "siting-sites"
    page.fill("#siting-sites", "1")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    assert "1 new sites" in page.inner_text(".siting-question")

    west = {"model": "mclp", "service": "training", "n_sites": 2, "provinces": ["IR-16", "IR-06"]}
    page.goto(f"{service}/?lang=en&tab=sites&run={put(service, west)['run_id']}")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    until_drawn(page, "plan_sites", "new", 2)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    assert under_the_panel(page) == 0


def test_a_search_is_watched_and_stopped_and_what_it_has_is_told_honestly(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&service=community")
    page.select_option("#siting-model", "p_median")
    page.fill("#siting-sites", "60")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-progress button", timeout=10_000)
    page.click(".siting-progress button")
    page.wait_for_selector(".siting-question", timeout=60_000)
    told = page.inner_text(".siting")
    assert "stopped" in told.lower()


def test_services_that_share_buildings_are_asked_for_and_told_apart(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa&tab=sites&service=training")
    page.select_option("#siting-area", "IR-16")
    page.fill("#siting-sites", "2")
    page.click(".siting-form summary.unfold")
    page.check("#siting-share-placement")
    page.wait_for_selector("#siting-share-placement:focus")  # the form was drawn anew and kept its place
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    run = page.evaluate("window.geoTarget.store.get().run")
    answer = asked(f"{service}/api/v1/siting/{run}")["answer"]
    assert answer["request"]["services"] == ["training", "placement"]
    assert page.locator(".bar-pair").count() == 2
    assert "آموزش مهارت + کاریابی" in page.inner_text(".siting-question")
    marks = sum(len(site["services"] or []) for site in answer["sites"] if site["role"] == "new")
    assert page.locator(".siting-sites .badge").count() == marks
    assert page.locator("text=طرح دستی").count() == 0


def test_robustness_and_fairness_are_drawn_as_shares(service, visit):
    small = {"model": "mclp", "service": "training", "provinces": ["IR-16", "IR-22"], "n_sites": 2}
    robust = put(service, small | {"provinces": ["IR-16"], "robustness": 5})
    fair = put(service, small | {"fair": "province", "fair_frontier": "province"})
    page = visit(*NARROW).open(f"{service}/?lang=en&tab=sites&run={robust['run_id']}")
    page.wait_for_selector("text=How robust the plan is")
    assert robust["robustness"]["text_en"] in page.inner_text(".siting")
    page = visit(*WIDE).open(f"{service}/?lang=fa&tab=sites&run={fair['run_id']}")
    page.wait_for_selector(".siting-head")
    worst = fair["fairness"]["areas"][0]
    assert worst["name_fa"] in page.inner_text(".own-bars.wide li:first-child")


def test_a_budget_decides_how_many_sites_and_each_has_room_for_so_many(service, visit):
    page = visit(*WIDE).open(f"{service}/?lang=fa&tab=sites&service=training")
    page.select_option("#siting-area", "IR-16")
    page.fill("#siting-sites", "")
    page.fill("#siting-radius", "۲")
    page.click(".siting-form summary.unfold")
    page.fill("#siting-budget", "۹۰٬۰۰۰")
    page.fill("#siting-capacity", "۲۰۰۰")
    page.select_option("#siting-sharing", "neighbourhoods")
    page.click(".siting-form button[type=submit]")
    assert page.evaluate("document.activeElement.id") == "siting-cost"
    assert "هزینه" in page.inner_text("#siting-cost-told")
    page.fill("#siting-cost", "30000")
    page.fill("#siting-step", "۴۰٬۰۰۰")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector(".siting-sites li", timeout=60_000)
    answer = asked(f"{service}/api/v1/siting/{page.evaluate('window.geoTarget.store.get().run')}")["answer"]
    meant = {"n_sites": None, "budget": 90000, "cost_if_unknown": 30000, "capacity": 2000, "split": False}
    assert answer["request"] | meant | {"demand_at": "neighbourhoods"} == answer["request"]
    assert all(site["served"] <= 2000 for site in answer["sites"])
    told = page.inner_text(".siting-question")
    assert "بودجهٔ ۹۰٬۰۰۰ میلیون ریال" in told
    assert "گنجایش هر مکان ۲٬۰۰۰ نفر" in told

    assert page.locator(".curve-point").count() == 4  # today, and what 40,000, 80,000 and all of it bring
    page.locator(".curve-point[data-n='40000']").focus()
    page.keyboard.press("Enter")
    until_drawn(page, "plan_sites", "new", 1)
    assert "۴۰٬۰۰۰ میلیون ریال، ۱ مکان" in page.inner_text(".curve-box")
    one_site = page.get_attribute(".curve-box + p a", "href")
    assert len(asked(service + one_site)["features"]) == 1

    page.click("text=تغییر این پرسش")
    fields = ("sites", "budget", "cost", "step", "capacity", "sharing")
    kept = [page.input_value(f"#siting-{name}") for name in fields]
    assert kept == ["", "۹۰۰۰۰", "۳۰۰۰۰", "۴۰۰۰۰", "۲۰۰۰", "neighbourhoods"]
    page.fill("#siting-step", "")
    page.fill("#siting-budget", "۹۰۰۰")
    page.click(".siting-form button[type=submit]")
    page.wait_for_selector("#siting-budget[aria-invalid=true]", timeout=60_000)
    assert "ارزان‌ترین" in page.inner_text("#siting-budget-told")


def test_what_is_told_is_what_the_question_asks_for(service, visit):
    place = {"service": "training", "n_sites": 3, "provinces": ["IR-09"]}
    apart = put(service, place | {"model": "p_dispersion"})
    page = visit(*WIDE).open(f"{service}/?lang=en&tab=sites&run={apart['run_id']}")
    head = page.text_content(".siting-head")
    assert f"{apart['objective'] / 1000:.1f} kmleast distance between two open sites" in head
    assert page.query_selector(".siting-arrow") is None
    codes = page.locator(".siting-code").all()  # a code stands on one line
    assert [bool(re.fullmatch(r"CS-\d+", code.text_content())) for code in codes] == [True] * 3
    assert [code.evaluate("code => code.getClientRects().length") for code in codes] == [1] * 3

    # Mashhad has a radius of its own: one ring for all sites would be wrong somewhere.
    by_city = put(service, place | {"model": "mclp", "capacity": 5000, "demand_at": "neighbourhoods"})
    page.goto(f"{service}/?lang=en&tab=sites&run={by_city['run_id']}")
    page.wait_for_selector(".siting-head")
    assert page.query_selector(".key-reach") is None
    assert "The service radius is 3 or 5 km, depending on the city." in page.text_content("body")
    assert "in need are then served: no more than there is room for" in page.text_content(".siting-head")
