"""The registry: what a name means, by place and year; and the faults it refuses."""

import pathlib
import shutil
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import registry, schema
from ontology.errors import DataFileError, NotFound
from ontology.statement import plain

KNOWN = registry.load()
SUZHOU, XUANCHENG, ZHONGSHAN = "place/prefecture-320500", "place/prefecture-341800", "place/prefecture-442000"
HAINING = "place/county-330481"


def meaning(name: str, kind: str, place: str | None = None, year: int | None = 2023) -> str | None:
    entity = KNOWN.resolve(name, kind, place, year)
    return None if entity is None else entity.id


def changed(tmp_path: pathlib.Path, file: str, old: str, new: str) -> pathlib.Path:
    folder = shutil.copytree(registry.FOLDER, tmp_path / str(len(list(tmp_path.iterdir()))))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_an_entity_is_found_by_its_id() -> None:
    suzhou = KNOWN.entity(SUZHOU)
    assert (suzhou.kind, suzhou.label, suzhou.attrs["code"], suzhou.attrs["level"]) == (
        "Place", "苏州市", "320500", "prefecture"
    )
    with pytest.raises(NotFound, match="no entity reform/none in the registry"):
        KNOWN.entity("reform/none")


@pytest.mark.parametrize(
    ("name", "place", "owner"),
    [
        ("寒山闻钟", SUZHOU, SUZHOU),
        ("苏周到", SUZHOU, SUZHOU),
        ("皖事通", XUANCHENG, "place/province-340000"),
        ("粤省事", ZHONGSHAN, "place/province-440000"),
        ("潮晓云", HAINING, HAINING),
    ],
)
def test_a_platform_belongs_to_its_owner_wherever_it_is_named(name: str, place: str, owner: str) -> None:
    platform = KNOWN.resolve(name, "Platform", place, 2023)
    assert platform is not None
    assert platform.attrs["owner"] == owner


def test_a_type_means_the_platform_of_the_place() -> None:
    assert meaning("12345热线", "Platform", SUZHOU) == "platform/suzhou-12345"
    assert meaning("12345热线", "Platform", "place/county-320583") == "platform/suzhou-12345"
    assert meaning("12345热线", "PlatformType", ZHONGSHAN) == "platform/zhongshan-12345"
    assert meaning("12345热线", "Platform", XUANCHENG) == "platform-type/hotline-12345"
    assert meaning("12345热线", "Platform") == "platform-type/hotline-12345"
    kinds = [how for member, how in KNOWN.family("platform-type/hotline-12345") if member.endswith("-12345")]
    assert kinds == ["self", "instance_of", "instance_of", "instance_of"]


def test_a_local_alias_means_the_thing_of_its_place_alone() -> None:
    assert meaning("底座平台", "Platform", SUZHOU) == "platform/suzhou-yi-ti-hua-gong-gong-shu-ju-di-zuo"
    assert meaning("底座平台", "Platform", ZHONGSHAN) is None
    assert meaning("皖事通宣城分站", "Platform", XUANCHENG) == "platform/anhui-wan-shi-tong"
    assert meaning("市政务数据办", "Agency", HAINING) == meaning("海宁市政务数据办", "Agency")
    assert meaning("市政务数据办", "Agency", SUZHOU) is None


def test_a_local_alias_goes_by_the_nearest_place() -> None:
    assert meaning("电子证照库", "Platform", SUZHOU) == "platform/jiangsu-dian-zi-zheng-zhao-ku"
    assert meaning("电子证照库", "Platform", ZHONGSHAN) == "platform-type/licence-platform"
    assert meaning("市12345平台", "Platform", ZHONGSHAN) == "platform/zhongshan-12345"


def test_a_town_goes_by_its_bare_name_in_its_own_city_only() -> None:
    assert meaning("西区", "Place", ZHONGSHAN, 2021) == "place/zone-zhongshan-xiqu"
    assert meaning("西区", "Place", XUANCHENG) == meaning("西区", "Place") == "place/county-510403"
    assert meaning("园区", "Place", SUZHOU) == "place/zone-sip"
    assert meaning("园区", "Place", ZHONGSHAN) is None


def test_of_several_places_of_one_name_the_nearest_is_meant() -> None:
    assert meaning("鼓楼区", "Place", "place/prefecture-320100") == "place/county-320106"
    assert meaning("鼓楼区", "Place", "place/county-320302") == "place/county-320302"
    assert meaning("鼓楼区", "Place", "place/province-320000") is None
    assert meaning("鼓楼区", "Place", SUZHOU) is None
    assert meaning("鼓楼区", "Place") is None


