//! The words of messages, in English and in Chinese.
//!
//! A message is written in English: `words.text("Open issue")`, `words.fill("{n} events", &[("n", "3")])`. The Chinese is
//! in `CHINESE`, with the words of the pages.

use crate::model::language::Language;

/// The words of a language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words(Language);

impl Words {
    /// The words of this language.
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// A text.
    #[must_use]
    pub fn text(self, english: &'static str) -> &'static str {
        match self.0 {
            Language::English => english,
            Language::Chinese => {
                let found = CHINESE.iter().find(|(text, _)| *text == english);
                debug_assert!(found.is_some(), "{english:?} has no Chinese");
                found.map_or(english, |(_, chinese)| chinese)
            }
        }
    }

    /// A text with values in the place of `{name}`.
    #[must_use]
    pub fn fill(self, english: &'static str, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.text(english);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            filled.push_str(before);
            filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }

    /// A text about one thing or about many, with their number in the place of `{n}`.
    #[must_use]
    pub fn plural(self, n: u64, one: &'static str, many: &'static str) -> String {
        self.fill(if n == 1 { one } else { many }, &[("n", &n.to_string())])
    }

    /// The name of a level, which may be one that no client of ours sends.
    #[must_use]
    pub fn level(self, level: &str) -> String {
        match (self.0, level) {
            (Language::Chinese, "fatal") => "致命",
            (Language::Chinese, "error") => "错误",
            (Language::Chinese, "warning") => "警告",
            (Language::Chinese, "info") => "信息",
            (Language::Chinese, "debug") => "调试",
            _ => level,
        }
        .to_owned()
    }
}

/// Each English text and its Chinese one.
const CHINESE: &[(&str, &str)] = &[
    ("Alerts will arrive here.", "告警将发送到这里。"),
    ("Balefire: test message", "Balefire：测试消息"),
    ("(no title)", "（无标题）"),
    ("Culprit", "出错位置"),
    ("Error", "错误"),
    ("Its messages come here until it works again.", "恢复之前，其消息将发送到这里。"),
    ("Its messages go there again.", "其消息已恢复由该渠道发送。"),
    ("Messages come here again.", "消息已恢复发送到这里。"),
    ("Messages meanwhile", "期间的消息数"),
    ("Open alerts", "查看告警"),
    ("The channel {channel} fails", "通知渠道 {channel} 发送失败"),
    ("The channel {channel} fails since {time}: {error}", "通知渠道 {channel} 自 {time} 起发送失败：{error}"),
    ("The channel {channel} works again", "通知渠道 {channel} 已恢复"),
    ("{n} to {channel}", "{n} 条，发往 {channel}"),
    ("Environment", "环境"),
    ("Events", "事件数"),
    ("Fatal", "致命"),
    ("First seen", "首次出现"),
    ("Frames", "栈帧"),
    ("From", "开始"),
    ("Issue {id}", "问题 {id}"),
    ("Issues", "问题"),
    ("Last 24 hours", "近 24 小时"),
    ("Level", "级别"),
    ("Message", "消息"),
    ("Mute 1 h", "静音 1 小时"),
    ("Mute until next release", "静音至下个版本"),
    ("Now", "当前值"),
    ("Open", "查看"),
    ("Open Balefire", "打开 Balefire"),
    ("Open issue", "查看问题"),
    ("Open issues", "查看问题"),
    ("Open project", "查看项目"),
    ("Page", "页面"),
    ("Project", "项目"),
    ("Recovered", "已恢复"),
    ("Release", "版本"),
    ("Resolve", "标记为已解决"),
    ("Rule", "规则"),
    ("Since", "开始于"),
    ("Suspect release", "可疑版本"),
    ("First seen in", "首次出现于"),
    (
        "The issue is not stored any more: the store was too large, or it was too old.",
        "该问题已不再保留：数据库过大，或问题过旧。",
    ),
    ("The receiver refused the words of this message.", "接收方拒绝了此消息的内容。"),
    ("The template of this channel failed: {problem}", "此通知渠道的模板渲染失败：{problem}"),
    ("To", "结束"),
    ("Users", "用户数"),
    ("Was", "此前"),
    ("Why", "原因"),
    ("and {n} more", "另有 {n} 个"),
    ("came back", "再次出现"),
    ("came back in a newer release", "在更新的版本中再次出现"),
    ("came back in the newer release {release}", "在更新的版本 {release} 中再次出现"),
    ("came back in {release}", "在 {release} 中再次出现"),
    ("critical", "严重"),
    ("first event of {release}", "{release} 的首个事件"),
    ("info", "信息"),
    ("many more events than before it was archived", "事件数远多于归档之前"),
    ("new issue", "新问题"),
    ("nothing heard for {span}", "已有 {span} 未收到任何数据"),
    ("p{percentile} of {measure} {value} over {span}", "{span}内 {measure} 的 p{percentile} 为 {value}"),
    ("recovered", "已恢复"),
    ("the page asked for this alert", "页面请求发送此告警"),
    ("warning", "警告"),
    ("what it was archived until has happened", "归档的条件已满足"),
    ("{name}:", "{name}："),
    ("{n} alerts", "{n} 条告警"),
    ("{n} d", "{n} 天"),
    ("{n} h", "{n} 小时"),
    ("{n} new issue in {project}", "{project} 有 {n} 个新问题"),
    ("{n} new issues in {project}", "{project} 有 {n} 个新问题"),
    ("{n} issue in {project}", "{project} 有 {n} 个问题"),
    ("{n} issues in {project}", "{project} 有 {n} 个问题"),
    ("{n} min", "{n} 分钟"),
    ("{n} more line", "另有 {n} 行"),
    ("{n} more lines", "另有 {n} 行"),
    ("{n} s", "{n} 秒"),
    ("{value} events in {span}", "{span}内 {value} 个事件"),
    ("{value} of sessions without a crash over {span}", "{span}内无崩溃会话占 {value}"),
    ("{value} of users without a crash over {span}", "{span}内无崩溃用户占 {value}"),
    ("{value} users in {span}", "{span}内 {value} 位用户"),
    ("{what} (limit {limit})", "{what}（上限 {limit}）"),
    ("{what} (at least {limit})", "{what}（下限 {limit}）"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The `{names}` of a text.
    fn names(text: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn each_text_has_one_translation_with_the_same_values() {
        for (english, chinese) in CHINESE {
            assert_eq!(names(english), names(chinese), "{english}");
            assert_eq!(CHINESE.iter().filter(|(other, _)| other == english).count(), 1, "{english}");
        }
    }

    #[test]
    fn values_take_their_places_and_are_read_no_further() {
        let fill = |language| Words::of(language).fill("came back in {release}", &[("release", "{n} 1.2")]);
        assert_eq!(fill(Language::English), "came back in {n} 1.2");
        assert_eq!(fill(Language::Chinese), "在 {n} 1.2 中再次出现");
        assert_eq!(Words::default().plural(1, "{n} more line", "{n} more lines"), "1 more line");
        assert_eq!(Words::of(Language::Chinese).level("fatal"), "致命");
        assert_eq!(Words::of(Language::Chinese).level("odd"), "odd");
    }
}
