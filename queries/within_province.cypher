// title: What spread within a province, and where first
// title_zh: 省内率先扩散的事项
// purpose: Each reform, service or platform that places of the province have in use, in the order in which a second place was seen with it; places of one day are in no order
// purpose_zh: 省内各地已使用的改革、服务与平台，按第二个地方出现的时间排列；同日者不分先后
// parameter province: Place | required | 安徽省 | a province
// column thing: id of what it is about
// column thing_name: its name
// column kind: Reform, Service, Platform or PlatformType
// column places: how many places of the province are seen with it in use
// column spread_since: two of them or more had it by this day, or nothing where there is but one
// column nth: how many of them had it by the day of this one
// column place: id of the place
// column place_name: its name
// column level: its level
// column since: it had it in use by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask within_province province=安徽省
MATCH (province:Place) WHERE province.id = $province
MATCH (p:Place)-[:IN_PROVINCE]->(province)
MATCH (g:Engagement)-[:OF_PLACE]->(p) WHERE g.nth_in_province IS NOT NULL
MATCH (g)-[:ENGAGED_WITH]->(t)
WITH t, count(g) AS places, min(CASE WHEN g.nth_in_province >= 2 THEN g.used_since ELSE null END) AS spread,
     collect(g) AS all_of_them
UNWIND all_of_them AS h
MATCH (h)-[:OF_PLACE]->(p:Place)
MATCH (h)-[:FIRST_USED_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN t.id AS thing, t.label AS thing_name, t.kind AS kind, places, spread AS spread_since, h.nth_in_province AS nth,
       p.id AS place, p.label AS place_name, p.level AS level, h.used_since AS since, h.used_since_day AS since_day,
       s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY coalesce(spread_since, '9999'), thing, since_day, place, statement
