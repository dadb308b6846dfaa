"""Words of cells: yes and no, status, kind, type."""

import pytest

from geo_target.intake.values.parse import (
    ValueProblem,
    choices,
    parse_bool,
    parse_choice,
    parse_kind,
    parse_status,
    parse_type,
)


@pytest.mark.parametrize(
    "came", [True, 1, 1.0, "1", "۱", "بله", "بلي", "دارد", "yes", "YES", "True", "✓", " بله "]
)
def test_yes_is_yes(came):
    assert parse_bool(came) is True


@pytest.mark.parametrize("came", [False, 0, 0.0, "0", "۰", "خیر", "خير", "ندارد", "نه", "no", "No.", "false"])
def test_no_is_no(came):
    assert parse_bool(came) is False


@pytest.mark.parametrize("came", [None, "", "x", "*", "شاید", 2, "-", "×"])
def test_neither_yes_nor_no_is_refused(came):
    with pytest.raises(ValueProblem):
        parse_bool(came)


@pytest.mark.parametrize(
    ("came", "status"),
    [
        ("فعال", "operating"), ("دایر", "operating"), ("در حال بهره\u200cبرداري", "operating"), ("operating", "operating"),
        ("غیرفعال", "closed"), ("غير فعال", "closed"), ("تعطیل", "closed"), ("مصوّب", "approved"), ("تأييد شده", "approved"),
        ("پيشنهادي", "proposed"), ("Proposed", "proposed"),
    ],
)  # fmt: skip
def test_a_status_is_read_in_the_words_of_offices(came, status):
    assert parse_status(came) == status


def test_a_site_under_construction_is_asked_about():
    with pytest.raises(ValueProblem, match="approved but not yet open"):
        parse_status("در دست احداث")


@pytest.mark.parametrize(
    ("came", "type_"),
    [
        ("بافت فرسوده", "deteriorated_fabric"), ("سكونتگاه غيررسمي", "informal_settlement"), ("حاشیه‌نشین", "informal_settlement"),
        ("هستهٔ تاریخی", "historic_core"), ("بافت با پیشینهٔ روستایی", "former_village"), ("former village", "former_village"),
    ],
)  # fmt: skip
def test_a_type_of_neighbourhood_is_read_in_the_words_of_offices(came, type_):
    assert parse_type(came) == type_


def test_a_kind_of_another_layer_is_refused():
    assert parse_kind("خانهٔ محله") == "neighbourhood_house"
    with pytest.raises(ValueProblem) as refused:
        parse_kind("شعبه", allowed=("public_plot", "grid"))
    assert refused.value.code == "other-kind"


def test_every_word_of_the_table_stands_for_one_value():
    from geo_target.intake.values.value_words import _words
    from geo_target.persian import compact_name

    for field, values in _words().items():
        owners = {}
        for stored, words in values.items():
            assert parse_choice(stored, field) == stored
            for word in words:
                assert owners.setdefault(compact_name(word) or word, stored) == stored, word


def test_the_first_word_of_each_value_is_the_one_that_templates_offer():
    assert choices("status") == {
        "proposed": "پیشنهادی",
        "approved": "مصوب",
        "operating": "فعال",
        "closed": "بسته",
    }
