// title: How a reform spread over the years
// title_zh: 某项改革的扩散曲线
// purpose: For each year how many of the places with a report by then are seen with the reform, one of its variants or instances, in use; refused, with the numbers, under 20 places or 3 years with a report
// purpose_zh: 逐年列出已有报告的地方总数及其中已显示使用该改革者；有报告的地方不足二十个或年份不足三年时不作曲线，并说明数目
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform, with its variants and instances
// column year: the year, or nothing where the curve is refused
// column places: places with a report for this year or an earlier one; where refused, all places with a report
// column in_use: those of them seen with it in use by the end of the year, or nothing where refused
// column years: years with a report
// column note: why the curve is refused, or nothing written
// example: zhengmai ask curve reform=免证办
MATCH (root) WHERE root.id = $reform
// Counted by years before anything is collected: kglite 0.21.2 copies a list into each row that it goes through.
OPTIONAL MATCH (root)<-[:IN_FAMILY]-(t)<-[:ENGAGED_WITH]-(g:Engagement)-[:OF_PLACE]->(u:Place)
WITH u, min(left(g.used_since, 4)) AS used
WITH u.first_year AS covered, toInteger(used) AS using
WITH CASE WHEN covered > using THEN covered ELSE using END AS year, count(*) AS number
WITH collect(CASE WHEN year IS NULL THEN 9999 ELSE year END) AS use_years, collect(number) AS uses
MATCH (p:Place) WHERE p.first_year IS NOT NULL
WITH use_years, uses, p.first_year AS year, count(*) AS number
WITH use_years, uses, collect(year) AS cover_years, collect(number) AS covers, sum(number) AS total
MATCH (told:Report)
WITH DISTINCT use_years, uses, cover_years, covers, total, told.year AS each
WITH use_years, uses, cover_years, covers, total, each,
     reduce(sum = 0, i IN range(0, size(covers) - 1) |
            sum + CASE WHEN cover_years[i] <= each THEN covers[i] ELSE 0 END) AS covered,
     reduce(sum = 0, i IN range(0, size(uses) - 1) |
            sum + CASE WHEN use_years[i] <= each THEN uses[i] ELSE 0 END) AS users
ORDER BY each
WITH total, collect(each) AS all_years, collect(covered) AS all_covered, collect(users) AS all_using
WITH total, all_years, all_covered, all_using, size(all_years) AS years, total < 20 OR size(all_years) < 3 AS refused
UNWIND range(0, CASE WHEN refused THEN 0 ELSE years - 1 END) AS n
RETURN CASE WHEN refused THEN null ELSE all_years[n] END AS year,
       CASE WHEN refused THEN total ELSE all_covered[n] END AS places,
       CASE WHEN refused THEN null ELSE all_using[n] END AS in_use, years,
       CASE WHEN refused THEN 'refused: ' + toString(total) + ' of 20 places, ' + toString(years) + ' of 3 years'
            ELSE '' END AS note
ORDER BY coalesce(year, 0)
