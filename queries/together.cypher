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
MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $reform
MATCH (p:Place)-[:USES]->(t)
WITH collect(DISTINCT p) AS places, collect(DISTINCT t.id) AS family
WITH places, family, size(places) AS reform_users
UNWIND places AS p
MATCH (p)-[:USES]->(x)
// By what is told of a thing, and not by its node: kglite groups nodes in three times the time.
WITH reform_users, family, x.id AS thing, x.label AS thing_name, x.kind AS kind, x.in_use_count AS users,
     count(*) AS both
WHERE both >= 2 AND NOT thing IN family
RETURN thing, thing_name, kind, both, users, reform_users
ORDER BY both DESC, thing
