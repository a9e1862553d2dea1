"""The places: codes, names, years, parents and units."""

import csv
import pathlib
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import registry
from ontology.entities import NATION
from ontology.errors import DataFileError, NotFound
from ontology.places import read_places

PLACES = read_places(registry.FOLDER)
ANY_PLACE = st.sampled_from(sorted(PLACES.entities))


def labels(name: str, year: int | None) -> list[str]:
    return [place.label for place in PLACES.named(name, year)]


def unit(name: str, year: int) -> str:
    (place,) = PLACES.named(name, year)
    return place.attrs["unit_id"]


@given(ANY_PLACE)
def test_every_chain_ends_at_the_nation_and_repeats_nothing(place: str) -> None:
    chain = PLACES.chain(place)
    assert chain[0] == place
    assert chain[-1] == NATION
    assert len(set(chain)) == len(chain)


@given(ANY_PLACE)
def test_a_unit_is_named_by_its_earliest_record(place: str) -> None:
    first = PLACES.entities[PLACES.entities[place].attrs["unit_id"]]
    assert first.attrs["unit_id"] == first.id
    assert first.attrs.get("from", "") <= PLACES.entities[place].attrs.get("from", "")


@given(ANY_PLACE)
def test_a_code_and_a_year_in_force_give_the_place_back(place: str) -> None:
    entity = PLACES.entities[place]
    if "from" in entity.attrs:
        assert PLACES.of_code(entity.attrs["code"], int(entity.attrs["from"])) == entity


@given(ANY_PLACE)
def test_a_place_is_found_by_its_name_in_its_years(place: str) -> None:
    entity = PLACES.entities[place]
    year = int(entity.attrs.get("from", "2024"))
    assert entity.attrs["unit_id"] in {found.attrs["unit_id"] for found in PLACES.named(entity.label, year)}


def test_a_county_that_became_a_city_stays_one_unit() -> None:
    assert labels("广德市", 2023) == ["广德市"]
    assert labels("广德县", 2010) == ["广德县"]
    assert unit("广德市", 2023) == unit("广德县", 2010) == "place/county-342523"


def test_a_new_code_under_another_prefecture_stays_one_unit() -> None:
    assert PLACES.of_code("342502", 1999).label == PLACES.of_code("341881", 2023).label == "宁国市"
    assert PLACES.of_code("341881", 2023).attrs["unit_id"] == "place/county-342502"


def test_a_renamed_prefecture_stays_one_unit() -> None:
    assert PLACES.of_code("420600", 2005).label == "襄樊市"
    assert PLACES.of_code("420600", 2010).label == PLACES.of_code("420600", None).label == "襄阳市"
    assert unit("襄樊市", 2005) == unit("襄阳市", 2020) == "place/prefecture-420600"


def test_an_old_name_means_the_record_of_its_unit_that_holds_in_the_year() -> None:
    assert labels("襄樊市", 2020) == ["襄阳市"]
    assert labels("广德市", 2010) == ["广德县"]


def test_a_place_that_was_split_up_is_joined_to_no_part_of_it() -> None:
    assert labels("莱芜市", 2023) == ["莱芜市"]
    assert unit("莱芜市", 2015) not in (unit("莱芜区", 2023), unit("钢城区", 2023))


def test_a_district_that_took_from_several_is_a_new_unit() -> None:
    merged = [link for link in PLACES.links if link.object == "place/county-110103"]
    assert [(link.relation, link.subject, link.start, link.note) for link in merged] == [
        ("succeeds", "place/county-110101", "2010", "merge")
    ]
    assert unit("崇文区", 2005) != unit("东城区", 2015)


def test_territory_split_off_from_a_place_that_lives_on_is_another_unit() -> None:
    (link,) = [link for link in PLACES.links if link.object == "place/county-120106"]
    assert (link.subject, link.note) == ("place/county-120113", "split")
    assert unit("红桥区", 2023) != unit("北辰区", 2023)


def test_several_places_have_one_name() -> None:
    assert labels("鼓楼区", 2023) == ["鼓楼区"] * 4


def test_short_names_come_from_the_official_ones() -> None:
    assert labels("苏州", 2024) == ["苏州市"]
    assert labels("内蒙古", None) == ["内蒙古自治区"]
    assert labels("广西", None) == ["广西壮族自治区"]
    assert labels("双江", None) == ["双江拉祜族佤族布朗族傣族自治县"]
    assert labels("神农架", None) == ["神农架林区"]
    assert labels("吉林", 2024) == ["吉林省", "吉林市"]
    assert labels("郊", 2024) == []


def test_an_official_name_comes_before_a_short_one() -> None:
    assert labels("盘县", 2010) == ["盘县"]


def test_a_zone_is_found_by_its_alias() -> None:
    assert labels("长江三角洲", 2024) == labels("长三角", 2024) == ["长三角"]
    assert PLACES.chain("place/zone-zhongguancun-e") == (
        "place/zone-zhongguancun-e", "place/zone-suzhou-science-city", "place/zone-snd", "place/prefecture-320500",
        "place/province-320000", NATION,
    )


def test_a_region_has_members_and_they_keep_their_own_parents() -> None:
    members = {link.subject for link in PLACES.links if link.object == "place/region-yidiliuxian"}
    assert "place/county-341882" in members
    assert "place/region-yidiliuxian" not in PLACES.chain("place/county-341882")


