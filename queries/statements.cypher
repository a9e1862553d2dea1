// title: What is said of an entity
// title_zh: 关于某一实体的全部陈述
// purpose: Every statement that names a place, agency, reform, service, platform or document, in whichever role, candidates too
// purpose_zh: 提及某个地方、机构、改革、服务、平台或文件的全部陈述（包括候选），不论其角色
// parameter entity: Place, Agency, Reform, Service, Platform, PlatformType, PolicyDocument, Measure | required | 苏周到 | what the statements name
// column role: subject, object or about
// column relation: its relation
// column status: its status, or nothing
// column subject: id of its subject
// column subject_name: the name of that
// column object: id of its object
// column object_name: the name of that
// column place: id of the place in whose territory it holds
// column place_name: its name
// column since: it held, or the plan was said, by this day
// column since_day: the same as an integer
// column tier: certain, likely or candidate
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask statements entity=苏周到
MATCH (x) WHERE x.id = $entity
MATCH (s:Statement)-[e:SUBJECT|OBJECT|ABOUT]->(x)
MATCH (s)-[:SUBJECT]->(a)
MATCH (s)-[:OBJECT]->(b)
MATCH (s)-[:IN_PLACE]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN toLower(type(e)) AS role, s.relation AS relation, s.status AS status, a.id AS subject, a.label AS subject_name,
       b.id AS object, b.label AS object_name, p.id AS place, p.label AS place_name, s.since AS since,
       s.since_day AS since_day, s.tier AS tier, s.quote AS quote, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement
ORDER BY since_day, report, statement, role
