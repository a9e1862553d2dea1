// title: Who uses the platform of another
// title_zh: 谁在使用他地的平台
// purpose: Each place that runs, tries or plans a platform which belongs to another place, by the platform, with the sentence; use of a platform is no invention of it
// purpose_zh: 使用、试用或计划使用他地所有平台的地方，按平台列出，附原句；使用平台不等于首创
// parameter platform: Platform, PlatformType | optional | 皖事通 | only this platform, or the platforms of this type
// column platform_id: id of the platform
// column platform_name: its name
// column owner: id of the place that owns it
// column owner_name: its name
// column place: id of the place that uses it
// column place_name: its name
// column written: how the sentence names it
// column state: in use, piloted, drafted, planned or ended
// column since: this held, or was planned, by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask tenants platform=皖事通
MATCH (t:Platform)-[:OWNED_BY]->(o:Place)
MATCH (t)-[:IN_FAMILY]->(root) WHERE (root.id = t.id AND $platform = '') OR root.id = $platform
MATCH (g:Engagement)-[:ENGAGED_WITH]->(t)
MATCH (g)-[:OF_PLACE]->(p:Place) WHERE p.id <> o.id
MATCH (g)-[:SHOWN_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN t.id AS platform_id, t.label AS platform_name, o.id AS owner, o.label AS owner_name, p.id AS place,
       p.label AS place_name, s.object_name AS written, g.state AS state, s.since AS since, s.since_day AS since_day,
       s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY platform_id, since_day, place, statement
