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
MATCH (report:Report)-[:REPORT_OF]->(:Place)-[:RECORD_OF]->(p:Place)
WITH root, p, min(report.year) AS covered
OPTIONAL MATCH (p)<-[:OF_PLACE]-(g:Engagement)-[:ENGAGED_WITH]->(t)-[:IN_FAMILY]->(root)
WITH p, covered, min(g.used_since_day) AS day, min(left(g.used_since, 4)) AS used
WITH collect(covered) AS covers, collect(coalesce(toInteger(used), 9999)) AS uses, count(p) AS total
MATCH (told:Report)
WITH DISTINCT covers, uses, total, told.year AS each
WITH covers, uses, total, collect(each) AS found
WITH covers, uses, total, found, size(found) AS years, total < 20 OR size(found) < 3 AS refused
UNWIND found AS each
UNWIND range(0, size(covers) - 1) AS i
WITH total, years, refused, each, sum(CASE WHEN covers[i] <= each THEN 1 ELSE 0 END) AS covered,
     sum(CASE WHEN covers[i] <= each AND uses[i] <= each THEN 1 ELSE 0 END) AS users
WITH total, years, refused, each, covered, users ORDER BY each
WITH total, years, refused, collect(each) AS all_years, collect(covered) AS all_covered, collect(users) AS all_using
UNWIND range(0, CASE WHEN refused THEN 0 ELSE size(all_years) - 1 END) AS n
RETURN CASE WHEN refused THEN null ELSE all_years[n] END AS year,
       CASE WHEN refused THEN total ELSE all_covered[n] END AS places,
       CASE WHEN refused THEN null ELSE all_using[n] END AS in_use, years,
       CASE WHEN refused THEN 'refused: ' + toString(total) + ' of 20 places, ' + toString(years) + ' of 3 years'
            ELSE '' END AS note
ORDER BY coalesce(year, 0)
