// title: How many names are known, by kind and tier
// title_zh: 各类名称的识别情况
// purpose: Of what the statements name, how many entities are in the registry and how many are not, by kind and tier
// purpose_zh: 陈述中的实体按类别和可信度统计：已登记与未登记各有多少
// column kind: kind of entity
// column tier: certain, likely or candidate
// column registered: yes where the registry has a row, else no
// column entities: how many entities
// column statements: how many statements name them
// example: zhengmai ask names
MATCH (s:Statement)-[:SUBJECT|OBJECT|IN_PLACE|ABOUT]->(e)
WHERE e.kind <> 'Measure'
WITH e.kind AS kind, s.tier AS tier, CASE WHEN e.registered THEN 'yes' ELSE 'no' END AS registered,
     e.id AS entity, s.id AS statement
RETURN kind, tier, registered, count(DISTINCT entity) AS entities, count(DISTINCT statement) AS statements
ORDER BY kind, tier, registered
