// title: Which platforms a place has
// title_zh: 某地有哪些平台
// purpose: Each platform that the place runs, tries or plans, with who owns it, how the place has it, and the sentence that shows it
// purpose_zh: 该地运行、试运行或计划建设的每个平台：归谁所有、以何种方式使用、处于何种状态，附原句
// parameter place: Place | required | 宣城市 | the place, under each name and code it has had
// column thing: id of the platform, or of the type where no platform is named
// column thing_name: its name
// column kind: Platform or PlatformType
// column owner: id of the place that owns it, or nothing
// column owner_name: its name, or nothing
// column mode: own, tenant (it belongs to another place), or owner not named
// column state: in use, piloted, drafted, planned or ended
// column since: it held, or the plan was said, by this day
// column since_day: the same as an integer
// column statements: how many statements say so
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask platforms place=宣城市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (g:Engagement)-[:OF_PLACE]->(unit)
MATCH (g)-[:ENGAGED_WITH]->(t) WHERE t.kind IN ['Platform', 'PlatformType']
MATCH (g)-[:SHOWN_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:OWNED_BY]->(o:Place)
RETURN t.id AS thing, t.label AS thing_name, t.kind AS kind, o.id AS owner, o.label AS owner_name,
       CASE WHEN o.id IS NULL THEN 'owner not named' WHEN o.id = unit.id THEN 'own' ELSE 'tenant' END AS mode,
       g.state AS state, s.since AS since, s.since_day AS since_day, g.statement_count AS statements, s.quote AS quote,
       r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, thing, statement
