// title: How many places took up what, year by year
// title_zh: 逐年新增统计
// purpose: For each year and thing how many places are first seen planning, piloting or using it, and how many are seen with it in use by the end of the year
// purpose_zh: 每年每个事项：首次出现计划、试行、使用的地方数，以及截至年末已显示使用的地方数
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// column year: the year
// column thing: id of the reform, service, platform or type, by itself: variants and instances have rows of their own
// column thing_name: its name
// column planned: places first seen planning it
// column piloted: places first seen piloting it
// column in_use: places first seen with it in use
// column in_use_total: places seen with it in use by the end of the year, ended or not
// example: zhengmai ask yearly
MATCH (c:YearCount)-[:COUNTS]->(t)
OPTIONAL MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $reform
WITH c, t, root WHERE $reform = '' OR root IS NOT NULL
RETURN c.year AS year, t.id AS thing, t.label AS thing_name, c.planned_count AS planned, c.piloted_count AS piloted,
       c.used_count AS in_use, c.used_total AS in_use_total
ORDER BY year, in_use DESC, planned DESC, thing
