// title: Claims of being first beside the earliest evidence
// title_zh: “率先”自述与最早证据对照
// purpose: Each claim of being first, and beside it who the reports read here first show with the thing, a variant or an instance of it in use; of several of one day it is the speaker, if it is among them; the earliest of these reports is no proof of an origin
// purpose_zh: 每条“率先”自述，与本库报告中最早显示已使用该事项者并列；同日有多地时，自述者在内则列自述者；本库最早不等于首创
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
// column earliest: the speaker, another place, or nobody: who is seen first with it in use
// column of_that_day: how many places are seen so on that day: nobody knows which of them was first
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
MATCH (s)-[:OBJECT]->(t) WHERE t.kind <> 'Measure'
MATCH (s)-[:SUBJECT]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $thing
WITH s, t, p, r, root WHERE $thing = '' OR root IS NOT NULL
OPTIONAL MATCH (s)-[:BESIDE]->(g:Engagement)
OPTIONAL MATCH (g)-[:OF_PLACE]->(v:Place)
OPTIONAL MATCH (g)-[:FIRST_USED_BY]->(e:Statement)
OPTIONAL MATCH (e)-[:FROM_REPORT]->(q:Report)
RETURN p.id AS place, p.label AS place_name, s.rank AS rank, t.id AS thing, t.label AS thing_name, s.since AS since,
       s.since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement,
       CASE WHEN v.id IS NULL THEN 'nobody' WHEN v.id = p.id THEN 'the speaker' ELSE 'another place' END AS earliest,
       coalesce(s.first_count, 0) AS of_that_day, v.id AS earliest_place, v.label AS earliest_place_name,
       g.used_since AS earliest_since, e.quote AS earliest_quote, q.text_kind AS earliest_text_kind,
       q.id AS earliest_report, e.id AS earliest_statement
ORDER BY since_day, place, statement
