//! Quiet hours, from `[alert.quiet_hours.<name>]`.

use std::collections::BTreeMap;

use super::channels::Channels;
use super::raw::RawQuietHours;
use crate::model::quiet_hours::{Clock, Days, QuietHours};
use crate::model::time_zone::TimeZone;

/// Most quiet hours of a configuration.
const MOST: usize = 50;

/// Checks quiet hours. `time_zone` is that of all alerts. An error has the key and the problem.
pub(super) fn check(
    raw: BTreeMap<String, RawQuietHours>,
    channels: &Channels,
    time_zone: &TimeZone,
) -> Result<Vec<QuietHours>, (String, &'static str)> {
    if raw.len() > MOST {
        return Err(("alert.quiet_hours".into(), "has more than 50 tables"));
    }
    let check = |(name, raw): (String, RawQuietHours)| {
        let table = format!("alert.quiet_hours.{name}");
        one(name, raw, channels, time_zone).map_err(|(key, problem)| (format!("{table}.{key}"), problem))
    };
    raw.into_iter().map(check).collect()
}

fn one(
    name: String,
    raw: RawQuietHours,
    channels: &Channels,
    time_zone: &TimeZone,
) -> Result<QuietHours, (&'static str, &'static str)> {
    const CLOCK: &str = "is no time of the day, such as \"22:00\"";
    let clock = |key, text: Option<String>| {
        let text = text.ok_or((key, "is missing: a time of the day, such as \"22:00\""))?;
        Clock::parse(&text).ok_or((key, CLOCK))
    };
    let days = match raw.days.0.as_slice() {
        [] => Days::ALL,
        days => Days::parse(days.iter().map(String::as_str))
            .ok_or(("days", "has one that is no day or range of days, such as \"sat\" or \"mon-fri\""))?,
    };
    let time_zone = match raw.time_zone.as_deref() {
        None => time_zone.clone(),
        Some(text) => TimeZone::parse(text).ok_or((
            "time_zone",
            "is neither an offset, such as +08:00, nor a time zone of this machine, such as Asia/Shanghai",
        ))?,
    };
    if raw.channels.0.iter().any(|name| !channels.contains_key(name)) {
        return Err(("channels", "has one that is no channel of [alert.<kind>.<name>]"));
    }
    Ok(QuietHours {
        name,
        days,
        between: (clock("from", raw.from)?, clock("to", raw.to)?),
        time_zone,
        channels: raw.channels.0,
        rules: raw.rules.0,
        except_fatal: raw.except_fatal.unwrap_or(true),
    })
}

/// All values, as `balefire-proxy check` prints them.
pub(super) fn shown(all: &[QuietHours]) -> Vec<(String, String)> {
    let fields = |hours: &QuietHours| {
        let fields = [
            ("days", hours.days.to_string()),
            ("from", hours.between.0.to_string()),
            ("to", hours.between.1.to_string()),
            ("time_zone", hours.time_zone.to_string()),
            ("channels", hours.channels.join(",")),
            ("rules", hours.rules.join(",")),
            ("except_fatal", hours.except_fatal.to_string()),
        ];
        fields.map(|(key, value)| (format!("alert.quiet_hours.{}.{key}", hours.name), value))
    };
    all.iter().flat_map(fields).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::{Flags, load};

    const ROBOT: &str = "[alert.slack.ops]\nurl = \"https://hooks.slack.test/a\"\n";

    fn lines(file: &str, environment: &[(&str, &str)]) -> Result<String, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("balefire.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        let loaded = load(&Flags { file: Some(path), ..Flags::default() }, environment);
        let lines = loaded.map_err(|error| error.to_string())?.lines();
        let ours = lines.into_iter().filter(|line| line.starts_with("alert.quiet_hours."));
        Ok(ours
            .map(|line| line.split(" (").next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
            .join("\n"))
    }

    #[test]
    fn every_key_and_its_default() {
        let file = format!(
            "{ROBOT}[alert.quiet_hours.night]\nfrom = \"22:00\"\nto = \"8:00\"\n\
             [alert.quiet_hours.weekend]\nfrom = \"00:00\"\nto = \"24:00\"\ndays = [\"sat-sun\"]\n\
             time_zone = \"+08:00\"\nchannels = [\"ops\"]\nrules = \"new, slow\"\nexcept_fatal = false\n"
        );
        assert_eq!(
            lines(&file, &[("TZ", "Europe/Berlin")]).unwrap(),
            "alert.quiet_hours.night.days = mon,tue,wed,thu,fri,sat,sun\n\
             alert.quiet_hours.night.from = 22:00\n\
             alert.quiet_hours.night.to = 08:00\n\
             alert.quiet_hours.night.time_zone = Europe/Berlin\n\
             alert.quiet_hours.night.channels = \n\
             alert.quiet_hours.night.rules = \n\
             alert.quiet_hours.night.except_fatal = true\n\
             alert.quiet_hours.weekend.days = sat,sun\n\
             alert.quiet_hours.weekend.from = 00:00\n\
             alert.quiet_hours.weekend.to = 00:00\n\
             alert.quiet_hours.weekend.time_zone = +08:00\n\
             alert.quiet_hours.weekend.channels = ops\n\
             alert.quiet_hours.weekend.rules = new,slow\n\
             alert.quiet_hours.weekend.except_fatal = false"
        );
        let zone = format!("{file}[alert]\ntime_zone = \"Asia/Tokyo\"\n");
        assert!(lines(&zone, &[]).unwrap().contains("night.time_zone = Asia/Tokyo"));
        let environment = [("BALEFIRE_ALERT__QUIET_HOURS__NIGHT__FROM", "21:30")];
        assert!(lines(&file, &environment).unwrap().contains("night.from = 21:30"));
    }

    #[test]
    fn an_error_names_the_key_and_the_cure() {
        for (table, expect) in [
            ("to = \"8:00\"", "alert.quiet_hours.n.from is missing"),
            (
                "from = \"22\"\nto = \"8:00\"",
                "alert.quiet_hours.n.from is no time of the day, such as \"22:00\"",
            ),
            ("from = \"22:00\"\nto = \"8:60\"", "alert.quiet_hours.n.to is no time of the day"),
            (
                "from = \"1:00\"\nto = \"2:00\"\ndays = [\"someday\"]",
                "alert.quiet_hours.n.days has one that is no day",
            ),
            (
                "from = \"1:00\"\nto = \"2:00\"\ntime_zone = \"Mars\"",
                "alert.quiet_hours.n.time_zone is neither",
            ),
            (
                "from = \"1:00\"\nto = \"2:00\"\nchannels = [\"dev\"]",
                "alert.quiet_hours.n.channels has one that is no channel",
            ),
            ("from = \"1:00\"\nto = \"2:00\"\nuntil = 1", "unknown key alert.quiet_hours.n.until"),
        ] {
            let error = lines(&format!("{ROBOT}[alert.quiet_hours.n]\n{table}\n"), &[]).unwrap_err();
            assert!(error.contains(expect), "{error}");
        }
        let many: String =
            (0..51).map(|n| format!("[alert.quiet_hours.n{n}]\nfrom = \"1:00\"\nto = \"2:00\"\n")).collect();
        assert!(lines(&many, &[]).unwrap_err().contains("more than 50"));
    }
}