def test_an_old_name_of_a_place_means_its_present_record() -> None:
    assert meaning("广德县", "Place", XUANCHENG, 2023) == "place/county-341882"
    assert meaning("广德县", "Place", XUANCHENG, 2010) == "place/county-341822"


def test_reforms_and_services_share_their_names() -> None:
    assert meaning("“免证办”", "Service") == meaning("免证办事", "Reform") == "reform/mian-zheng-ban"
    assert meaning("二手房带押过户一件事", "Reform") == "service/er-shou-fang-dai-ya-guo-hu-yi-jian-shi"


def test_a_local_form_is_a_variant_and_no_alias() -> None:
    assert meaning("免证苏州", "Reform") == "reform/mian-zheng-su-zhou"
    assert KNOWN.family("reform/mian-zheng-ban") == (
        ("reform/mian-zheng-ban", "self"), ("reform/chu-men-bu-dai-zheng", "variant_of"),
        ("reform/jian-zheng-ban", "variant_of"), ("reform/mian-ti-jiao", "variant_of"),
        ("reform/mian-zheng-su-zhou", "variant_of"), ("reform/wu-zheng-ban", "variant_of"),
        ("reform/yi-ma-mian-zheng", "variant_of"),
    )


def test_a_family_goes_on_through_variants() -> None:
    members = dict(KNOWN.family("reform/bang-ban-dai-ban"))
    assert members["reform/quan-cheng-dai-ban"] == members["reform/dai-li-dai-ban"] == "variant_of"
    assert members["service/qi-ye-tou-zi-xiang-mu-quan-cheng-dai-ban"] == "instance_of"
    with pytest.raises(NotFound):
        KNOWN.family("reform/none")


def test_a_counter_for_everything_is_a_variant_of_the_combined_counter() -> None:
    assert meaning("综合窗口", "Reform") == "reform/zong-he-chuang-kou-gai-ge"
    assert ("reform/wu-cha-bie-zong-he-chuang-kou", "variant_of") in KNOWN.family("reform/zong-he-chuang-kou-gai-ge")


def test_a_cue_or_an_elided_form_is_no_name() -> None:
    assert meaning("跑一次", "Reform") is None
    assert meaning("企业开办", "Service") is None
    assert {name.role for name in KNOWN.names} == {"label", "alias", "marked", "short", "local", "cue", "elided"}


def test_a_document_goes_by_title_short_title_and_number() -> None:
    long = "《国务院关于进一步优化政务服务提升行政效能推动“高效办成一件事”的指导意见》"
    short = "关于进一步优化政务服务提升行政效能推动“高效办成一件事”的指导意见"
    assert {meaning(name, "PolicyDocument") for name in (long, short, "国发〔2024〕3号")} == {"document/gf-2024-3"}


def test_find_gives_everything_of_a_name() -> None:
    assert [entity.id for entity in KNOWN.find("市公共资源交易平台")] == [
        "platform/suzhou-gong-gong-zi-yuan-jiao-yi-ping-tai", "platform/zhongshan-gong-gong-zi-yuan-jiao-yi-ping-tai",
    ]
    assert [entity.id for entity in KNOWN.find("西区")] == ["place/county-510403", "place/zone-zhongshan-xiqu"]
    assert KNOWN.find("无此名") == ()


def test_an_unknown_name_means_nothing_and_an_unknown_place_is_an_error() -> None:
    assert meaning("无此名", "Reform") is None
    assert meaning("无此名", "Measure", SUZHOU) is None
    with pytest.raises(NotFound):
        meaning("免证办", "Reform", "place/county-0")


def test_places_are_found_through_the_registry() -> None:
    assert KNOWN.place_of_code("420600", 2005).label == "襄樊市"
    assert [place.label for place in KNOWN.places_named("苏州", 2024)] == ["苏州市"]
    assert KNOWN.chain(HAINING) == (HAINING, "place/prefecture-330400", "place/province-330000", "place/nation-100000")


def test_a_renamed_agency_succeeds_the_former_one() -> None:
    (link,) = [link for link in KNOWN.links if link.relation == "succeeds" and link.subject.startswith("agency/")]
    assert (KNOWN.entity(link.subject).label, KNOWN.entity(link.object).label) == (
        "内蒙古自治区政务服务与数据管理局", "内蒙古自治区政务服务局"
    )