def test_a_parent_holds_for_the_years_of_the_record() -> None:
    before, after = (
        [link for link in PLACES.links if link.relation == "part_of" and link.subject == place]
        for place in ("place/county-420602", "place/county-420602-2010")
    )
    assert [(link.object, link.start, link.end) for link in before] == [("place/prefecture-420600", "1984", "2010")]
    assert [(link.object, link.start, link.end) for link in after] == [("place/prefecture-420600-2010", "2010", None)]


def test_cities_are_marked() -> None:
    cities = [PLACES.of_code(code, 2024).attrs.get("is_city") for code in ("110000", "320500", "330481", "320507")]
    assert cities == ["true", "true", "true", None]


def test_an_unknown_code_name_or_place() -> None:
    assert PLACES.named("无此地", 2024) == ()
    with pytest.raises(NotFound, match="no place has the code 999999"):
        PLACES.of_code("999999", None)
    with pytest.raises(NotFound, match="no place has the code 341882 in 2010"):
        PLACES.of_code("341882", 2010)
    with pytest.raises(NotFound, match="no place place/county-0"):
        PLACES.chain("place/county-0")


def test_the_table_is_sorted_and_ends_its_lines_plainly() -> None:
    data = (registry.FOLDER / "places.csv").read_bytes()
    assert b"\r" not in data
    rows = list(csv.DictReader(data.decode().splitlines()))
    assert rows == sorted(rows, key=lambda row: (row["code"], row["from"]))


def refusal(tmp_path: pathlib.Path, file: str, old: str, new: str) -> str:
    """What is said of a copy of the data in which one text was changed, without the file's name."""
    folder = shutil.copytree(registry.FOLDER, tmp_path / str(len(list(tmp_path.iterdir()))))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_places(folder)
    return str(error.value).removeprefix(f"{file}: ")


def test_a_place_without_parent_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "places.csv", "海宁市,county,330400,", "海宁市,county,,") == (
        "row 1262 place/county-330481: a place without parent"
    )
    assert refusal(tmp_path, "zones.csv", "海宁西片,zone,place/county-330481", "海宁西片,zone,") == (
        "row 12 place/zone-haining-west: a place without parent"
    )


def test_an_unknown_place_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "places.csv", "海宁市,county,330400,", "海宁市,county,999900,") == (
        "row 1262 place/county-330481: parent: no place has the code 999900 in all its years"
    )
    assert refusal(tmp_path, "places.csv", "place/county-330481,330481", "place/x,330481") == (
        "row 1262 place/county-330481: unit_id: place/x is no place"
    )
    assert refusal(tmp_path, "zones.csv", "海宁西片,zone,place/county-330481", "海宁西片,zone,place/x") == (
        "row 12 place/zone-haining-west: parent: place/x is no place"
    )
    assert refusal(tmp_path, "zones.csv", "place/county-341821,", "place/county-0,") == (
        "row 5 place/region-yidiliuxian: members: place/county-0 is no place"
    )


def test_a_date_outside_the_years_of_a_place_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "places.csv", "341882@2019", "341882@2018") == (
        "row 1485 place/county-341822: successors: no place has the code 341882 in 2018"
    )
    assert refusal(tmp_path, "places.csv", "110101@2010", "110101@2012") == (
        "row 5 place/county-110103: successors: 2012 is not within the years of the place"
    )
    assert refusal(tmp_path, "places.csv", "海宁市,county,330400,1990,", "海宁市,county,330400,1990,1980") == (
        "row 1262 place/county-330481: it ends before it begins"
    )
    assert refusal(tmp_path, "places.csv", "海宁市,county,330400,1990", "海宁市,county,330400,90") == (
        "row 1262 place/county-330481: from: '90' is no year"
    )


def test_an_id_that_stands_twice_or_does_not_fit_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "zones.csv", "place/zone-snd,", "place/zone-sip,") == (
        "row 9 place/zone-sip: the id stands twice"
    )
    assert refusal(tmp_path, "places.csv", "place/county-330481,", "place/county-330482,") == (
        "row 1262 place/county-330482: the id does not fit level and code"
    )
    assert refusal(tmp_path, "zones.csv", "place/zone-snd,", "zone-snd,") == (
        "row 9 zone-snd: a place needs a name and an id that begins with place/"
    )


def test_a_claim_called_verified_without_a_source_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "zones.csv", "report,003", "verified,003") == (
        "row 11 place/zone-hanghai: status: verified without a source"
    )


def test_a_row_that_is_out_of_shape_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "places.csv", "海宁市,county", "海宁市,village").endswith(
        "level: 'village' is none of nation, region, province, prefecture, county, town, zone"
    )
    assert refusal(tmp_path, "places.csv", "110101@2010,merge", "110101@2010,").endswith(
        "succession: one of rename, upgrade, recode, merge, split for each successor"
    )
    assert refusal(tmp_path, "places.csv", "110101@2010,merge", "110101@2010") == (
        "row 5 place/county-110103: has 9 cells, not 10"
    )
    assert refusal(tmp_path, "places.csv", "id,unit_id,", "id,unit,").startswith("row 1: the columns must be id")
    assert refusal(tmp_path, "place_suffixes.yaml", "city: 市", "cities: 市").endswith("city: Field required")


def test_a_missing_table_is_named(tmp_path: pathlib.Path) -> None:
    folder = shutil.copytree(registry.FOLDER, tmp_path / "registry")
    (folder / "zones.csv").unlink()
    with pytest.raises(DataFileError, match=r"zones\.csv: cannot be read"):
        read_places(folder)
