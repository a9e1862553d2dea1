// title: What is measured of a thing
// title_zh: 某事项的指标数据
// purpose: Each number about the thing, its variants and instances, with its window and mode; numbers of unlike measure, unit, mode or scope stand apart and are not to be ranked together
// purpose_zh: 该事项及其变体、实例的每个数字，注明统计窗口和口径；指标、单位、口径或范围不同者分列，不可一起排名
// parameter thing: Reform, Service, Platform, PlatformType, PolicyDocument, Place | required | 综合窗口 | what is measured
// parameter place: Place | optional | 宁国市 | only of this place, under each name and code it has had
// column thing: id of what is measured: the thing asked for, a variant or an instance
// column thing_name: its name
// column measure: what is counted, as written
// column unit: the unit, or nothing written
// column mode: cumulative, in-period, stock, rate, change, or not stated
// column scope: what the number is limited to, or not stated
// column value: the number as written, or nothing where only a change is stated
// column approx: the word that makes it approximate, or nothing
// column bound: =, ≥, ≤ or ≈, or nothing
// column change: by how much it changed, or nothing
// column baseline: what it was before, or nothing
// column window: the time that the number speaks of
// column window_basis: where that comes from: stated, own (the report's), as-of, since or deadline
// column place: id of the place
// column place_name: its name
// column since: the number held by this day
// column since_day: the same as an integer
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask measurements thing=综合窗口
MATCH (root) WHERE root.id = $thing
MATCH (t)-[:IN_FAMILY]->(root)
MATCH (s:Statement)-[:SUBJECT|ABOUT]->(t)
MATCH (m:Measurement)-[:SAID_BY]->(s)
MATCH (s)-[:IN_PLACE]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
MATCH (s)-[:FROM_REPORT]->(r:Report)
WITH DISTINCT t, s, m, p, r, coalesce(m.unit, '') AS counted_in, coalesce(m.scope, 'not stated') AS within,
     CASE WHEN m.mode IS NOT NULL THEN m.mode WHEN m.change IS NOT NULL THEN 'change' ELSE 'not stated' END AS way
RETURN t.id AS thing, t.label AS thing_name, m.measure AS measure, counted_in AS unit, way AS mode, within AS scope,
       m.value AS value, m.approx AS approx, m.bound AS bound, m.change AS change, m.baseline AS baseline,
       m.period AS window, m.period_basis AS window_basis, p.id AS place, p.label AS place_name, m.since AS since,
       m.since_day AS since_day, m.tier AS tier, s.quote AS quote, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement
ORDER BY thing, measure, unit, mode, scope, since_day, place, statement
