// title: How a reform is related to others
// title_zh: 某项改革的谱系
// purpose: What the registry says of the reform, its variants and instances: of what each is a variant or an instance, and out of what it grew; containment is no identity
// purpose_zh: 登记册所载该改革及其变体、实例之间的关系，以及由何演变而来；包含不等于同一
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform, with its variants and instances
// column thing: id of the one that is a variant or an instance, or that grew out of the other
// column thing_name: its name
// column relation: variant_of, instance_of or evolved_from
// column other: id of the other
// column other_name: its name
// column how: what says so, or nothing
// column users: how many places have the one in use
// column other_users: how many places have the other in use
// example: zhengmai ask reform_family reform=免证办
MATCH (m)-[:IN_FAMILY]->(root) WHERE root.id = $reform
// From the members and what is one step from them: kglite reads all edges of a kind where both ends are looked up in a list.
MATCH (m)-[:VARIANT_OF|INSTANCE_OF|EVOLVED_FROM*0..1]-(x)
WITH DISTINCT x
MATCH (x)-[e:VARIANT_OF|INSTANCE_OF|EVOLVED_FROM]->(y)
OPTIONAL MATCH (x)-[:IN_FAMILY]->(one) WHERE one.id = $reform
OPTIONAL MATCH (y)-[:IN_FAMILY]->(two) WHERE two.id = $reform
WITH x, e, y, one, two WHERE one IS NOT NULL OR two IS NOT NULL
RETURN x.id AS thing, x.label AS thing_name, e.relation AS relation, y.id AS other, y.label AS other_name, e.how AS how,
       coalesce(x.user_count, 0) AS users, coalesce(y.user_count, 0) AS other_users
ORDER BY relation, thing, other
