//! Notices above every page.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "The database store.db is damaged: some of what is stored cannot be read. Stop the server, then take the last \
         backup, or save what can be read; docs/operations.md says how.",
        "数据库 store.db 已损坏，部分已存储的数据无法读取。请停止服务器，然后恢复最近的备份，或抢救仍可读取的数据，步骤见 docs/operations.md。",
    ),
    (
        "The inbox is older than the store: inbox.db is new, or was replaced by an older copy. Envelopes that waited in \
         it to be stored may be missing.",
        "收件箱比数据库旧：inbox.db 是新建的，或被较旧的副本替换。其中等待入库的信封可能已丢失。",
    ),
    ("The log {log} was damaged on disk: at least {lost}", "日志 {log} 在磁盘上损坏：至少{lost}"),
    (
        "The store is older than the inbox: {missing} stored once, and can be found in neither. The end of its log was \
         damaged, or store.db was replaced by an older copy.",
        "数据库比收件箱旧：{missing}曾经入库，现在两处都找不到。可能是数据库日志的末尾损坏，或 store.db 被较旧的副本替换。",
    ),
    ("{n} commit at its end is lost.", "丢失末尾 {n} 次提交。"),
    ("{n} commits at its end are lost.", "丢失末尾 {n} 次提交。"),
    ("{n} envelope was", "{n} 个信封"),
    ("{n} envelopes were", "{n} 个信封"),
    (
        "Deletion goes on once events have arrived for an hour. If the clock is right, {command} makes it go on now.",
        "持续收到事件满一小时后会恢复删除。如果时钟正确，执行 {command} 可立即恢复。",
    ),
    ("It went from {before} to {after}.", "时间从 {before} 变为 {after}。"),
    (
        "It has {size} MB. Of these {held} MB wait for upstreams or are other data, which go when they are sent. \
         Deleting events would not free them.",
        "当前大小为 {size} MB，其中 {held} MB 正等待转发到上游或属于其他数据，发送后才会释放，删除事件无法释放这部分空间。",
    ),
    (
        "Nothing is deleted by age: the clock of the server jumped.",
        "已暂停按时间删除数据：服务器时钟发生跳变。",
    ),
    ("The store is larger than {setting}.", "数据库大小超过 {setting}。"),
    ("an unknown time", "未知时间"),
];
