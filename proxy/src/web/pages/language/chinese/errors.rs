//! Pages of errors.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Back to the issues", "返回问题列表"),
    ("Bad address", "地址有误"),
    ("Not possible now", "暂时无法执行"),
    (
        "Something else that goes on has to end first. Try again in a moment.",
        "需要等待其他正在进行的操作完成，请稍后再试。",
    ),
    ("Damaged", "数据已损坏"),
    ("Not allowed", "没有权限"),
    ("Not found", "页面不存在"),
    ("Store not available", "数据库不可用"),
    ("The query of this address cannot be read.", "无法解析此地址中的查询参数。"),
    (
        "The server cannot read its store; its log says why. Try again in a moment.",
        "服务器无法读取数据库，原因见服务器日志。请稍后重试。",
    ),
    (
        "The store is damaged on disk, and this part of it cannot be read.",
        "磁盘上的数据库已损坏，这部分数据无法读取。",
    ),
    ("The token lacks a scope that these pages need.", "该令牌缺少访问这些页面所需的权限。"),
    (
        "There is no such page, or retention has deleted what it showed.",
        "页面不存在，或其中的数据已超过保留期并被删除。",
    ),
    ("These pages need a valid token.", "访问这些页面需要有效的令牌。"),
];
