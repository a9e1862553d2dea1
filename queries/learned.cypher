// title: From whom something was learned, and with whom it is done
// title_zh: 向谁学习、与谁合作
// purpose: What places say they learned from others, and with whom they work together, by what it concerns; a visit whose aim is not named concerns nothing here
// purpose_zh: 各地自述的学习来源与合作伙伴，按涉及事项列出；未写明事项的考察不作推断
// parameter place: Place | optional | 宣城市 | only of this place, under each name and code it has had
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// column relation: learned_from or partners_with
// column status: planned, or nothing
// column place: id of the place that says so
// column place_name: its name
// column other: id of the place or body learned from or worked with
// column other_name: its name
// column about: id of what it concerns, or nothing
// column about_name: its name, or nothing
// column by: visit, where the sentence says so
// column since: it was said to hold by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask learned
MATCH (s:Statement) WHERE s.relation IN ['learned_from', 'partners_with'] AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
MATCH (s)-[:OBJECT]->(o)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (s)-[:ABOUT]->(a)
WITH s, p, o, r, a
WHERE $reform = '' OR (a IS NOT NULL AND EXISTS { MATCH (a)-[:IN_FAMILY]->(root) WHERE root.id = $reform })
RETURN s.relation AS relation, s.status AS status, p.id AS place, p.label AS place_name, o.id AS other,
       o.label AS other_name, a.id AS about, a.label AS about_name, s.by AS by, s.since AS since,
       s.since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, place, statement, about
