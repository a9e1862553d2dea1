// title: What a platform is linked with, and what it carries
// title_zh: 某平台的对接与支撑
// purpose: Each statement that two platforms are linked, or that a reform, service or platform is built on one, from either side, with the sentence
// purpose_zh: 平台之间对接、平台支撑改革与服务的每条陈述，附原句
// parameter platform: Platform, PlatformType, Reform, Service | required | 苏商通 | either side of the link
// column relation: connects_to or supports
// column status: planned, or nothing
// column thing_id: id of the platform that is linked or carries
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
// example: zhengmai ask connections platform=苏商通
MATCH (x) WHERE x.id = $platform
MATCH (s:Statement)-[:SUBJECT|OBJECT]->(x) WHERE s.relation IN ['connects_to', 'supports'] AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(a)
MATCH (s)-[:OBJECT]->(b)
MATCH (s)-[:IN_PLACE]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN DISTINCT s.relation AS relation, s.status AS status, a.id AS thing_id, a.label AS thing_name, b.id AS other,
       b.label AS other_name, p.id AS place, p.label AS place_name, s.since AS since, s.since_day AS since_day,
       s.tier AS tier, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, statement
