//! The channel to which the alerts of another one go when that fails for long: `fallback` and `fallback_after` of a
//! channel, and of `[alert]` for all channels.

use std::collections::BTreeMap;
use std::time::Duration;

use super::alert_rules::span::{self, NOT_A_SPAN};
use super::channels::Channels;
use super::raw::RawFallback;

/// More than the ten minutes for which DingTalk refuses a robot that sent too much: that passes by itself.
const AFTER: Duration = Duration::from_secs(15 * 60);
/// Shortest and longest time. After 24 hours an alert is given up.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// The channel to which the alerts of another one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// Its name.
    pub channel: String,
    /// How long the other one has failed before. Default: 15 minutes.
    pub after: Duration,
}

/// Fallbacks by the names of the channels that have one.
pub type Fallbacks = BTreeMap<String, Fallback>;

/// Checks the fallbacks. `own` are the tables of channels with their keys, by the name of the channel. An error has the
/// key and the problem.
pub(super) fn check(
    default: &RawFallback,
    own: BTreeMap<String, (String, RawFallback)>,
    channels: &Channels,
) -> Result<Fallbacks, (String, &'static str)> {
    let general = after("alert", default)?;
    let named = |table: &str, name: Option<&String>| match name {
        Some(name) if !name.is_empty() && !channels.contains_key(name) => Err((
            format!("{table}.fallback"),
            "names a channel that is not configured as [alert.<kind>.<name>]",
        )),
        _ => Ok(()),
    };
    named("alert", default.fallback.as_ref())?;
    let mut fallbacks = Fallbacks::new();
    for (name, (table, raw)) in &own {
        named(table, raw.fallback.as_ref())?;
        let after = after(table, raw)?.or(general).unwrap_or(AFTER);
        let channel = match (&raw.fallback, &default.fallback) {
            (Some(own), _) if own == name => {
                return Err((format!("{table}.fallback"), "names the channel itself"));
            }
            (Some(own), _) => own,
            // That of all channels has none, unless it names one.
            (None, Some(general)) if general != name => general,
            (None, _) => continue,
        };
        // An empty name: none, whatever all others have.
        if !channel.is_empty() {
            fallbacks.insert(name.clone(), Fallback { channel: channel.clone(), after });
        }
    }
    for name in fallbacks.keys() {
        if leads_back(name, &fallbacks) {
            let table = own.get(name).map_or("alert", |(table, _)| table.as_str());
            return Err((format!("{table}.fallback"), "leads back to the channel in a circle"));
        }
    }
    Ok(fallbacks)
}

fn after(table: &str, raw: &RawFallback) -> Result<Option<Duration>, (String, &'static str)> {
    let Some(text) = &raw.fallback_after else { return Ok(None) };
    let key = || format!("{table}.fallback_after");
    let after = span::parse(text).ok_or_else(|| (key(), NOT_A_SPAN))?;
    if !(SHORTEST..=LONGEST).contains(&after) {
        return Err((key(), "is too short or too long: 1m to 12h"));
    }
    Ok(Some(after))
}

/// Whether the fallbacks of a channel lead to it.
fn leads_back(name: &str, fallbacks: &Fallbacks) -> bool {
    let mut at = name;
    for _ in 0..fallbacks.len() {
        match fallbacks.get(at) {
            Some(next) if next.channel == name => return true,
            Some(next) => at = &next.channel,
            None => return false,
        }
    }
    false
}

/// The keys of a channel, for the list of all values.
pub(super) fn shown(name: &str, fallbacks: &Fallbacks) -> Vec<(&'static str, String)> {
    let fallback = fallbacks.get(name);
    vec![
        ("fallback", fallback.map_or_else(String::new, |it| it.channel.clone())),
        ("fallback_after", fallback.map_or_else(String::new, |it| span::write(it.after))),
    ]
}

#[cfg(test)]
mod tests {
    use crate::config::{ConfigError, Flags, Loaded, load};

    fn read(text: &str) -> Result<Loaded, ConfigError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("balefire.toml");
        std::fs::write(&path, text).unwrap();
        load(&Flags { file: Some(path), ..Flags::default() }, std::iter::empty())
    }

    fn text(alert: &str, ops: &str, dev: &str, mail: &str) -> String {
        let of = |name: &str, more: &str| {
            format!("[alert.slack.{name}]\nurl = \"http://127.0.0.1/{name}\"\n{more}\n")
        };
        format!("[alert]\n{alert}\n{}{}{}", of("ops", ops), of("dev", dev), of("mail", mail))
    }

    #[track_caller]
    fn found(alert: &str, ops: &str, dev: &str, mail: &str) -> Vec<(String, String, u64)> {
        let config = read(&text(alert, ops, dev, mail)).unwrap().config;
        config.fallbacks.into_iter().map(|(name, it)| (name, it.channel, it.after.as_secs())).collect()
    }

    #[test]
    fn a_channel_has_its_own_or_that_of_all() {
        let of = |name: &str, fallback: &str, after| (name.to_owned(), fallback.to_owned(), after);
        assert_eq!(found("", "", "", ""), []);
        assert_eq!(found("", "fallback = \"dev\"", "", ""), [of("ops", "dev", 900)]);
        let all = "fallback = \"mail\"\nfallback_after = \"30m\"";
        assert_eq!(found(all, "", "", ""), [of("dev", "mail", 1_800), of("ops", "mail", 1_800)]);
        assert_eq!(
            found(all, "fallback = \"dev\"\nfallback_after = \"2h\"", "fallback_after = \"1m\"", ""),
            [of("dev", "mail", 60), of("ops", "dev", 7_200)]
        );
        assert_eq!(found(all, "fallback = \"\"", "", ""), [of("dev", "mail", 1_800)]);
    }

    #[test]
    fn errors_name_the_key() {
        let cases = [
            (text("", "fallback = \"gone\"", "", ""), "alert.slack.ops.fallback names a channel that is not"),
            (text("fallback = \"gone\"", "", "", ""), "alert.fallback names a channel that is not"),
            (text("", "fallback = \"ops\"", "", ""), "alert.slack.ops.fallback names the channel itself"),
            (text("", "fallback = \"dev\"", "fallback = \"mail\"", "fallback = \"ops\""), "in a circle"),
            (text("fallback = \"mail\"", "", "", "fallback = \"ops\""), "in a circle"),
            (text("", "fallback_after = \"soon\"", "", ""), "alert.slack.ops.fallback_after is not a length"),
            (text("fallback_after = \"30s\"", "", "", ""), "alert.fallback_after is too short"),
            (
                text("", "fallback_after = \"13h\"", "", ""),
                "alert.slack.ops.fallback_after is too short or too long",
            ),
        ];
        for (text, expect) in cases {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        }
    }
}
