// title: What was ordered or named from above
// title_zh: 上级部署与试点示范
// purpose: Each statement that something was ordered from above, and each that a place was named a pilot or a model, with by whom or at which level, as far as the sentence says
// purpose_zh: 每条上级部署的陈述，以及每条列为试点、示范的陈述，注明部署者或层级
// parameter place: Place | optional | 宣城市 | only of this place, under each name and code it has had
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// column relation: mandated_by or designated
// column place: id of the place
// column place_name: its name
// column source: id of the place, body or document that ordered it, or nothing
// column source_name: its name, or nothing
// column level: national, provincial or city, as far as the sentence says, or nothing
// column thing: id of what was ordered, or for which the place was named, or nothing
// column thing_name: its name, or nothing
// column since: this held by this day
// column since_day: the same as an integer
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask mandates
MATCH (s:Statement)
WHERE s.relation IN ['mandated_by', 'designated'] AND s.tier <> 'candidate' AND s.status IS NULL
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
MATCH (s)-[:OBJECT]->(o)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (s)-[:ABOUT]->(a)
OPTIONAL MATCH (o)-[:IN_FAMILY]->(own) WHERE own.id = $reform
OPTIONAL MATCH (a)-[:IN_FAMILY]->(root) WHERE root.id = $reform
WITH s, p, o, r, a, own, root, s.relation = 'designated' AS named
WHERE $reform = '' OR (named AND own IS NOT NULL) OR (NOT named AND root IS NOT NULL)
RETURN DISTINCT s.relation AS relation, p.id AS place, p.label AS place_name,
       CASE WHEN named THEN null ELSE o.id END AS source, CASE WHEN named THEN null ELSE o.label END AS source_name,
       s.level AS level, CASE WHEN named THEN o.id ELSE a.id END AS thing,
       CASE WHEN named THEN o.label ELSE a.label END AS thing_name, s.since AS since, s.since_day AS since_day,
       s.tier AS tier, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, place, statement, thing
