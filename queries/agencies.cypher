// title: Which agencies a place has had
// title_zh: 某地机构及其沿革
// purpose: The agencies of the place that reports name, with those they took over from and those that took over from them, and how many reports each wrote; a step without a source is marked as unverified
// purpose_zh: 报告提及的该地机构及其前身、后续机构，并注明各自撰写的报告数；没有来源的承接关系标为未核实
// parameter place: Place | required | 苏州市 | the place, under each name and code it has had
// column agency: id of the agency
// column agency_name: its name
// column function: what it does, as the registry sorts it, or nothing
// column valid_from: it has had the name since then, or nothing where that is not known
// column valid_to: it had the name until then, or nothing
// column former: id of the agency that it took over from, or nothing
// column former_name: its name, or nothing
// column step: verified or unverified, or nothing
// column reports: how many reports read here it wrote
// example: zhengmai ask agencies place=苏州市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (record:Place)-[:RECORD_OF]->(unit)
MATCH (a:Agency)-[:OF]->(record)
OPTIONAL MATCH (r:Report)-[:WRITTEN_BY]->(a)
WITH a, count(r) AS reports
OPTIONAL MATCH (a)-[link:SUCCEEDS|MAY_SUCCEED]->(former:Agency)
RETURN a.id AS agency, a.label AS agency_name, a.function AS function, a.valid_from AS valid_from,
       a.valid_to AS valid_to, former.id AS former, former.label AS former_name,
       CASE WHEN former.id IS NULL THEN null WHEN type(link) = 'SUCCEEDS' THEN 'verified' ELSE 'unverified' END AS step,
       reports
ORDER BY coalesce(valid_from, ''), agency, coalesce(former, ''), coalesce(step, '')
