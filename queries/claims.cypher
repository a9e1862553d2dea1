// title: Who says of itself that it is first
// title_zh: 谁自称率先
// purpose: Each claim of being first, and each of ranking high, by the place that makes it: a claim is what its speaker says, and no finding
// purpose_zh: 各地自述的“率先”“首批”及排名，逐条列出自述者；自述不等于事实
// parameter thing: Reform, Service, Platform, PlatformType, PolicyDocument | optional | 免证办 | only what is claimed of this, its variants and instances
// parameter place: Place | optional | 苏州市 | only of this place, under each name and code it has had
// column place: id of the place that claims it
// column place_name: its name
// column rank: the words of the claim
// column sort: first, or rank where it claims another place in an order
// column thing: id of what is claimed of
// column thing_name: its name
// column kind: its kind; Measure where a number ranks high
// column since: it was claimed by this day
// column since_day: the same as an integer
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask claims
MATCH (s:Statement) WHERE s.relation = 'claims' AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
MATCH (s)-[:OBJECT]->(t)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $thing
WITH s, p, t, r, root WHERE $thing = '' OR root IS NOT NULL
RETURN p.id AS place, p.label AS place_name, s.rank AS rank,
       CASE WHEN s.rank CONTAINS '率先' OR s.rank CONTAINS '首' OR s.rank CONTAINS '第一' OR s.rank CONTAINS '最早'
            THEN 'first' ELSE 'rank' END AS sort,
       t.id AS thing, t.label AS thing_name, t.kind AS kind, s.since AS since, s.since_day AS since_day, s.tier AS tier,
       s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, place, statement
