//! Times.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("in {n} days", "{n} 天后"),
    ("in {n} hours", "{n} 小时后"),
    ("in {n} min", "{n} 分钟后"),
    ("in {n} s", "{n} 秒后"),
    ("just now", "刚刚"),
    ("{n} day ago", "{n} 天前"),
    ("{n} days ago", "{n} 天前"),
    ("{n} hour ago", "{n} 小时前"),
    ("{n} hours ago", "{n} 小时前"),
    ("{n} min ago", "{n} 分钟前"),
    ("{n} month ago", "{n} 个月前"),
    ("{n} months ago", "{n} 个月前"),
    ("{n} sec ago", "{n} 秒前"),
    ("{n} year ago", "{n} 年前"),
    ("{n} years ago", "{n} 年前"),
];