def test_a_line_of_agencies_says_what_of_it_is_verified() -> None:
    office, bureau, data = (
        "agency/suzhou-zheng-wu-fu-wu-guan-li-ban-gong-shi", "agency/suzhou-xing-zheng-shen-pi-ju",
        "agency/suzhou-shu-ju-ju",
    )
    assert KNOWN.line(bureau) == ((office, "unverified"), (bureau, "self"), (data, "unverified"))
    assert KNOWN.line(office) == ((office, "self"), (bureau, "unverified"), (data, "unverified"))
    service, both = "agency/neimenggu-zheng-wu-fu-wu-ju", "agency/neimenggu-zheng-wu-fu-wu-yu-shu-ju-guan-li-ju"
    assert KNOWN.line(both) == ((service, "verified"), (both, "self"))
    with pytest.raises(NotFound):
        KNOWN.line("agency/none")


def test_no_link_comes_of_a_succession_that_no_source_states() -> None:
    bureau = KNOWN.entity("agency/jiangsu-shu-ju-ju")
    assert bureau.attrs["may_succeed"] == "agency/jiangsu-zheng-wu-fu-wu-guan-li-ban-gong-shi"
    assert all(link.subject != "agency/jiangsu-shu-ju-ju" for link in KNOWN.links if link.relation == "succeeds")


def test_two_apps_of_one_pinyin_are_two() -> None:
    assert meaning("冀时办", "Platform") == "platform/hebei-ji-shi-ban"
    assert meaning("吉事办", "Platform") == "platform/jilin-ji-shi-ban"


def test_one_name_means_the_citys_platform_in_its_texts_and_the_provinces_elsewhere() -> None:
    assert meaning("苏服办", "Platform", SUZHOU) == "platform/suzhou-su-fu-ban"
    assert meaning("苏服办", "Platform", "place/prefecture-320100") == "platform/jiangsu-su-fu-ban"


@pytest.mark.parametrize(
    ("ordinary", "name", "kind"),
    [("标准地址", "标准地", "Reform"), ("北京通州", "北京通", "Platform"), ("办事通道", "办事通", "Platform")],
)
def test_the_beginning_of_an_ordinary_word_is_no_name(ordinary: str, name: str, kind: str) -> None:
    assert ordinary.startswith(name)
    assert meaning(name, kind) is None


def test_a_document_says_what_it_does_to_what_it_is_about() -> None:
    wider = KNOWN.entity("document/gf-2021-7").attrs
    assert (wider["act"], wider["about"]) == ("widens", "reform/zheng-zhao-fen-li")


def test_the_drafts_are_there_in_full() -> None:
    counts = Counter(entity.kind for entity in KNOWN.entities.values())
    least = {"Platform": 209, "PlatformType": 57, "PolicyDocument": 70, "Agency": 64}
    assert counts["Reform"] + counts["Service"] >= 364
    assert {kind: counts[kind] for kind in least if counts[kind] < least[kind]} == {}


def test_the_noise_of_the_reports_names_nobody() -> None:
    assert "9001zz以诚为本" in KNOWN.noise
    assert all(KNOWN.find(form) == () for form in KNOWN.noise)


@given(st.sampled_from(sorted(KNOWN.entities)))
def test_every_id_begins_with_the_prefix_of_its_kind(entity_id: str) -> None:
    entity = KNOWN.entity(entity_id)
    assert entity.id == entity_id
    assert entity_id.partition("/")[0] == schema.load().kinds[entity.kind].prefix


@given(st.sampled_from(KNOWN.links))
def test_every_link_is_one_that_the_schema_allows(link: registry.Link) -> None:
    relation = schema.load().relations[link.relation]
    assert relation.source == "registry"
    assert KNOWN.entity(link.subject).kind in relation.domain
    assert KNOWN.entity(link.object).kind in relation.range


@given(st.sampled_from([n for n in KNOWN.names if n.role in ("label", "alias", "local")]), st.sampled_from("“” 《》"))
def test_every_name_is_found_with_or_without_marks(name: registry.EntityName, mark: str) -> None:
    assert KNOWN.entity(name.entity) in KNOWN.find(mark + name.text + mark)


@given(st.sampled_from([n for n in KNOWN.names if n.role == "local"]))
def test_every_local_name_resolves_in_its_scope(name: registry.EntityName) -> None:
    assert meaning(name.text, KNOWN.entity(name.entity).kind, name.scope) == name.entity


def test_names_and_links_are_sorted() -> None:
    assert [name.text for name in KNOWN.names] == sorted(name.text for name in KNOWN.names)
    assert [link.relation for link in KNOWN.links] == sorted(link.relation for link in KNOWN.links)


def test_the_projects_own_registry_is_read_once_and_the_same_each_time() -> None:
    assert registry.load() is KNOWN
    again = registry.load(registry.FOLDER)
    assert (again.entities, again.names, again.links, again.digest) == (
        KNOWN.entities, KNOWN.names, KNOWN.links, KNOWN.digest
    )


