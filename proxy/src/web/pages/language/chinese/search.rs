//! The list of issues, searches, and saved searches.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "A function in the stack; a file: `stack.filename:*/app.js`",
        "堆栈中的函数；文件用 `stack.filename:*/app.js`",
    ),
    ("A quotation mark is not closed: {text}", "引号没有闭合：{text}"),
    (
        "A release; the asterisk stands for any text. The newest release is `release:latest`",
        "版本，星号代表任意文本；最新版本用 `release:latest`",
    ),
    ("A search has at most {n} characters.", "搜索最多 {n} 个字符。"),
    ("A search has at most {n} terms.", "搜索最多 {n} 个条件。"),
    (
        "A tag of an event: any key and value, such as `browser.name:Chrome` or `url:*checkout*`",
        "事件的标签：任意键和值，例如 `browser.name:Chrome` 或 `url:*checkout*`",
    ),
    ("All environments", "全部环境"),
    (
        "All terms must hold. Without a search only unresolved issues are listed; an empty search lists all.",
        "所有条件须同时满足。没有搜索条件时只列出未解决的问题，空搜索列出全部问题。",
    ),
    (
        "Assigned to the holder of the token, to somebody by name, or to nobody: `assigned:none`",
        "指派给令牌持有者、指定姓名的人，或未指派：`assigned:none`",
    ),
    ("Delete the saved search {name}", "删除已保存的搜索“{name}”"),
    ("Everything else; without a word: `!pay`", "除此以外的问题；不含某个词用 `!pay`"),
    (
        "First seen in the last 24 hours; before that: `+24h`; also `lastSeen`, and dates: `lastSeen:>2026-01-31`",
        "最近 24 小时内首次出现，更早用 `+24h`；也可用 `lastSeen` 和日期：`lastSeen:>2026-01-31`",
    ),
    ("For review", "待处理"),
    ("From", "从"),
    ("Growth", "增长"),
    ("How to search", "搜索语法"),
    (
        "Issues that this user had, by the whole value of the first that an event has: `user.id`, `user.email`, `user.username`, `user.ip`",
        "该用户遇到的问题；须填写事件所含的第一项的完整值，依次为 `user.id`、`user.email`、`user.username`、`user.ip`",
    ),
    ("Issues with this tag; without it: `!has:customer`", "有此标签的问题；没有则用 `!has:customer`"),
    ("No issues match this search", "没有符合搜索条件的问题"),
    (
        "No search is saved yet. A saved search is there for all who use this server.",
        "还没有保存的搜索。保存的搜索对本服务器的所有用户可见。",
    ),
    ("Number of events; of users: `users:>10`", "事件数；用户数用 `users:>10`"),
    (
        "OR is not supported: all terms of a search must hold. For several values write {example}.",
        "不支持 OR：搜索的所有条件须同时满足。多个值请写成 {example}。",
    ),
    (
        "One of several values; also for tags, releases and all other keys",
        "多个值中的任意一个；也可用于标签、版本等其他键",
    ),
    ("Pages of issues", "问题列表分页"),
    ("Priority: `high`, `medium` or `low`", "优先级：`high`（高）、`medium`（中）或 `low`（低）"),
    (
        "Resolved and archived issues are not listed without a search for them.",
        "已解决和已归档的问题须通过搜索才会列出。",
    ),
    ("Save", "保存"),
    ("Save the present search as", "将当前搜索保存为"),
    ("Saved searches", "已保存的搜索"),
    ("Search issues", "搜索问题"),
    (
        "State: `unresolved`, `resolved`, `archived`, `new`, `ongoing`, `escalating`, `regressed`, `for_review`, `assigned`, `unassigned`, `bookmarked`",
        "状态：`unresolved`（未解决）、`resolved`（已解决）、`archived`（已归档）、`new`（新增）、`ongoing`（持续）、`escalating`（激增）、`regressed`（回归）、`for_review`（待处理）、`assigned`（已指派）、`unassigned`（未指派）、`bookmarked`（已收藏）",
    ),
    ("States of issues", "问题状态"),
    (
        "The list of {key} needs commas between its values and a bracket at its end.",
        "{key} 的列表须用逗号分隔各值，并以方括号结尾。",
    ),
    ("The list of {key} has at most {n} values.", "{key} 的列表最多 {n} 个值。"),
    ("The list of {key} is empty.", "{key} 的列表为空。"),
    ("The name of a saved search has 1 to 60 characters.", "搜索名称须为 1 到 60 个字符。"),
    (
        "The type of the exception; `error.value` for its message, `error.handled:false` for crashes",
        "异常类型；异常消息用 `error.value`，未捕获的错误用 `error.handled:false`",
    ),
    (
        "There are 100 saved searches already: delete one of them first.",
        "已有 100 个保存的搜索，请先删除其中一个。",
    ),
    ("This search cannot be made", "无法执行此搜索"),
    ("To", "至"),
    ("Unresolved", "未解决"),
    (
        "Words and phrases in the title, the message, the stack and the address of the page; the whole name of a user; the id of an event or issue, such as `SHOP-1Z`",
        "标题、消息、堆栈和页面地址中的词或短语；也可以是用户的完整名称，或事件、问题的编号，例如 `SHOP-1Z`",
    ),
    ("assigned to {name}", "负责人：{name}"),
    ("first", "首次"),
    ("no location", "无位置"),
    ("{first}–{last} of more than {n}", "第 {first}–{last} 个，共 {n} 个以上"),
    ("{first}–{last} of {n}", "第 {first}–{last} 个，共 {n} 个"),
    (
        "{key} cannot be searched for among events. Known: {known}, and the key of any tag.",
        "不能在事件中按 {key} 搜索。可用的键：{known}，以及任意标签的键。",
    ),
    (
        "{key} cannot be searched for. Known: {known}, and the key of any tag.",
        "不能按 {key} 搜索。可用的键：{known}，以及任意标签的键。",
    ),
    ("{key} cannot be “{value}”. Known: {known}", "{key} 不能是“{value}”。可用的值：{known}"),
    (
        "{key} needs a number such as {example}, not “{value}”.",
        "{key} 须为数字，例如 {example}，不能是“{value}”。",
    ),
    (
        "{key} needs a time such as {example} or {other}, not “{value}”.",
        "{key} 须为时间，例如 {example} 或 {other}，不能是“{value}”。",
    ),
    (
        "{key} takes no wildcard: only a hash of each user is stored, so the whole value is needed.",
        "{key} 不支持通配符：服务器只保存用户的哈希值，须填写完整的值。",
    ),
    (
        "{key} needs a value right behind its colon. Write a text with a colon in quotation marks.",
        "{key} 的冒号后面须紧跟一个值；带冒号的文本请加引号。",
    ),
    ("{key} takes one value and no list.", "{key} 只接受一个值，不接受列表。"),
    ("{word} is no state. Known states: {known}", "{word} 不是已知的状态。已知的状态：{known}"),
];
