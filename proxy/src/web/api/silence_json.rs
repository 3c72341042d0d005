//! Silences as Alertmanager's API version 2 writes them:
//! <https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml>

use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::rfc3339;
use crate::model::silence::{InvalidSilence, LONGEST, Matcher, NewSilence, Operator, Silence};
use crate::model::timestamp::Timestamp;
use crate::web::read_error::ReadError;

/// A silence.
pub(super) fn json(silence: &Silence, now: Timestamp) -> Value {
    let matcher = |it: &Matcher| {
        let (is_regex, is_equal) = (it.operator().is_regex(), it.operator().is_equal());
        json!({ "name": it.name(), "value": it.value(), "isRegex": is_regex, "isEqual": is_equal })
    };
    let mut shown = json!({
        "id": silence.id.to_string(),
        "status": { "state": silence.state(now).as_str() },
        "matchers": silence.matchers.iter().map(matcher).collect::<Vec<_>>(),
        "startsAt": rfc3339::format(silence.starts),
        "endsAt": rfc3339::format(silence.ends),
        "updatedAt": rfc3339::format(silence.updated),
        "createdBy": silence.created_by,
        "comment": silence.comment,
    });
    if let Some(until) = &silence.until {
        // Alertmanager has no such end.
        shown["untilReleaseAfter"] = json!(until.after.version);
    }
    shown
}

/// The body of a request for a silence. Members that are not known are refused, so that none is left out in silence.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    id: Option<String>,
    matchers: Vec<BodyMatcher>,
    starts_at: Option<String>,
    ends_at: Option<String>,
    #[serde(default)]
    until_next_release: bool,
    #[serde(default)]
    created_by: String,
    #[serde(default)]
    comment: String,
    // A client may send back what it got.
    #[serde(rename = "status")]
    _status: Option<serde::de::IgnoredAny>,
    #[serde(rename = "updatedAt")]
    _updated_at: Option<serde::de::IgnoredAny>,
    #[serde(rename = "untilReleaseAfter")]
    _until_release_after: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BodyMatcher {
    name: String,
    value: String,
    #[serde(default)]
    is_regex: bool,
    #[serde(default = "yes")]
    is_equal: bool,
}

fn yes() -> bool {
    true
}