def digest_after(tmp_path: pathlib.Path, file: str, old: str, new: str) -> str:
    return registry.load(changed(tmp_path, file, old, new)).digest


def test_the_digest_is_not_touched_by_what_no_scan_uses(tmp_path: pathlib.Path) -> None:
    translated = digest_after(tmp_path, "reforms.yaml", "en: streamline, regulate, serve reform", "en: another")
    sourced = digest_after(tmp_path, "reforms.yaml", "pointer: 2015年5月…首次提出", "pointer: 首次提出")
    lineage = digest_after(tmp_path, "reforms.yaml", "to: reform/fang-guan-fu-gai-ge", "to: reform/yi-wang-tong-ban")
    assert translated == sourced == lineage == KNOWN.digest


def test_the_digest_changes_with_names_kinds_scopes_and_years(tmp_path: pathlib.Path) -> None:
    digests = [
        KNOWN.digest,
        digest_after(tmp_path, "reforms.yaml", "aliases: [免证办事]", "aliases: [免证办事, 免证件办事]"),
        digest_after(tmp_path, "platforms.yaml", "local_aliases: [底座平台]", "aliases: [底座平台]"),
        digest_after(tmp_path, "places.csv", "海宁市,county,330400,1990", "海宁市,county,330400,1991"),
        digest_after(tmp_path, "zones.csv", "板芙镇,town", "板芙街道,town"),
        digest_after(tmp_path, "agencies.yaml", "form: 9001zz", "form: 9002zz"),
    ]
    assert len(set(digests)) == len(digests)


def refusal(tmp_path: pathlib.Path, file: str, old: str, new: str) -> str:
    """What is said of a copy of the data in which one text was changed, without the file's name."""
    with pytest.raises(DataFileError) as error:
        registry.load(changed(tmp_path, file, old, new))
    assert str(error.value).startswith(f"{file}: row ")
    return str(error.value).removeprefix(f"{file}: ")


def with_reform(tmp_path: pathlib.Path, facts: str) -> str:
    """What is said of reforms.yaml with one more row, which comes first."""
    row = f"- {{id: reform/new, label: 新改革, family: approval, kind: reform, status: unverified, {facts}}}\n"
    return refusal(tmp_path, "reforms.yaml", "- id: reform", row + "- id: reform")


def test_an_unknown_reference_is_refused(tmp_path: pathlib.Path) -> None:
    assert with_reform(tmp_path, "variant_of: [reform/none]") == (
        "row 1 reform/new: variant_of: reform/none is no known Reform or Service"
    )
    assert with_reform(tmp_path, "part_of: [platform/suzhou-12345]").startswith(
        "row 1 reform/new: part_of: platform/suzhou-12345 is no known Reform"
    )
    assert refusal(tmp_path, "platforms.yaml", f"owner: {SUZHOU}", "owner: place/none").endswith(
        "owner: place/none is no known Place"
    )
    assert refusal(tmp_path, "platforms.yaml", "[platform-type/forum]", "[platform-type/none]").endswith(
        "platform/suzhou-han-shan-wen-zhong: types: platform-type/none is no known PlatformType"
    )
    assert refusal(tmp_path, "agencies.yaml", "[agency/neimenggu-zheng-wu-fu-wu-ju]", "[agency/none]").endswith(
        "succeeds: agency/none is no known Agency"
    )
    assert refusal(tmp_path, "agencies.yaml", "function: service-office", "function: kitchen").endswith(
        "function: kitchen is not among the functions"
    )
    assert refusal(tmp_path, "documents.yaml", "[reform/hao-cha-ping]", "[reform/none]").endswith(
        "document/gbf-2019-51: reforms: reform/none is no known Reform or Service or Platform or PlatformType"
    )


def test_an_id_that_stands_twice_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "reforms.yaml", "id: reform/mian-zheng-su-zhou", "id: reform/yi-ma-mian-zheng").endswith(
        "reform/yi-ma-mian-zheng: the id stands twice"
    )


