// title: What two places share
// title_zh: 两地共有的事项
// purpose: Each reform, service and platform that both places plan, try or use, or of which both have a platform of one type, with how each stands to it and the sentence of each
// purpose_zh: 两地都在计划、试行或使用的改革、服务与平台（或同类平台），分别注明状态和原句
// parameter place: Place | required | 苏州市 | the place, under each name and code it has had
// parameter other: Place | required | 宣城市 | the other place
// column thing: id of what they share: the thing itself, or the type of their platforms
// column thing_name: its name
// column kind: its kind
// column own: id of what the first place has: the same, or a platform of the type
// column own_name: its name
// column state: how the first place stands to it: in use, piloted, drafted, planned or ended
// column since: this held, or was planned, by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// column others: id of what the other place has
// column others_name: its name
// column others_state: how the other place stands to it
// column others_since: this held, or was planned, by this day
// column others_quote: the words that show it
// column others_text_kind: whether these are that report's own words
// column others_report: id of the report they stand in
// column others_statement: id of the statement
// example: zhengmai ask shared place=苏州市 other=宣城市
MATCH (a:Place) WHERE a.id = $place
MATCH (g:Engagement)-[:OF_PLACE]->(a)
MATCH (g)-[:ENGAGED_WITH]->(x)
MATCH (x)-[:IN_FAMILY]->(t) WHERE t.id = x.id OR t.kind = 'PlatformType'
WITH g, x, t
MATCH (b:Place) WHERE b.id = $other
MATCH (h:Engagement)-[:OF_PLACE]->(b)
MATCH (h)-[:ENGAGED_WITH]->(y)
MATCH (y)-[:IN_FAMILY]->(u)
WHERE u.id = t.id AND (u.id = y.id OR u.kind = 'PlatformType') AND (y.id <> x.id OR u.id = y.id)
MATCH (g)-[:SHOWN_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
MATCH (h)-[:SHOWN_BY]->(e:Statement)
MATCH (e)-[:FROM_REPORT]->(q:Report)
RETURN t.id AS thing, t.label AS thing_name, t.kind AS kind, x.id AS own, x.label AS own_name, g.state AS state,
       s.since AS since, s.since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement, y.id AS others, y.label AS others_name, h.state AS others_state, e.since AS others_since,
       e.quote AS others_quote, q.text_kind AS others_text_kind, q.id AS others_report, e.id AS others_statement
ORDER BY thing, own, others, statement, others_statement
