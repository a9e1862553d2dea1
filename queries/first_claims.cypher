// title: Claims of being first beside the earliest evidence
// title_zh: “率先”自述与最早证据对照
// purpose: Each claim of being first, and beside it the place that the reports read here first show with the thing in use; the earliest of these reports is no proof of an origin
// purpose_zh: 每条“率先”自述，与本库报告中最早显示已使用该事项的地方并列；本库最早不等于首创
// parameter thing: Reform, Service, Platform, PlatformType | optional | 一件事 | only what is claimed of this, its variants and instances
// column place: id of the place that claims it
// column place_name: its name
// column rank: the words of the claim
// column thing: id of what is claimed of
// column thing_name: its name
// column since: it was claimed by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// column earliest: the speaker, another place, or nobody: who is seen first with it in use; of one day each has a row
// column earliest_place: id of that place, or nothing
// column earliest_place_name: its name, or nothing
// column earliest_since: it had it in use by this day, or nothing
// column earliest_quote: the words that show it, or nothing
// column earliest_text_kind: whether these are that report's own words, or nothing
// column earliest_report: id of that report, or nothing
// column earliest_statement: id of that statement, or nothing
// example: zhengmai ask first_claims
MATCH (s:Statement)
WHERE s.relation = 'claims' AND s.tier <> 'candidate'
  AND (s.rank CONTAINS '率先' OR s.rank CONTAINS '首' OR s.rank CONTAINS '第一' OR s.rank CONTAINS '最早')
MATCH (s)-[:OBJECT]->(t)-[:IN_FAMILY]->(root) WHERE (root.id = t.id AND $thing = '') OR root.id = $thing
WITH DISTINCT t
OPTIONAL MATCH (g:Engagement)-[:ENGAGED_WITH]->(x)-[:IN_FAMILY]->(t) WHERE g.used_since_day IS NOT NULL
WITH t, min(g.used_since_day) AS day
OPTIONAL MATCH (h:Engagement)-[:ENGAGED_WITH]->(y)-[:IN_FAMILY]->(t) WHERE h.used_since_day = day
WITH DISTINCT t, h
MATCH (s:Statement)-[:OBJECT]->(t)
WHERE s.relation = 'claims' AND s.tier <> 'candidate'
  AND (s.rank CONTAINS '率先' OR s.rank CONTAINS '首' OR s.rank CONTAINS '第一' OR s.rank CONTAINS '最早')
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (h)-[:OF_PLACE]->(v:Place)
OPTIONAL MATCH (h)-[:FIRST_USED_BY]->(e:Statement)
OPTIONAL MATCH (e)-[:FROM_REPORT]->(q:Report)
RETURN p.id AS place, p.label AS place_name, s.rank AS rank, t.id AS thing, t.label AS thing_name, s.since AS since,
       s.since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement,
       CASE WHEN v.id IS NULL THEN 'nobody' WHEN v.id = p.id THEN 'the speaker' ELSE 'another place' END AS earliest,
       v.id AS earliest_place, v.label AS earliest_place_name, h.used_since AS earliest_since,
       e.quote AS earliest_quote, q.text_kind AS earliest_text_kind, q.id AS earliest_report,
       e.id AS earliest_statement
ORDER BY since_day, place, statement, earliest_place, earliest_statement
