//! Feedback of visitors, and attachments.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "A page sends it by captureFeedback, or by the feedback widget of a Sentry SDK.",
        "页面可通过 captureFeedback 或 Sentry SDK 的反馈组件发送。",
    ),
    ("All feedback about this issue", "该问题的全部反馈"),
    ("Anonymous", "匿名用户"),
    ("Attachments", "附件"),
    (
        "Attachments come from visitors and are not scrubbed: open them with care.",
        "附件来自访问者，未经脱敏，请谨慎打开。",
    ),
    ("File", "文件"),
    ("No feedback yet", "暂无用户反馈"),
    ("Pages of feedback", "反馈分页"),
    ("Type", "类型"),
    ("User feedback", "用户反馈"),
];
