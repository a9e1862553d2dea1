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
MATCH (c:NameCount)
RETURN c.name_kind AS kind, c.tier AS tier, c.known AS registered, c.entity_count AS entities,
       c.statement_count AS statements
ORDER BY kind, tier, registered
