//! An event as a text, and its request as a command.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("As JSON", "以 JSON 查看"),
    ("As Markdown", "以 Markdown 查看"),
    ("As a command for curl", "转换为 curl 命令"),
    ("As a file", "查看文件"),
    ("Copy", "复制"),
    ("Event as Markdown", "以 Markdown 显示的事件"),
    ("Event as Markdown: {issue}", "以 Markdown 显示的事件：{issue}"),
    (
        "For a colleague or a coding agent. All that visitors sent is fenced, and said to be data.",
        "可发给同事或编程助手。来自访问者的内容均放在代码块中，并注明仅为数据。",
    ),
    ("First seen", "首次出现"),
    ("Message template", "消息模板"),
    ("This event as a text", "以文本查看该事件"),
    ("crashed", "已崩溃"),
    ("current", "当前"),
    ("{n} module", "{n} 个模块"),
    ("{n} modules", "{n} 个模块"),
    ("{n} thread", "{n} 个线程"),
    ("{n} threads", "{n} 个线程"),
    (
        "What scrubbing has removed is not in it, nor are cookies and credentials.",
        "脱敏去除的内容不在其中，也不包含 Cookie 和凭据。",
    ),
];
