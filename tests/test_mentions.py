"""Known names and places in a text: what a word means in a report of one place and year."""

from __future__ import annotations

import gc

import pytest

from loaders.mentions import KEPT, Gazetteer, Mention, gazetteer, joined_places
from ontology import registry

KNOWN = registry.load()


def find(text: str, place: str = "苏州市", year: int = 2024) -> list[Mention]:
    (owner,) = KNOWN.places_named(place, year)
    return gazetteer(KNOWN, owner.id, year).find(text)


def joined(text: str, place: str = "苏州市") -> list[tuple[str, str | None]]:
    """The words and the entity of each place, adjoining names made one."""
    found = joined_places(find(text, place), KNOWN, text, 2024)
    return [(text[m.start : m.end], m.entity) for m in found if m.kind == "Place"]


def places(text: str, place: str = "苏州市", year: int = 2024) -> dict[str, str | None]:
    return {m.text: m.entity for m in find(text, place, year) if m.kind == "Place"}


def test_few_gazetteers_are_kept_however_many_places_reports_are_of() -> None:
    counties = [e.id for e in KNOWN.entities.values() if e.attrs.get("level") == "county"][: 3 * KEPT]
    for county in counties:
        gazetteer(KNOWN, county, 2024)
    gc.collect()
    assert sum(isinstance(thing, Gazetteer) for thing in gc.get_objects()) <= KEPT


# ---------------------------------------------------------------- places


@pytest.mark.parametrize("place", ["苏州市", "甘南藏族自治州", "桂林市", "怀化市", "惠州市"])
@pytest.mark.parametrize(
    "text", ["整合资源,加强合作,会同有关部门,做好惠民工程。", "保障公安、和平、平安、开平、白银、东方等词不成地名。"]
)
def test_ordinary_words_that_are_also_counties_never_become_places(text: str, place: str) -> None:
    assert places(text, place) == {}


def test_a_county_whose_name_is_a_word_is_known_by_its_full_name() -> None:
    assert places("合作市推行综合窗口", "甘南藏族自治州") == {"合作市": "place/county-623001"}


def test_the_west_district_of_a_report_is_the_one_in_its_own_city() -> None:
    assert places("西区、板芙率先上线", "中山市") == {
        "西区": "place/zone-zhongshan-xiqu", "板芙": "place/zone-zhongshan-banfu"
    }  # fmt: skip
    assert places("西区率先上线", "攀枝花市") == {"西区": "place/county-510403"}
    assert places("西区率先上线", "苏州市") == {}


def test_short_names_of_counties_count_in_reports_of_their_own_city_alone() -> None:
    assert places("常熟推行综合窗口", "苏州市") == {"常熟": "place/county-320581"}
    assert places("常熟推行综合窗口", "宣城市") == {}
    assert places("常熟市推行综合窗口", "宣城市") == {"常熟市": "place/county-320581"}


def test_short_names_of_cities_and_provinces_count_everywhere() -> None:
    assert places("赴浙江衢州、台州考察", "宣城市") == {
        "浙江": "place/province-330000", "衢州": "place/prefecture-330800", "台州": "place/prefecture-331000"
    }  # fmt: skip


def test_a_name_that_several_places_share_is_the_own_one_or_none() -> None:
    assert places("鼓楼区推行综合窗口", "南京市") == {"鼓楼区": "place/county-320106"}
    assert places("鼓楼区推行综合窗口", "苏州市") == {"鼓楼区": None}


def test_a_place_is_the_one_of_that_name_in_the_year() -> None:
    assert places("广德市推行综合窗口", "宣城市", 2023) == {"广德市": "place/county-341882"}
    assert places("广德县推行综合窗口", "宣城市", 2016) == {"广德县": "place/county-341822"}


def test_a_zone_is_known_by_its_local_name_in_its_own_city() -> None:
    assert places("工业园区推行综合窗口") == {"工业园区": "place/zone-sip"}
    assert places("苏州工业园区推行综合窗口", "宣城市") == {"苏州工业园区": "place/zone-sip"}


@pytest.mark.parametrize(
    ("text", "words", "entity"),
    [
        ("与江西省赣州市签约", "江西省赣州市", "place/prefecture-360700"),
        ("与赣州市章贡区签约", "赣州市章贡区", "place/county-360702"),
        ("与江西省赣州市章贡区签约", "江西省赣州市章贡区", "place/county-360702"),
        ("赴浙江衢州考察", "浙江衢州", "place/prefecture-330800"),
    ],
)
def test_a_place_named_with_what_it_lies_in_is_one_mention(text: str, words: str, entity: str) -> None:
    assert joined(text) == [(words, entity)]


def test_places_of_a_list_stay_apart() -> None:
    assert [words for words, _ in joined("张家港、常熟、太仓、昆山市推行")] == ["张家港", "常熟", "太仓", "昆山市"]
    assert [words for words, _ in joined("与江西省浙江省签约")] == ["江西省", "浙江省"]


# ---------------------------------------------------------------- other names


def test_a_name_means_what_the_place_calls_by_it() -> None:
    (here,) = find("升级12345热线", "苏州市")
    (there,) = find("升级12345热线", "中山市")
    assert (here.text, here.kind, here.entity) == ("12345热线", "Platform", "platform/suzhou-12345")
    assert there.entity == "platform/zhongshan-12345"


def test_the_longest_name_at_a_spot_is_the_one_that_is_meant() -> None:
    assert [m.text for m in find("推行证照分离改革")] == ["证照分离改革"]
    assert [m.text for m in find("推行无差别综合窗口")] == ["无差别综合窗口"]


def test_a_word_is_a_known_name_as_a_whole_or_not_at_all() -> None:
    (owner,) = KNOWN.places_named("苏州市", 2024)
    names = gazetteer(KNOWN, owner.id, 2024)
    found = names.exact(5, "免证办")
    assert found is not None
    assert (found.start, found.end, found.text, found.kind) == (5, 8, "免证办", "Reform")
    assert names.exact(5, "推行免证办") is None
    assert names.exact(5, "百姓厅堂") is None


def test_own_platforms_begin_with_the_letters_of_place_and_province() -> None:
    (owner,) = KNOWN.places_named("宣城市", 2023)
    assert {"宣", "皖"} <= gazetteer(KNOWN, owner.id, 2023).initials


def test_a_text_without_names_has_no_mention() -> None:
    assert find("窗口少跑一趟,群众都说好。") == []
    assert find("") == []
