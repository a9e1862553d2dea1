// title: What is said of a place, in the order of time
// title_zh: 某地大事记
// purpose: Every statement of what the place planned, piloted, used, issued, joined, learned or claims, whatever its report
// purpose_zh: 该地计划、试行、使用、印发、合作、学习或自述的每条陈述，按时间排列
// parameter place: Place | required | 宣城市 | the place, under each name and code it has had
// parameter from: text | optional | 2023 | only what held by this day or later: a year, month or day in ISO
// column since: it held, or the plan was said, by this day
// column since_day: the same as an integer
// column not_before: nor was it before this day, or nothing where that is not stated
// column relation: adopted, operates, offers, issued, partners_with, learned_from, mandated_by, designated or claims
// column status: planned, drafted, piloted, adopted, expanded, ended, or nothing
// column thing: id of what it is about
// column thing_name: its name
// column kind: its kind
// column period: what the sentence speaks of
// column tier: certain or likely
// column quote: the words
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report
// column statement: id of the statement
// example: zhengmai ask timeline place=宣城市 from=2023
MATCH (chosen:Place) WHERE chosen.id = $place
MATCH (p:Place) WHERE p.unit_id = chosen.unit_id
MATCH (s:Statement)-[:IN_PLACE]->(p)
WHERE s.tier <> 'candidate' AND s.since >= $from
  AND s.relation IN ['adopted', 'operates', 'offers', 'issued', 'partners_with', 'learned_from', 'mandated_by',
                     'designated', 'claims']
MATCH (s)-[:OBJECT]->(t)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN s.since AS since, s.since_day AS since_day, s.not_before AS not_before, s.relation AS relation,
       s.status AS status, t.id AS thing, t.label AS thing_name, t.kind AS kind, s.period AS period, s.tier AS tier,
       s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, report, statement
