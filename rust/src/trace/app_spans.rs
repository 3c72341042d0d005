//! Spans that the app sends itself, where the page does not trace: those of a transaction, with it.

use std::sync::{Mutex, PoisonError};

use balefire_protocol::json::Object;

use super::clock::write_time;
use super::open_span::Open;
use super::sampling::Sampling;

/// Most spans of a transaction: the limit of Sentry's SDKs. Later ones are left out.
const MOST_SPANS: usize = 1000;

/// Data that the spans of a transaction share.
#[derive(Debug)]
pub(super) struct AppSpans {
    pub trace_id: String,
    pub sampling: Sampling,
    ended: Mutex<Ended>,
}

/// The spans that were finished, as JSON: `{..},{..}`.
#[derive(Debug, Default)]
struct Ended {
    spans: String,
    count: usize,
    /// The transaction was sent; spans that end later are left out.
    is_closed: bool,
}

impl AppSpans {
    pub(super) fn new(trace_id: String, sampling: Sampling) -> Self {
        Self { trace_id, sampling, ended: Mutex::default() }
    }

    /// Adds a span that ends now, in microseconds since 1970.
    pub(super) fn push(&self, open: &Open, now: u64) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.sampling.is_sampled || ended.is_closed || ended.count >= MOST_SPANS {
            return;
        }
        if ended.count > 0 {
            ended.spans.push(',');
        }
        ended.count += 1;
        let mut span = Object::new(&mut ended.spans);
        span.given("description", &open.description);
        open.write(&mut span, &self.trace_id);
        if !open.tags.is_empty() {
            open.tags.write(span.key("tags"));
        }
        write_time(span.key("start_timestamp"), open.started);
        write_time(span.key("timestamp"), now);
        span.end();
    }

    /// Ends the transaction with this root span; its event, if it is sampled and was not sent before.
    pub(super) fn close(&self, open: &Open, name: &str, now: u64) -> Option<String> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut ended.is_closed, true) || !self.sampling.is_sampled {
            return None;
        }
        let mut json = String::new();
        let mut event = Object::new(&mut json);
        event.string("type", "transaction").string("transaction", name);
        let mut info = Object::new(event.key("transaction_info"));
        info.string("source", "custom");
        info.end();
        write_time(event.key("start_timestamp"), open.started);
        write_time(event.key("timestamp"), now);
        let mut contexts = Object::new(event.key("contexts"));
        let mut trace = Object::new(contexts.key("trace"));
        open.write(&mut trace, &self.trace_id);
        trace.end();
        contexts.end();
        if !open.tags.is_empty() {
            open.tags.write(event.key("tags"));
        }
        let spans = event.key("spans");
        spans.push('[');
        spans.push_str(&std::mem::take(&mut ended.spans));
        spans.push(']');
        event.end();
        Some(json)
    }
}
