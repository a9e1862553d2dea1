// title: Who learned from a place
// title_zh: 谁向某地学习
// purpose: Each place that says it learned from this one, what it concerns, and the sentence; time order alone makes no row
// purpose_zh: 自述向该地学习的地方、涉及的事项和原句；仅有先后顺序不构成学习
// parameter place: Place | required | 衢州市 | the place, under each name and code it has had
// column learner: id of the place that learned
// column learner_name: its name
// column about: id of what it concerns, or nothing
// column about_name: its name, or nothing
// column by: visit, where the sentence says so
// column since: it was said to hold by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask learners place=衢州市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (record:Place)-[:RECORD_OF]->(unit)
MATCH (s:Statement)-[:OBJECT]->(record) WHERE s.relation = 'learned_from' AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (s)-[:ABOUT]->(a)
RETURN p.id AS learner, p.label AS learner_name, a.id AS about, a.label AS about_name, s.by AS by, s.since AS since,
       s.since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, learner, statement, about
