// title: Which types of platform are there
// title_zh: 有哪些平台类型
// purpose: Each type of platform, with how many platforms of it are named and how many places have one in use
// purpose_zh: 每种平台类型：报告提到的平台数和已使用的地方数
// column thing: id of the type
// column thing_name: its name
// column platforms: how many platforms of the type there are here
// column places: how many places have one of them, or one named by the type alone, in use
// example: zhengmai ask platform_types
MATCH (t:PlatformType)
RETURN t.id AS thing, t.label AS thing_name, t.platform_count AS platforms, t.family_user_count AS places
ORDER BY places DESC, platforms DESC, thing
