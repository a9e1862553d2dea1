"""Reports and statements built by hand, which several tests of the graph share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from graph.model import Graph
from graph.resolve import resolve
from graph.stored_report import StoredReport, facts, stored_report
from ontology import registry
from ontology.lineages import Lineage
from ontology.period import Period
from ontology.report import Flag, Reading, Report
from ontology.statement import Attribute, Evidence, Name, Statement, numbered

DAY = datetime.date(2024, 9, 1)

SUZHOU = Name("苏州市", "Place", "place/prefecture-320500")
XUANCHENG = Name("宣城市", "Place", "place/prefecture-341800")
GUANGDE = Name("广德市", "Place", "place/county-341882")
NINGGUO = Name("宁国市", "Place", "place/county-341881")
ZHONGSHAN = Name("中山市", "Place", "place/prefecture-442000")
HAINING = Name("海宁市", "Place", "place/county-330481")
QUZHOU = Name("衢州", "Place")
TAIZHOU = Name("台州", "Place")


def reform(text: str) -> Name:
    return Name(text, "Reform")


def report(
    report_id: str, place: Name, period: str, text: str, *,
    agency: str | None = None, plan: str | None = None, text_kind: str = "digest",
) -> Report:
    """A report whose text is given."""
    return Report(
        id=report_id, doc=report_id, place=place, agency=agency, period=Period.parse(period, "own"),
        plan_period=None if plan is None else Period.parse(plan, "own"), text=text, text_kind=text_kind,
    )


def say(
    of: Report, quote: str, relation: str, thing: Name, status: str | None = None, *,
    subject: Name | None = None, place: Name | None = None, period: Period | None = None, tier: str = "certain",
    attrs: Mapping[str, Attribute] | None = None,
) -> Statement:
    """A statement whose quote stands in the report's text; it is of the report's place and period unless told."""
    start = of.text.index(quote)
    plan = status == "planned" and of.plan_period is not None
    return Statement(
        relation=relation, subject=subject or place or of.place, object=thing, place=place or of.place, status=status,
        period=period or (of.plan_period if plan and of.plan_period is not None else of.period),
        evidence=Evidence(of.id, start, start + len(quote), quote, "一"), pattern=f"{relation}.sample", tier=tier,
        part="plan" if status == "planned" else "done", attrs=attrs or {},
    )


def measure(
    of: Report, quote: str, thing: Name, what: str, value: str, unit: str, *, place: Name | None = None, **attrs: str
) -> Statement:
    """A number about a thing."""
    counted = Name(what, "Measure")
    figures = {"value": value, "unit": unit, **attrs}
    return say(of, quote, "measured", counted, subject=thing, place=place, attrs=figures)


def issue(of: Report, quote: str, *, attrs: Mapping[str, Attribute] | None = None) -> Statement:
    """The issue of the document that the quote names."""
    title = quote[quote.index("《") + 1 : quote.index("》")]
    return say(of, quote, "issued", Name(title, "PolicyDocument"), "adopted", attrs=attrs)


def reading(
    of: Report, *statements: Statement, reader: str = "reader-1", flags: Sequence[Flag] = ()
) -> Reading:
    """A reading of a report with these statements."""
    half = len(of.text) // 2
    return Reading(of, reader, tuple(numbered(statements)), tuple(flags), half, len(of.text) - half)


def graph(*readings: Reading, documented: Iterable[Lineage] = ()) -> Graph:
    """The graph of these readings, without a store."""
    texts = {r.report.id: r.report.text for r in readings}
    reports: list[StoredReport] = [
        stored_report(r.report.id, r.report.sha256, r.reader, facts(r)) for r in readings
    ]
    statements = [statement for r in readings for statement in r.statements]
    flags = [(r.report.id, flag) for r in readings for flag in r.flags]
    return resolve(reports, statements, registry.load(), texts.__getitem__, flags, documented=documented)


def readings() -> list[Reading]:
    """Five reports of four places, as the lineages of issue 3 have them."""
    return [_zhongshan(), _xuancheng(), _haining(), _suzhou_2016(), _suzhou_2024()]


def wide() -> list[Reading]:
    """The same five reports and three more, so that every question has an answer."""
    return [*readings(), _suzhou_2017(), _ningguo(), _xuancheng_2024()]


def _suzhou_2017() -> Reading:
    of = report(
        "suzhou-2017", SUZHOU, "2017",
        "跨省通办全国率先。新生儿“一件事”上线。“苏周到”接入12345,含公积金专区。学习各地。与宣城合作免证办。按省部署推帮办代办。"
        "列为国家级不见面审批试点。停用旧网。明年试“免证办”,建30个点,办成10件事,推不见面审批。某某榜印。",
        agency="苏州市政务服务管理办公室", plan="2018", text_kind="original",
    )
    app, province, agreed = Name("苏周到", "Platform"), Name("江苏省", "Place"), {"about": "免证办"}
    birth = Name("新生儿出生一件事", "Service")
    unnamed = of.text.index("学习各地")
    return reading(
        of,
        say(of, "跨省通办全国率先", "claims", reform("跨省通办"), attrs={"rank": "全国率先"}, tier="likely"),
        say(of, "跨省通办全国率先", "adopted", reform("跨省通办"), "adopted"),
        say(of, "新生儿“一件事”上线", "offers", birth, "adopted", attrs={"begin": "launched"}),
        say(of, "“苏周到”接入12345", "connects_to", Name("12345热线", "Platform"), subject=app),
        say(of, "含公积金专区", "includes", Name("公积金专区", "Service"), subject=app, tier="likely"),
        say(of, "与宣城合作免证办", "partners_with", Name("宣城", "Place"), attrs=agreed),
        say(of, "按省部署推帮办代办", "mandated_by", province, attrs={"about": "帮办代办"}),
        say(of, "列为国家级不见面审批试点", "designated", reform("不见面审批"), attrs={"level": "national"}),
        say(of, "停用旧网", "operates", Name("旧网", "Platform"), "ended"),
        say(of, "明年试“免证办”", "adopted", reform("免证办"), "planned", attrs={"target": "pilot"}),
        say(of, "建30个点", "adopted", reform("帮办代办"), "planned", attrs={"amount": "30", "unit": "个"}),
        say(of, "推不见面审批", "adopted", reform("不见面审批"), "planned"),
        say(of, "办成10件事", "adopted", reform("一件事"), "planned", tier="candidate"),
        flags=[Flag("noise", "某某榜印", len(of.text) - 5, len(of.text) - 1),
               Flag("unnamed source", "学习各地", unnamed, unnamed + 4)],
    )


def _ningguo() -> Reading:
    of = report("ningguo-2024h1", NINGGUO, "2024H1", "“免证办”上线。帮办代办到村。“皖事通”推广。综合窗口铺开。")
    return reading(
        of,
        say(of, "“免证办”上线", "adopted", reform("免证办"), "adopted", attrs={"begin": "launched"}),
        say(of, "帮办代办到村", "adopted", reform("帮办代办"), "expanded"),
        say(of, "综合窗口铺开", "adopted", reform("无差别综合窗口"), "expanded"),
        say(of, "“皖事通”推广", "operates", Name("皖事通", "Platform"), "expanded"),
    )


def _xuancheng_2024() -> Reading:
    of = report(
        "xuancheng-2024", XUANCHENG, "2024", "综合窗口改革落地。免证办全省首批。明年推跨省通办。", plan="2025",
        text_kind="excerpt",
    )
    return reading(
        of,
        say(of, "综合窗口改革落地", "adopted", reform("综合窗口改革"), "adopted", attrs={"begin": "launched"}),
        say(of, "免证办全省首批", "claims", reform("免证办"), attrs={"rank": "全省首批"}, tier="likely"),
        say(of, "明年推跨省通办", "adopted", reform("跨省通办"), "planned"),
    )


def _zhongshan() -> Reading:
    of = report(
        "zhongshan-2021h1", ZHONGSHAN, "2021H1",
        "出台《区块链技术在公共数据共享和免证办智能办应用场景试点实施方案》。“粤省事”用户增加。下半年,材料要“免证办”。",
        agency="中山市政务服务数据管理局", plan="2021H2",
    )
    return reading(
        of,
        issue(of, "出台《区块链技术在公共数据共享和免证办智能办应用场景试点实施方案》"),
        say(of, "“粤省事”用户增加", "operates", Name("粤省事", "Platform"), "expanded"),
        say(of, "材料要“免证办”", "adopted", reform("免证办"), "planned"),
    )


def _xuancheng() -> Reading:
    of = report(
        "xuancheng-2023h1", XUANCHENG, "2023H1",
        "“免证办”做实,发文《宣城市推进政务服务“免证办”工作实施方案》,7个场景免证办。“出门不带证”更广。"
        "广德市试行“一码免证”,涵盖20类电子证照。综合窗口改革正在谋划,到衢州、台州学习。"
        "宁国市先试,920个政务服务事项归到“无差别综合窗口”,涉及28个部门。",
        agency="宣城市数据资源管理局", plan="2023H2",
    )
    counters, single = reform("无差别综合窗口"), reform("一码免证")
    visit = {"about": "综合窗口改革", "by": "visit"}
    return reading(
        of,
        say(of, "“免证办”做实", "adopted", reform("免证办"), "adopted"),
        issue(of, "发文《宣城市推进政务服务“免证办”工作实施方案》", attrs={"about": "免证办"}),
        measure(of, "7个场景", reform("免证办"), "场景", "7", "个"),
        say(of, "“出门不带证”更广", "adopted", reform("出门不带证"), "expanded"),
        say(of, "广德市试行“一码免证”", "adopted", single, "piloted", place=GUANGDE, attrs={"begin": "launched"}),
        measure(of, "20类电子证照", single, "电子证照", "20", "类", place=GUANGDE),
        say(of, "综合窗口改革正在谋划", "adopted", reform("综合窗口改革"), "drafted"),
        say(of, "到衢州、台州学习", "learned_from", QUZHOU, attrs=visit),
        say(of, "到衢州、台州学习", "learned_from", TAIZHOU, attrs=visit),
        say(of, "宁国市先试", "adopted", counters, "piloted", place=NINGGUO),
        measure(of, "920个政务服务事项", counters, "政务服务事项", "920", "个", place=NINGGUO),
        measure(of, "28个部门", counters, "部门", "28", "个", place=NINGGUO),
    )


def _haining() -> Reading:
    text = "企业投资项目全程代办深化。"
    of = report("haining-2023", HAINING, "2023", text, agency="海宁市政务服务和数据资源管理办公室")
    thing = Name("企业投资项目全程代办", "Service")
    return reading(of, say(of, "企业投资项目全程代办深化", "offers", thing, "expanded"))


def _suzhou_2016() -> Reading:
    of = report(
        "suzhou-2016", SUZHOU, "2016", "12345热线运行。明年推广代理代办服务。",
        agency="苏州市政务服务管理办公室", plan="2017",
    )
    return reading(
        of,
        say(of, "12345热线运行", "operates", Name("12345热线", "Platform"), "adopted"),
        say(of, "推广代理代办服务", "adopted", reform("代理代办"), "planned"),
    )


def _suzhou_2024() -> Reading:
    of = report(
        "suzhou-2024h1", SUZHOU, "2024H1",
        "“免证办”事项近800项,“免证苏州”成样本。帮办代办服务规范。“苏周到”升级。再推“免证办”新场景。",
        plan="2024H2",
    )
    return reading(
        of,
        say(of, "“免证办”事项近800项", "adopted", reform("免证办"), "adopted"),
        measure(of, "“免证办”事项近800项", reform("免证办"), "“免证办”事项", "800", "项", approx="近"),
        say(of, "“免证苏州”成样本", "adopted", reform("免证苏州"), "adopted"),
        say(of, "帮办代办服务规范", "adopted", reform("帮办代办"), "adopted"),
        say(of, "“苏周到”升级", "operates", Name("苏周到", "Platform"), "expanded"),
        say(of, "再推“免证办”新场景", "adopted", reform("免证办"), "planned"),
    )
