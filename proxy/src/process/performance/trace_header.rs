//! The trace in the header of an envelope: the facts that its head knew when the trace began.
//!
//! <https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/>

use balefire_protocol::json;

/// The member `trace` of the header.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TraceHeader {
    /// The share of traces that the client keeps, as it says.
    pub sample_rate: Option<f64>,
    /// The release of the trace's head.
    pub release: Option<String>,
    /// The environment of the trace's head.
    pub environment: Option<String>,
}

impl TraceHeader {
    /// Reads the header of an envelope, which is within the limit of headers.
    #[must_use]
    pub fn read(header: &str) -> Self {
        let Some(trace) = json::member(header, "trace") else { return Self::default() };
        let text = |key: &str| json::string_member(trace, key).filter(|text| !text.is_empty());
        // The protocol has the rate as a text; some clients write a number.
        let rate = json::member(trace, "sample_rate").map(|raw| json::inner(raw).unwrap_or(raw));
        Self {
            sample_rate: rate.and_then(|rate| rate.parse().ok()),
            release: text("release"),
            environment: text("environment"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_as_text_or_number() {
        for (rate, expect) in
            [("\"0.25\"", Some(0.25)), ("0.5", Some(0.5)), ("\"x\"", None), ("null", None), ("{}", None)]
        {
            let header =
                format!(r#"{{"trace":{{"sample_rate":{rate},"release":"shop@7","environment":""}}}}"#);
            let release = Some("shop@7".to_owned());
            assert_eq!(
                TraceHeader::read(&header),
                TraceHeader { sample_rate: expect, release, environment: None }
            );
        }
        assert_eq!(TraceHeader::read("{}"), TraceHeader::default());
        assert_eq!(TraceHeader::read(r#"{"trace":[1]}"#), TraceHeader::default());
    }
}
