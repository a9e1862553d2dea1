// title: What comes with a reform
// title_zh: 与某项改革相伴的事项
// purpose: What else two or more of the places that have the reform, a variant or an instance in use have in use too, most places first; that they come together says nothing of a cause
// purpose_zh: 在使用该改革的地方中，至少两地同时使用的其他事项，按地方数排列；相伴不等于因果
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform, with its variants and instances
// column thing: id of the other reform, service, platform or type
// column thing_name: its name
// column kind: its kind
// column both: how many places have both in use
// column users: how many places have the other in use
// column reform_users: how many places have the reform in use
// example: zhengmai ask together reform=免证办
MATCH (root) WHERE root.id = $reform
MATCH (t)-[:IN_FAMILY]->(root)
MATCH (p:Place)-[:USES]->(t)
WITH root, collect(DISTINCT p) AS places
// The number stands beside each place from here on: the list itself would be copied into each row.
WITH root, places, size(places) AS reform_users
UNWIND places AS p
MATCH (p)-[:USES]->(x)
// Counted before the family is left out: there are few things, and many uses of them.
WITH root, reform_users, x, count(p) AS both
WHERE both >= 2 AND NOT EXISTS { MATCH (x)-[:IN_FAMILY]->(root) }
RETURN x.id AS thing, x.label AS thing_name, x.kind AS kind, both, x.in_use_count AS users, reform_users
ORDER BY both DESC, thing
