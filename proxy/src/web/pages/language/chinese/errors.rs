//! Pages of errors.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Back to the issues", "返回问题列表"),
    ("Bad address", "地址有误"),
    ("Not possible now", "暂时无法执行"),
    (
        "Something else that goes on has to end first. Try again in a moment.",
        "需要等待其他正在进行的操作完成，请稍后再试。",
    ),
    ("Changes are accepted from this server's own pages only.", "只接受来自本服务器页面的修改。"),
    (
        "Reload the page and enter the token as the password, with any user name. {command} makes a token.",
        "请刷新页面，用户名任意，密码填写令牌。用 {command} 可以生成令牌。",
    ),
    ("The token lacks the scope {scope}.", "该令牌缺少权限 {scope}。"),
    (
        "These pages need no token, so they are shown only under the names of this machine (localhost, 127.0.0.1, [::1]), the name in public_url and the names in pages.hosts.",
        "这些页面不需要令牌，因此只能通过本机名称（localhost、127.0.0.1、[::1]）、public_url 中的名称以及 pages.hosts 中的名称访问。",
    ),
    (
        "To see them under this name, add it to pages.hosts in balefire.toml, or set pages.token_required = true.",
        "要通过当前名称访问，请把它加入 balefire.toml 的 pages.hosts，或设置 pages.token_required = true。",
    ),
    ("Unknown name of this server", "未知的服务器名称"),
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
