// title: What was widened or ended
// title_zh: 扩大推广与停用
// purpose: Each statement that a place widened something that it had, or that something ended, in the order of time; only a sentence that says so ends anything
// purpose_zh: 各地扩大推广或停用某事项的每条陈述，按时间排列；只有明确说明停用的句子才算停用
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// parameter place: Place | optional | 苏州市 | only of this place, under each name and code it has had
// column status: expanded or ended
// column place: id of the place
// column place_name: its name
// column thing: id of what it is about
// column thing_name: its name
// column kind: its kind
// column since: this held by this day
// column since_day: the same as an integer
// column not_before: nor was it before this day, or nothing where that is not stated
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask widened
MATCH (s:Statement)
WHERE s.status IN ['expanded', 'ended'] AND s.relation IN ['adopted', 'operates', 'offers'] AND s.tier <> 'candidate'
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
MATCH (s)-[:OBJECT]->(t)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $reform
WITH s, p, t, r, root WHERE $reform = '' OR root IS NOT NULL
RETURN s.status AS status, p.id AS place, p.label AS place_name, t.id AS thing, t.label AS thing_name, t.kind AS kind,
       s.since AS since, s.since_day AS since_day, s.not_before AS not_before, s.tier AS tier, s.quote AS quote,
       r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, place, statement
