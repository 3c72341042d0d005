//! `GET /metrics`: counts of outcomes, times, and the sizes of queues and store, in the text format of Prometheus.
//!
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{FromRef, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::reading::Reading;
use super::routes::Routes;
use super::viewer::{Permitted, ReadMetrics};
use crate::app::App;
use crate::metrics::Histogram;
use crate::model::channel_failure::ChannelFailure;
use crate::model::timestamp::Timestamp;
use crate::outcome::Counted;
use crate::serve::connections::ConnectionCounts;
use crate::store::DeadLetterTotals;

/// The route.
pub fn routes() -> Routes<Arc<App>> {
    Routes::new().get("/metrics", metrics)
}

async fn metrics(_: Permitted<ReadMetrics>, State(app): State<Arc<App>>) -> Response {
    let mut text = Text::default();
    text.outcomes(
        "balefire_outcomes_total",
        "What became of items and of requests that were refused whole.",
        &app.outcomes.snapshot(),
    );
    text.outcomes(
        "balefire_forwarded_total",
        "What became of items at the upstreams.",
        &app.forwarded.snapshot(),
    );
    let connections = &app.connections;
    text.connections(&connections.counts);
    text.gauge("balefire_connections", "Open connections.", connections.count() as u64);
    let timings = &app.timings;
    text.histograms(
        "balefire_request_seconds",
        "From an envelope's headers to its answer.",
        &[("answer=\"kept\"", &timings.kept), ("answer=\"refused\"", &timings.refused)],
    );
    text.histograms(
        "balefire_stored_seconds",
        "From the answer 200 to the event in the store.",
        &[("", &timings.stored)],
    );
    text.counters(
        "balefire_alerts_total",
        "New issues by what became of them in the outbox, once for each channel.",
        "result",
        app.alert_counts.snapshot(),
    );
    text.counters(
        "balefire_retention_deleted_total",
        "What retention deleted.",
        "kind",
        app.deletions.snapshot(),
    );
    text.counters(
        "balefire_vitals_total",
        "Vitals of page views that became final.",
        "result",
        [("folded", app.folded_vitals.load(Ordering::Relaxed))].into_iter(),
    );
    text.gauge("balefire_inbox_bytes", "Bytes of envelopes that wait to be stored.", app.inbox.size());
    text.gauge("balefire_inbox_waiting", "Envelopes that wait for the disk.", app.inbox.waiting());
    let reading = Reading::from_ref(&app);
    let failures = reading.ask(|store| Ok(store.channel_failures()?));
    if let Ok(failures) = failures.await {
        let config = app.live.get();
        text.channels(config.channels.keys(), &failures, Timestamp::now());
    }
    let asked = reading.ask(|store| {
        Ok((store.size()?, store.performance_size()?, store.retention_state()?, store.dead_letter_totals()?))
    });
    if let Ok((size, performance, retention, letters)) = asked.await {
        text.gauge("balefire_store_bytes", "Room in use in the store.", size);
        text.gauge(
            "balefire_performance_bytes",
            "Room in the store for segments, spans, vitals and sessions.",
            performance.recent,
        );
        text.gauge(
            "balefire_distribution_bytes",
            "Room in the store for distributions of performance data.",
            performance.distributions(),
        );
        let is_paused = u64::from(retention.clock.jumped.is_some());
        text.gauge(
            "balefire_retention_paused",
            "1 while nothing is deleted by age, as the clock jumped.",
            is_paused,
        );
        text.gauge("balefire_dead_letters", "Items that could not be stored.", letters.count);
        text.gauge("balefire_dead_letters_bytes", "Bytes of items that could not be stored.", letters.bytes);
        text.dropped(&letters);
    }
    let health = &app.health;
    let is_damaged = u64::from(health.is_damaged());
    text.gauge("balefire_store_damaged", "1 if damage of the store was found.", is_damaged);
    text.counter(
        "balefire_store_damaged_reads_total",
        "Requests that were not answered, as what they asked for is damaged.",
        health.damaged_reads(),
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text.0).into_response()
}

/// A text as the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The answer as it grows. Writing to a string never fails.
#[derive(Default)]
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, help: &str, kind: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn outcomes(&mut self, name: &str, help: &str, outcomes: &[Counted]) {
        self.head(name, help, "counter");
        for (outcome, category, count) in outcomes {
            let ((outcome, reason), category) = (outcome.labels(), category.code());
            let labels = format!("outcome=\"{outcome}\",reason=\"{reason}\",category=\"{category}\"");
            let _ = writeln!(self.0, "{name}{{{labels}}} {count}");
        }
    }

    fn connections(&mut self, counts: &ConnectionCounts) {
        let name = "balefire_connections_ended_total";
        self.head(name, "Connections that were closed, or for which there was no place.", "counter");
        for (reason, count) in [
            ("answer_not_read", &counts.answer_not_read),
            ("gave_way", &counts.gave_way),
            ("address", &counts.address),
            ("full", &counts.full),
        ] {
            let _ = writeln!(self.0, "{name}{{reason=\"{reason}\"}} {}", count.load(Ordering::Relaxed));
        }
    }

    /// Each channel that is configured, so that there is a line before it fails.
    fn channels<'a>(
        &mut self,
        names: impl Iterator<Item = &'a String> + Clone,
        failures: &[ChannelFailure],
        now: Timestamp,
    ) {
        let of = |name: &str| failures.iter().find(|failure| failure.channel == name);
        let name = "balefire_alert_channel_failing_seconds";
        self.head(name, "For how long a channel has failed; 0: it works.", "gauge");
        for channel in names.clone() {
            // At least 1, so that a failure of this second shows.
            let seconds = of(channel).map_or(0.0, |failure| (now.0 - failure.since.0).max(1.0));
            let _ = writeln!(self.0, "{name}{{channel=\"{}\"}} {seconds:.0}", label(channel));
        }
        let name = "balefire_alert_channel_redirected";
        self.head(name, "Alerts of a channel that went to its fallback while it fails.", "gauge");
        for channel in names {
            let alerts =
                of(channel).and_then(|failure| failure.fallback.as_ref()).map_or(0, |open| open.alerts);
            let _ = writeln!(self.0, "{name}{{channel=\"{}\"}} {alerts}", label(channel));
        }
    }

    fn histograms(&mut self, name: &str, help: &str, histograms: &[(&str, &Histogram)]) {
        self.head(name, help, "histogram");
        for (labels, histogram) in histograms {
            let comma = if labels.is_empty() { "" } else { "," };
            for (bound, count) in histogram.buckets() {
                let _ = writeln!(self.0, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}");
            }
            let (count, seconds) = (histogram.count(), histogram.seconds());
            let braces = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
            let _ = writeln!(self.0, "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {count}");
            let _ = writeln!(self.0, "{name}_sum{braces} {seconds}");
            let _ = writeln!(self.0, "{name}_count{braces} {count}");
        }
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "counter");
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn counters(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        counts: impl Iterator<Item = (&'static str, u64)>,
    ) {
        self.head(name, help, "counter");
        for (value, count) in counts {
            let _ = writeln!(self.0, "{name}{{{label}=\"{value}\"}} {count}");
        }
    }

    /// Counted in the store, so that the counts outlive a restart.
    fn dropped(&mut self, letters: &DeadLetterTotals) {
        let name = "balefire_dead_letters_dropped_total";
        self.head(name, "Dead letters that retention dropped.", "counter");
        for (reason, count) in [("age", letters.dropped_for_age), ("room", letters.dropped_for_room)] {
            let _ = writeln!(self.0, "{name}{{reason=\"{reason}\"}} {count}");
        }
    }

    fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "gauge");
        let _ = writeln!(self.0, "{name} {value}");
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::outcome::{DiscardReason, Outcome};
    use balefire_protocol::category::Category;

    #[test]
    fn one_line_for_each_outcome() {
        let outcomes = [
            (Outcome::Accepted, Category::Error, 3),
            (Outcome::Invalid(DiscardReason::Malformed), Category::Request, 1),
        ];
        let mut text = Text::default();
        text.outcomes("balefire_outcomes_total", "What became of them.", &outcomes);
        assert_eq!(
            text.0.lines().skip(2).collect::<Vec<_>>(),
            [
                "balefire_outcomes_total{outcome=\"accepted\",reason=\"\",category=\"error\"} 3",
                "balefire_outcomes_total{outcome=\"invalid\",reason=\"malformed\",category=\"request\"} 1",
            ]
        );
    }

    #[test]
    fn histograms_and_gauges() {
        let histogram = Histogram::default();
        histogram.observe(Duration::from_millis(2));
        let mut text = Text::default();
        text.histograms("h", "Time.", &[("", &histogram), ("a=\"b\"", &histogram)]);
        text.gauge("g", "Room.", 7);
        for line in [
            "# TYPE h histogram",
            "h_bucket{le=\"0.001\"} 0",
            "h_bucket{le=\"0.0025\"} 1",
            "h_bucket{le=\"+Inf\"} 1",
            "h_sum 0.002",
            "h_count 1",
            "h_bucket{a=\"b\",le=\"0.0025\"} 1",
            "h_count{a=\"b\"} 1",
            "# TYPE g gauge",
            "g 7",
        ] {
            assert!(text.0.lines().any(|it| it == line), "{line} in {}", text.0);
        }
    }
}