/// Reads the body of a request. `token` is the name of the token, for a body that names no creator.
pub(super) fn read(body: &[u8], token: Option<&str>, now: Timestamp) -> Result<NewSilence, ReadError> {
    let unsupported = |error: &dyn std::fmt::Display| ReadError::Unsupported(error.to_string());
    let body: Body = serde_json::from_slice(body)
        .map_err(|error| unsupported(&format!("the body is no silence: {error}")))?;
    let time = |name: &str, text: Option<&str>| match text {
        None => Ok(None),
        Some(text) => rfc3339::parse(text)
            .map(Some)
            .ok_or_else(|| unsupported(&format!("{name} is no time as RFC 3339 has it"))),
    };
    let starts = time("startsAt", body.starts_at.as_deref())?.unwrap_or(now);
    let ends = match (time("endsAt", body.ends_at.as_deref())?, body.until_next_release) {
        (Some(ends), _) => ends,
        (None, true) => Timestamp(starts.0.max(now.0) + LONGEST),
        (None, false) => return Err(unsupported(&"endsAt is missing")),
    };
    let replaces = match body.id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => Some(id.parse().map_err(|_| ReadError::NotFound)?),
        None => None,
    };
    let matcher =
        |it: &BodyMatcher| Matcher::new(&it.name, Operator::of_flags(it.is_regex, it.is_equal), &it.value);
    // Counted before they are compiled.
    if body.matchers.len() > crate::model::silence::MATCHERS {
        return Err(unsupported(&InvalidSilence::Matchers));
    }
    let matchers: Result<Vec<_>, InvalidSilence> = body.matchers.iter().map(matcher).collect();
    let created_by = body.created_by.trim();
    let silence = NewSilence {
        matchers: matchers.map_err(|error| unsupported(&error))?,
        starts,
        ends,
        until_next_release: body.until_next_release,
        created_by: if created_by.is_empty() { token.unwrap_or_default() } else { created_by }.to_owned(),
        comment: body.comment.trim().to_owned(),
        replaces,
    };
    silence.check(now).map_err(|error| unsupported(&error))?;
    Ok(silence)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_872_276.0);

    fn asked(body: &Value) -> Result<NewSilence, String> {
        read(body.to_string().as_bytes(), Some("ci"), NOW).map_err(|error| error.to_string())
    }

    #[test]
    fn as_amtool_sends_it() {
        let body = json!({
            "matchers": [
                { "name": "alertname", "value": "new", "isRegex": false, "isEqual": true },
                { "name": "level", "value": "info|debug", "isRegex": true },
            ],
            "startsAt": "2026-11-28T13:24:36.000Z",
            "endsAt": "2026-11-28T15:24:36.000Z",
            "createdBy": "anna",
            "comment": "maintenance",
        });
        let silence = asked(&body).unwrap();
        assert_eq!(silence.matchers[1].operator(), Operator::Matches);
        assert_eq!((silence.starts, silence.ends), (NOW, Timestamp(NOW.0 + 7_200.0)));
        assert_eq!((silence.created_by.as_str(), silence.comment.as_str()), ("anna", "maintenance"));
        // What is written is read again.
        let NewSilence { matchers, starts, ends, created_by, comment, .. } = silence.clone();
        let stored =
            Silence { id: 12, matchers, starts, ends, until: None, created_by, comment, updated: NOW };
        let shown = json(&stored, NOW);
        assert_eq!((&shown["id"], &shown["status"]["state"]), (&json!("12"), &json!("active")));
        assert_eq!(asked(&shown).unwrap(), NewSilence { replaces: Some(12), ..silence });
    }

    #[test]
    fn until_the_next_release_needs_no_end() {
        let matchers = json!([{ "name": "issue", "value": "7" }]);
        let silence = asked(&json!({ "matchers": matchers, "untilNextRelease": true })).unwrap();
        assert_eq!((silence.ends.0 - NOW.0, silence.created_by.as_str()), (LONGEST, "ci"));
        let error = asked(&json!({ "matchers": matchers })).unwrap_err();
        assert_eq!(error, "endsAt is missing");
    }

    #[test]
    fn refused_with_words() {
        let one = json!([{ "name": "issue", "value": "7" }]);
        let (end, past) = ("2026-11-28T15:24:36Z", "2026-11-28T12:24:36Z");
        for (body, expect) in [
            (json!([]), "the body is no silence"),
            (json!({ "matchers": one, "endsAt": end, "until": "x" }), "unknown field `until`"),
            (json!({ "matchers": one, "endsAt": "tomorrow" }), "endsAt is no time"),
            (json!({ "matchers": one, "startsAt": "", "endsAt": end }), "startsAt is no time"),
            (json!({ "matchers": one, "endsAt": past }), "in the future"),
            (json!({ "matchers": [], "endsAt": end }), "1 to 20 matchers"),
            (json!({ "matchers": vec![one[0].clone(); 21], "endsAt": end }), "1 to 20 matchers"),
            (
                json!({ "matchers": [{ "name": "level", "value": "(", "isRegex": true }], "endsAt": end }),
                "regular expression for \"level\"",
            ),
            (
                json!({ "matchers": [{ "name": "level", "value": ".*", "isRegex": true }], "endsAt": end }),
                "must not match the empty text",
            ),
            (json!({ "id": "x", "matchers": one, "endsAt": end }), "does not exist"),
        ] {
            let error = asked(&body).unwrap_err();
            assert!(error.contains(expect), "{error} for {body}");
        }
    }
}
