//! What all pages share.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Times in {zone}, days in UTC", "时间为 {zone}，日期为 UTC"),
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
