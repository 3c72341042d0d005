//! `balefire-proxy alert test --rule NAME`: what the rule would have sent.

use anyhow::{Context, bail};
use balefire_proxy::alerts::past_firings::{Missing, PastRange, past_firings};
use balefire_proxy::alerts::replay::messages;
use balefire_proxy::config::{Config, Live};
use balefire_proxy::model::timestamp::Timestamp;

use super::output::say;
use super::store::open_store;

/// How far it goes back, in seconds: a week.
const RANGE: f64 = 7.0 * 86_400.0;
/// Most issues of a message that are named.
const NAMED: usize = 5;

/// Prints each message that the rule would have sent within the last week.
pub fn replay(config: Config, name: &str) -> anyhow::Result<()> {
    let store = open_store(&config)?;
    let live = Live::new(config);
    live.set_stored(balefire_proxy::app::stored_settings(store.as_ref()).context("cannot read the rules")?);
    let config = live.get();
    let Some(rule) = config.rules.iter().find(|rule| rule.name == name) else {
        let names: Vec<&str> = config.rules.iter().map(|rule| rule.name.as_str()).collect();
        bail!("there is no rule {name:?}; the rules are {}", names.join(", "));
    };
    let now = Timestamp::now();
    let range = PastRange { from: Timestamp(now.0 - RANGE), to: now, is_over: &|| false };
    let past = past_firings(rule, store.as_ref(), range).context("cannot read what is stored")?;
    let sent = messages(rule, past.found);
    for message in &sent {
        let first = message.past.first();
        let project = first.map_or("", |past| past.project.as_str());
        let time = config.alerts.time_zone.format(message.at);
        say(&format!("{time} {project}: {} found", message.past.len()))?;
        for past in message.past.iter().take(NAMED) {
            let title = past.issue.as_ref().map_or("", |(_, title)| title.as_str());
            let title: String = title.chars().filter(|c| !c.is_control()).take(120).collect();
            say(&format!("  {} {title}", past.cause.code()))?;
        }
        if message.past.len() > NAMED {
            say(&format!("  and {} more", message.past.len() - NAMED))?;
        }
    }
    for missing in past.missing {
        say(match missing {
            Missing::TooMany => "note: there are more issues or events than were looked at",
            Missing::TooSlow => "note: reading took too long",
            Missing::Requested => "note: it is not kept which events asked for an alert",
            Missing::NewerRelease => "note: it is not kept in which release an issue was resolved",
            Missing::Silence => "note: it is not kept when a project was silent",
            Missing::ByTheHour => {
                "note: the threshold was looked at once an hour, a server looks every minute"
            }
        })?;
    }
    say(&format!("{} messages in the last 7 days, to each channel", sent.len()))
}
