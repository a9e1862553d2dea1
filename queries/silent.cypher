// title: Which reports say nothing of a reform
// title_zh: 哪些报告未提及某项改革
// purpose: Each report from which no sure statement about the reform, its variants or instances was read; silence is not absence, and a report may name the thing all the same, which lineage tells
// purpose_zh: 未从中读出有关该改革及其变体、实例的确定陈述的报告；未提及不等于没有，报告仍可能出现该名称，见 lineage
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform, with its variants and instances
// column report: id of the report
// column place: id of its place
// column place_name: its name
// column period: the time it tells of
// column last_day: the last day of that time as an integer
// column candidates: how many candidate statements about it the report holds
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// example: zhengmai ask silent reform=免证办
MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $reform
WITH collect(t.id) AS family
MATCH (r:Report)-[:REPORT_OF]->(:Place)-[:RECORD_OF]->(p:Place)
// Asked of each report: a list of all that speak grows with the statements, and is gone through for each report.
WHERE NOT EXISTS {
  MATCH (r)<-[:FROM_REPORT]-(s:Statement)-[:SUBJECT|OBJECT|ABOUT]->(t) WHERE t.id IN family AND s.tier <> 'candidate'
}
RETURN r.id AS report, p.id AS place, p.label AS place_name, r.period AS period, r.last_day AS last_day,
       COUNT {
         MATCH (r)<-[:FROM_REPORT]-(s:Statement)-[:SUBJECT|OBJECT|ABOUT]->(t)
         WHERE t.id IN family AND s.tier = 'candidate'
       } AS candidates, r.text_kind AS text_kind
ORDER BY last_day, place, report
