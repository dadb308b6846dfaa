"""Every word on the page is there in both languages, and no word is there for nothing."""

import json
import re
from pathlib import Path

import pytest

import maps
from geo_target.legend import MEASURES

WEB = Path(maps.__file__).parent / "web"
SCRIPTS = sorted((WEB / "src").rglob("*.js"))
WORDS = {
    lang: json.loads((WEB / "locale" / f"{lang}.json").read_text(encoding="utf-8")) for lang in ("fa", "en")
}
KEY = re.compile(
    r"""\b(?:t|known|how|section)\((?:[^()`"]*\?\s*)?["`]([^"`]+)["`](?:\s*:\s*["`]([^"`]+)["`])?"""
)
PLACES = re.compile(r"\{(\w+)\}")


def used_keys():
    text = "\n".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    return {key for pair in KEY.findall(text) for key in pair if key}


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(WORDS["fa"]) == list(WORDS["en"])


def test_the_page_and_the_map_file_call_a_measure_by_the_same_name():
    for measure, name in MEASURES.items():
        assert (WORDS["fa"][f"measure_{measure}"], WORDS["en"][f"measure_{measure}"]) == (name.fa, name.en)


def test_both_languages_fill_in_the_same_places():
    for key in WORDS["fa"]:
        assert set(PLACES.findall(WORDS["fa"][key])) == set(PLACES.findall(WORDS["en"][key])), key


def test_every_key_that_a_script_names_is_known():
    plain = {key for key in used_keys() if "$" not in key}
    how = {f"how_{key}" for key in plain if f"how_{key}" in WORDS["fa"]}
    missing = {key for key in plain if key not in WORDS["fa"] and f"how_{key}" not in how}
    assert not missing


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_no_word_is_empty(lang):
    assert all(text.strip() for text in WORDS[lang].values())


def test_english_words_are_not_in_persian_letters_and_persian_ones_are():
    arabic = re.compile("[\u0600-\u06ff]")
    for key, text in WORDS["en"].items():
        assert not arabic.search(text) or key == "other_language", key
    for key, text in WORDS["fa"].items():
        same_everywhere = key.endswith("_formula") or key in {
            "brand",
            "other_language",
            "dot",
            "none",
            "unit_plain",
        }
        assert arabic.search(text) or same_everywhere, key


def test_persian_words_use_persian_letters_and_digits():
    wrong = re.compile("[\u064a\u0643\u0660-\u06690-9]")
    for key, text in WORDS["fa"].items():
        assert key.endswith("_formula") or not wrong.search(text.replace("CC BY 4.0", "")), key


@pytest.mark.parametrize("style", sorted((WEB / "styles").glob("*.css")), ids=lambda path: path.name)
def test_styles_know_no_left_and_no_right(style):
    text = style.read_text(encoding="utf-8")
    physical = re.findall(r"(?:^|[\s;{-])(left|right|top|bottom|width|height)\s*:", text)
    allowed = [name for name in physical if name not in {"width", "height"}]
    assert not allowed
    assert not re.search(r"^\s*(?:max-|min-)?(?:width|height)\s*:", text, re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read_in_one_sitting(script):
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize(
    "file", [WEB / "index.html", *SCRIPTS, *(WEB / "styles").glob("*.css")], ids=lambda p: p.name
)
def test_no_file_of_the_page_names_another_host(file):
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://", text)


def test_the_page_has_nothing_inline():
    html = (WEB / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
