//! What all pages share.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Time zone: {zone}. Days begin at midnight UTC.", "时区：{zone}。日期以 UTC 零点为界。"),
    ("Alerts", "告警"),
    ("Dead letters", "死信"),
    ("Events", "事件"),
    ("Issues", "问题"),
    ("Language", "语言"),
    ("Pages", "页面"),
    ("Performance", "性能"),
    ("Releases", "版本"),
    ("Skip to content", "跳到正文"),
];
