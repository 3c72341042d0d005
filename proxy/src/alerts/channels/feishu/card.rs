//! A notice as a card. Texts of events are `plain_text`, in which nothing is markup:
//! <https://open.feishu.cn/document/feishu-cards/card-json-v1-components/content-components/plain-text>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::alerts::alert_issue::cut;
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{self, Summary, summary};
use crate::alerts::words::Words;
use crate::config::channels::Feishu;
use crate::model::alert::Alert;
use crate::model::timestamp::Timestamp;
use crate::secret::Secret;

/// Longest title, and longest other text, in characters. All together stay far below Feishu's 20 KB.
const TITLE: usize = 120;
const FIELD: usize = 200;

/// The body of a message, without its signature.
pub(super) fn body(bot: &Feishu, alert: &Alert, context: &RenderContext<'_>) -> String {
    message(bot, alert, &summary(alert, context), context.words)
}

/// The body of a message without any text of an event.
pub(super) fn without_text(bot: &Feishu, alert: &Alert, words: Words) -> String {
    message(bot, alert, &summary::without_text(alert, words), words)
}

fn message(bot: &Feishu, alert: &Alert, summary: &Summary, words: Words) -> String {
    let mut title = cut(&summary.title, TITLE);
    if title.trim().is_empty() {
        title = words.text("(no title)").into();
    }
    let plain = |text: String| json!({ "tag": "plain_text", "content": text });
    let line = |text: String| json!({ "tag": "div", "text": plain(text) });
    let mut elements: Vec<Value> =
        summary.redirected.iter().map(|first| line(cut(first, 2 * FIELD))).collect();
    let field = |(name, value): &(&str, String)| json!({ "is_short": value.chars().count() < 30, "text": plain(format!("{name}: {}", cut(value, FIELD))) });
    if !summary.facts.is_empty() {
        elements.push(json!({ "tag": "div", "fields": summary.facts.iter().map(field).collect::<Vec<_>>() }));
    }
    for sample in &summary.samples {
        elements.push(line(format!("{}: {}", cut(&sample.level, FIELD), cut(&sample.title, TITLE))));
    }
    if summary.unnamed > 0 {
        elements.push(line(words.fill("and {n} more", &[("n", &summary.unnamed.to_string())])));
    }
    if let Some(note) = summary.note {
        elements.push(line(note.to_owned()));
    }
    let all = format!("{title} {:?} {:?}", summary.facts, summary.samples);
    if let Some(first) = bot.keywords.first()
        && !bot.keywords.iter().any(|keyword| all.contains(keyword))
    {
        elements.push(line(first.clone()));
    }
    if let Some(mentions) = mentions(bot) {
        elements.push(json!({ "tag": "div", "text": { "tag": "lark_md", "content": mentions } }));
    }
    let button = |(text, url): &(&str, String), kind: &str| json!({ "tag": "button", "text": plain((*text).to_owned()), "url": url, "type": kind });
    let first = summary.link.iter().map(|link| button(link, "primary"));
    let buttons: Vec<_> = first.chain(summary.actions.iter().map(|link| button(link, "default"))).collect();
    if !buttons.is_empty() {
        elements.push(json!({ "tag": "action", "actions": buttons }));
    }
    let colour = if alert.is_fatal { "red" } else { "orange" };
    json!({
        "msg_type": "interactive",
        "card": { "header": { "title": plain(title), "template": colour }, "elements": elements },
    })
    .to_string()
}

/// The people to mention, in the markup for that. Ids are checked when the configuration is read.
fn mentions(bot: &Feishu) -> Option<String> {
    let all = bot.at_all.then(|| "<at id=all></at>".to_owned());
    let one = bot.at_user_ids.iter().map(|id| format!("<at id={id}></at>"));
    let mentions: Vec<_> = all.into_iter().chain(one).collect();
    (!mentions.is_empty()).then(|| mentions.join(" "))
}

/// The body with its time and signature: the key is `{seconds}\n{secret}`, and nothing is signed with it.
pub(super) fn signed(body: &str, secret: Option<&Secret<String>>, now: Timestamp) -> String {
    let (Some(secret), Ok(Value::Object(mut members))) = (secret, serde_json::from_str(body)) else {
        return body.to_owned();
    };
    let seconds = now.0.max(0.0) as u64;
    members.insert("timestamp".into(), json!(seconds.to_string()));
    members.insert("sign".into(), json!(sign(seconds, secret.expose())));
    Value::Object(members).to_string()
}

fn sign(seconds: u64, secret: &str) -> String {
    let key = format!("{seconds}\n{secret}");
    // HMAC takes keys of every length. Without a signature Feishu refuses, and says so.
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes());
    mac.map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_by_another_program() {
        // python3: base64.b64encode(hmac.new(b"1599360473\ndemo", b"", "sha256").digest())
        assert_eq!(sign(1_599_360_473, "demo"), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
        let body = signed("{\"a\":1}", Some(&Secret::new("demo".into())), Timestamp(1_599_360_473.9));
        assert_eq!(
            serde_json::from_str::<Value>(&body).unwrap(),
            json!({ "a": 1, "timestamp": "1599360473", "sign": "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=" })
        );
        assert_eq!(signed("{}", None, Timestamp(1.0)), "{}");
    }
}