def test_one_name_for_two_entities_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "reforms.yaml", "label: 免证苏州", "label: “免证 办事”").endswith(
        "reform/mian-zheng-su-zhou: “免证 办事” is a name of reform/mian-zheng-ban too, everywhere"
    )
    assert refusal(tmp_path, "reforms.yaml", "elided_forms: [企业开办]", "elided_forms: [免证办]").endswith(
        "service/qi-ye-kai-ban-yi-jian-shi: 免证办 is a name of reform/mian-zheng-ban too, everywhere"
    )
    assert refusal(tmp_path, "platforms.yaml", "label: 苏周到\n", "label: 城市大脑\n").endswith(
        "platform/suzhou-su-zhou-dao: 城市大脑 is a name of platform-type/city-brain too, everywhere"
    )
    assert refusal(tmp_path, "platforms.yaml", "local_aliases: [苏服办]", "local_aliases: [数据网关]").endswith(
        f"数据网关 is a name of platform/suzhou-shu-ju-wang-guan too, in the texts of {SUZHOU}"
    )
    assert refusal(tmp_path, "zones.csv", ",,板芙,report", ",,西区,report") == (
        f"row place/zone-zhongshan-banfu: 西区 is a name of place/zone-zhongshan-xiqu too, in the texts of {ZHONGSHAN}"
    )


def test_two_platforms_of_one_place_that_stand_for_a_type_are_refused(tmp_path: pathlib.Path) -> None:
    rival = "label: 苏周到\n  stands_for: [platform-type/hotline-12345]\n"
    assert refusal(tmp_path, "platforms.yaml", "label: 苏周到\n", rival).endswith(
        f"stands_for: platform/suzhou-12345 stands for platform-type/hotline-12345 in {SUZHOU} too"
    )


def test_a_local_name_may_stand_beside_a_general_one(tmp_path: pathlib.Path) -> None:
    folder = changed(tmp_path, "platforms.yaml", "local_aliases: [苏服办]", "local_aliases: [苏服办, 粤省事]")
    changed_registry = registry.load(folder)
    meanings = [changed_registry.resolve("粤省事", "Platform", place, 2024) for place in (SUZHOU, ZHONGSHAN)]
    assert [entity.id for entity in meanings if entity is not None] == [
        "platform/suzhou-su-fu-ban", "platform/guangdong-yue-sheng-shi",
    ]


def test_a_circle_is_refused(tmp_path: pathlib.Path) -> None:
    circle = "variant_of, instance_of, part_of go in a circle: reform/"
    assert f"row 1 reform/new: {circle}new -> reform/new" in with_reform(tmp_path, "instance_of: [reform/new]")
    back = "label: 免证办\n  variant_of: [reform/mian-zheng-su-zhou]\n"
    assert circle + "mian-zheng-" in refusal(tmp_path, "reforms.yaml", "label: 免证办\n", back)
    inside_itself = "苏州高新区,zone,place/zone-suzhou-science-city"
    assert "part_of go in a circle: place/zone-" in refusal(
        tmp_path, "zones.csv", "苏州高新区,zone,place/prefecture-320500", inside_itself
    )


def test_a_date_outside_the_years_of_its_place_is_refused(tmp_path: pathlib.Path) -> None:
    first = "first_known: {place: place/county-341882, date: 2018-05, status: unverified}"
    assert with_reform(tmp_path, first) == (
        "row 1 reform/new: first_known: 2018-05 is not within place/county-341882, 2019-"
    )
    assert refusal(tmp_path, "agencies.yaml", "from: 2018-11", "from: 1949-10").endswith(
        "place: 1949-10 is not within place/province-150000, 1981-"
    )
    assert refusal(tmp_path, "platforms.yaml", "date: 2018-05\n", "date: 1978-05\n").endswith(
        "owner: 1978-05 is not within place/province-440000, 1981-"
    )


def test_a_claim_called_verified_without_a_source_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "reforms.yaml", "status: report", "status: verified").endswith(
        "status: Value error, verified without a source"
    )
    assert with_reform(tmp_path, "first_known: {place: a place, status: verified}") == (
        "row 1 reform/new: first_known.status: Value error, verified without a source"
    )


def test_a_source_below_the_press_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path, "reforms.yaml", "grade: B", "grade: C").endswith("grade: Input should be 'A' or 'B'")


def test_a_row_that_contradicts_itself_is_refused(tmp_path: pathlib.Path) -> None:
    assert with_reform(tmp_path, "ambiguous: [旧改革]").endswith("ambiguous: Value error, 旧改革 is no name of the row")
    assert with_reform(tmp_path, "marked: [旧改革]").endswith("marked: Value error, 旧改革 is no name of the row")
    assert refusal(tmp_path, "reforms.yaml", "kind: service\n", "kind: reform\n").endswith(
        "kind: Value error, kind and the prefix of the id disagree"
    )
    assert "date: String should match pattern" in refusal(tmp_path, "documents.yaml", "date: '2016'", "date: early")


def test_plain_forms_are_what_is_compared() -> None:
    assert plain("“一网、一门、一次”") == "一网、一门、一次"
    assert meaning("一网、 一门、一次", "Reform") == "reform/yi-wang-yi-men-yi-ci"
