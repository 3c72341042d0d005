//! Notices above every page.

pub(super) const TEXTS: &[(&str, &str)] = &[
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
