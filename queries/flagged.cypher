// title: What was seen and left out
// title_zh: 已发现但未采用的内容
// purpose: What the reader of a report flagged, with its words and where they stand, and what makes no plain edge or no known entity, counted for each report
// purpose_zh: 阅读报告时标记的内容（水印、未具名来源等）及其位置；仅为候选的陈述和未登记的名称按报告计数
// parameter place: Place | optional | 苏州市 | only of this place, under each name and code it has had
// column reason: noise, unnamed source, candidate statement (it makes no edge), or unregistered name (an entity that the registry does not know)
// column number: how many there are: 1 where the words stand beside it
// column words: the words, or nothing where they are counted
// column quote_start: offset of the first character in the text of the report, or nothing
// column quote_end: offset after the last, or nothing
// column place: id of the report's place
// column place_name: its name
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report
// example: zhengmai ask flagged
MATCH (f:Flag)-[:FLAGGED_IN]->(r:Report)
MATCH (r)-[:REPORT_OF]->(:Place)-[:RECORD_OF]->(p:Place) WHERE $place = '' OR p.id = $place
RETURN f.reason AS reason, f.flag_count AS number, f.words AS words, f.quote_start AS quote_start,
       f.quote_end AS quote_end, p.id AS place, p.label AS place_name, r.text_kind AS text_kind, r.id AS report
ORDER BY report, coalesce(quote_start, -1), reason
