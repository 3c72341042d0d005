//! Alert rules.

pub(super) const TEXTS: &[(&str, &str)] = &[
    // What fires.
    ("an issue has its first event", "一个问题首次出现"),
    ("a resolved issue has an event again", "已解决的问题再次出现"),
    (
        "an issue that was resolved in a release has an event of a newer one",
        "在某个版本中解决的问题在更新的版本中再次出现",
    ),
    (
        "an archived issue has many more events than before, or its archiving ends",
        "已归档的问题事件激增，或归档到期",
    ),
    ("a release of a project has its first event", "项目的一个版本首次收到事件"),
    ("a page asks for an alert", "页面请求告警"),
    ("an issue has more than {n} events within {span}", "一个问题在 {span}内超过 {n} 个事件"),
    ("an issue has events of more than {n} users within {span}", "一个问题在 {span}内影响超过 {n} 位用户"),
    (
        "an issue has more than {factor} times the events of the same hour a week before, and at least {n}",
        "一个问题的事件数超过一周前同一小时的 {factor} 倍，且至少 {n} 个",
    ),
    (
        "a project has more than {factor} times its usual events within an hour, and at least {n}",
        "一个项目在一小时内的事件数超过平时的 {factor} 倍，且至少 {n} 个",
    ),
    (
        "p{percentile} of {measure} over {span} is above {limit}, of at least {n} values",
        "{span}内 {measure} 的 p{percentile} 超过 {limit}（至少 {n} 个样本）",
    ),
    (
        "fewer than {limit} % of sessions over {span} are without a crash, of at least {n}",
        "{span}内无崩溃会话低于 {limit} %（至少 {n} 次会话）",
    ),
    (
        "fewer than {limit} % of users over {span} are without a crash, of at least {n}",
        "{span}内无崩溃用户低于 {limit} %（至少 {n} 位用户）",
    ),
    (
        "a project that has sent something before sends nothing for {span}",
        "曾发送过数据的项目在 {span}内没有发送任何数据",
    ),
    ("the duration of navigations", "导航耗时"),
    ("the duration of other transactions", "其他事务耗时"),
    ("the duration of page loads", "页面加载耗时"),
    ("{n} days", "{n} 天"),
    ("{n} second", "{n} 秒"),
    ("{n} seconds", "{n} 秒"),
    // What must hold.
    ("or", "或"),
    ("or {n} users so far", "或累计 {n} 位用户"),
    ("the program caught the error", "错误已被程序捕获"),
    ("the program did not catch the error", "错误未被程序捕获"),
    ("{n} event so far", "累计 {n} 个事件"),
    ("{n} events so far", "累计 {n} 个事件"),
    ("and {n} more", "另有 {n} 项"),
    // Who is told, and when.
    ("Channels", "通知渠道"),
    ("Fires when", "触发条件"),
    ("Messages", "消息"),
    ("Only if", "附加条件"),
    ("Quiet hours", "免打扰时段"),
    ("all projects", "全部项目"),
    ("all:", "全部："),
    ("critical", "紧急"),
    ("fatal ones are sent", "致命告警照常发送"),
    ("from the configuration", "来自配置"),
    ("never repeated", "不重复发送"),
    ("no channel is configured", "尚未配置通知渠道"),
    ("repeated after {interval} while it goes on", "持续期间每 {interval}重复一次"),
    ("rule of the project", "项目规则："),
    ("the rule that holds if none is written", "未编写规则时的默认规则"),
    ("those of the first route that matches, else all", "首个匹配路由的渠道；没有匹配时为全部渠道"),
    (
        "wait {wait} for others, then one every {interval} at most",
        "等待 {wait}以合并其他告警，之后每 {interval}最多一条",
    ),
    // The list.
    (
        "A rule says what is worth a message. These are in force now; they are written as {table} in the configuration, or on the page of a project.",
        "规则决定哪些情况需要发送消息。以下规则正在生效，在配置中写作 {table}，或写在项目页面上。",
    ),
    ("Alert rules", "告警规则"),
    (
        "All rules are about other projects. A rule without the key {key} is about all of them.",
        "所有规则都针对其他项目。没有 {key} 键的规则适用于全部项目。",
    ),
    ("No rule can fire here", "这里没有可触发的规则"),
    (
        "Only the newest decisions are kept, so counts begin {time}.",
        "仅保留最新的决定，因此计数从{time}开始。",
    ),
    ("Only those that can fire for {project} are shown.", "仅显示可针对 {project} 触发的规则。"),
    ("Pages of rules", "规则分页"),
    (
        "The first one that matches says which channels hear of a rule that names none itself.",
        "规则未指定通知渠道时，由首个匹配的路由决定。",
    ),
    (
        "{n} rule of a project is not in force, because it cannot be used with this configuration:",
        "{n} 条项目规则与当前配置不符，没有生效：",
    ),
    (
        "{n} rules of projects are not in force, because they cannot be used with this configuration:",
        "{n} 条项目规则与当前配置不符，没有生效：",
    ),
    // What became of firings.
    ("muted", "已静音"),
    ("nothing found", "没有触发"),
    ("quiet hours", "免打扰时段"),
    ("repeated later", "稍后重复"),
    ("silenced", "已静默"),
    ("told already", "已发送过"),
    ("too few events or users", "事件数或用户数不足"),
    ("too many alerts waiting", "等待发送的告警过多"),
    ("{n} held back", "未发送 {n} 次"),
    ("{n} in a shared message", "合并 {n} 次"),
    ("{n} in shared messages", "合并 {n} 次"),
    ("{n} sent", "发送 {n} 次"),
    ("{reason}: {n}", "{reason}：{n}"),
    // One rule.
    ("Last decisions", "最近的处理"),
    ("No message.", "没有消息。"),
    ("Silence this rule", "静默此规则"),
    ("This rule has found nothing lately.", "此规则最近没有触发。"),
    ("What this rule would have sent last week", "此规则上周会发送的消息"),
    (
        "This is computed from what is stored: at most 1,000 issues and 20,000 events, for two seconds. Silences, quiet hours and deleted events are not taken into account.",
        "根据已存储的数据计算：最多 1,000 个问题和 20,000 个事件，最长两秒。不考虑静默、免打扰时段和已删除的事件。",
    ),
    ("{n} message to each of its channels.", "向每个通知渠道发送 {n} 条消息。"),
    ("{n} messages to each of its channels.", "向每个通知渠道发送 {n} 条消息。"),
    ("{n} older message is not listed.", "另有 {n} 条更早的消息未列出。"),
    ("{n} older messages are not listed.", "另有 {n} 条更早的消息未列出。"),
    (
        "There are more issues or events than were looked at, so messages may be missing.",
        "问题或事件过多，没有全部读取，可能缺少部分消息。",
    ),
    (
        "Reading took too long and was ended, so messages may be missing. The command {command} has no such limit.",
        "读取时间过长，已中止，可能缺少部分消息。命令 {command} 没有此限制。",
    ),
    (
        "It is not kept which events asked for an alert, so messages about them are missing.",
        "没有记录哪些事件请求了告警，因此缺少相应的消息。",
    ),
    (
        "It is not kept in which release an issue was resolved, so messages about newer ones are missing.",
        "没有记录问题在哪个版本中解决，因此缺少更新版本的消息。",
    ),
    (
        "It is not kept when a project was silent, so messages about that are missing.",
        "没有记录项目何时没有数据，因此缺少相应的消息。",
    ),
    (
        "The threshold was looked at once an hour; a server looks every minute.",
        "阈值按小时检查；服务器实际每分钟检查一次。",
    ),
];
