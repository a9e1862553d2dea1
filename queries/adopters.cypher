// title: Who has a reform in use
// title_zh: 谁在使用某项改革
// purpose: Each place that has the reform, or one of its variants or instances, in use, with the sentence that shows it first; plans, drafts and pilots do not count
// purpose_zh: 使用该改革或其变体、实例的每个地方，附最早显示使用的原句；计划、草案和试点不计入
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform
// column place: id of the place
// column place_name: its name
// column thing: id of what it has in use: the thing asked for, a variant or an instance
// column thing_name: its name
// column status: adopted or expanded, the furthest that any statement says
// column since: it began on this day or before
// column since_day: the same as an integer
// column ended: the day by which its end is stated, or nothing
// column tier: certain or likely, the best of the statements
// column statements: how many statements say so
// column quote: the words that the earliest of them rests on
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of that statement
// example: zhengmai ask adopters reform=免证办
MATCH (root) WHERE root.id = $reform
MATCH (t)-[:VARIANT_OF|INSTANCE_OF*0..4]->(root)
WITH DISTINCT t
MATCH (p:Place)-[e:ADOPTED|OPERATES|OFFERS]->(t)
// By an id of its own name: kglite 0.21.2 finds nothing by MATCH (s:Statement {id: e.evidence}).
WITH t, p, e, e.evidence AS evidence
MATCH (s:Statement {id: evidence})
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (p)-[x:ENDED|RETIRED|WITHDREW]->(t)
RETURN p.id AS place, p.label AS place_name, t.id AS thing, t.label AS thing_name, e.status AS status,
       e.since AS since, e.since_day AS since_day, min(x.since) AS ended, e.tier AS tier,
       e.statement_count AS statements, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, place, thing, statement
