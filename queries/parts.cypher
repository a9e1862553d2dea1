// title: What a thing includes, and what includes it
// title_zh: 某事项包含什么、属于什么
// purpose: Each statement that a reform, service, platform or document includes another, from either side, with the sentence; containment is no identity
// purpose_zh: 某改革、服务、平台或文件包含另一事项（或被包含）的每条陈述，附原句；包含不等于同一
// parameter thing: Reform, Service, Platform, PlatformType, PolicyDocument | required | 苏周到 | the whole or the part
// column relation: includes
// column status: planned, or nothing
// column thing_id: id of the whole
// column thing_name: its name
// column other: id of the other
// column other_name: its name
// column place: id of the place in whose territory it holds
// column place_name: its name
// column since: this held, or was planned, by this day
// column since_day: the same as an integer
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask parts thing=苏周到
MATCH (x) WHERE x.id = $thing
MATCH (s:Statement)-[:SUBJECT|OBJECT]->(x) WHERE s.relation IN ['includes'] AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(a)
MATCH (s)-[:OBJECT]->(b)
MATCH (s)-[:IN_PLACE]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN DISTINCT s.relation AS relation, s.status AS status, a.id AS thing_id, a.label AS thing_name, b.id AS other,
       b.label AS other_name, p.id AS place, p.label AS place_name, s.since AS since, s.since_day AS since_day,
       s.tier AS tier, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, statement
