//! The steps that spans of all protocols take: facts, bounds, scrubbing, names, times.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::super::event_fields::text;
use super::super::file_path::without_query;
use super::attributes;
use super::clock::Clock;
use super::facts::{Defaults, Facts};
use super::raw_span::RawSpan;
use super::read_trace::{Losses, ReadTrace, TraceContext};
use super::resource::{host, resource_name, transfer_size};
use super::segment_name::{Known, segment_name};
use super::vitals::{RawVitals, element};
use crate::model::span::{Dimensions, Resource, Segment, SegmentKind, Span, TraceData};
use crate::model::timestamp::Timestamp;
use crate::model::vital::{Metric, Vital};
use crate::scan::{contains, split_once};
use crate::scrub::Scrubber;

/// Attributes with the address of a span, the most complete first.
const ADDRESSES: [&str; 4] = ["url.full", "http.url", "url", "url.path"];

/// Makes performance data of the spans of an item.
pub(super) fn collect(
    spans: Vec<RawSpan>,
    defaults: &Defaults,
    losses: Losses,
    context: &TraceContext<'_>,
) -> ReadTrace {
    let arrival = context.arrival;
    let root = spans.iter().filter(|span| span.event_id.is_some()).map(|root| root.start).next().flatten();
    let data =
        TraceData { project_id: arrival.project_id, received: arrival.received, ..TraceData::default() };
    let mut collector = Collector {
        read: ReadTrace { data, losses },
        scrubber: context.scrubber,
        defaults,
        clock: Clock::of(arrival).anchored(root),
        names: Names::default(),
        page_host: host(&defaults.url).to_owned(),
    };
    // Segments first: the others take names and hosts from them.
    let (segments, others): (Vec<_>, Vec<_>) = spans.into_iter().partition(|span| span.is_segment);
    segments.into_iter().chain(others).for_each(|span| collector.add(span));
    collector.read
}

struct Collector<'a> {
    read: ReadTrace,
    scrubber: &'a Scrubber,
    defaults: &'a Defaults,
    clock: Clock,
    names: Names,
    /// The host of the page in the item, whose own resources are named without it.
    page_host: String,
}

impl Collector<'_> {
    fn add(&mut self, mut span: RawSpan) {
        let facts = Facts::of(&span, self.defaults);
        let vitals = RawVitals::of(&span);
        let kept = KeptAttributes::take(&mut span, self.scrubber);
        let is_whole = vitals.is_whole(&span.op);
        let name = self.name(&span, is_whole, &kept);
        let (start, duration) = self.clock.span(span.start, span.end);
        let dimensions = |name: String, facts: &Facts| Dimensions {
            name,
            release: facts.release.clone(),
            environment: facts.environment.clone(),
            device: facts.client.device.to_owned(),
            browser: facts.client.browser.to_owned(),
        };
        if is_whole && vitals.values.is_empty() {
            self.read.losses.absurd += 1;
        } else if is_whole {
            self.read.data.vital_spans.push(self.read.data.vitals.len());
        }
        let named = if vitals.values.is_empty() && !span.is_segment {
            Arc::default()
        } else {
            let known = self.names.of_page_view(&name, &vitals.page_view);
            self.names.intern(dimensions(known, &facts))
        };
        let end = Timestamp(start.0 + duration / 1_000.0);
        let reported = self.clock.moment(vitals.reported);
        for (metric, value) in vitals.values {
            self.read.data.vitals.push(Vital {
                metric,
                value,
                page_view: vitals.page_view.clone(),
                navigation: vitals.navigation.clone(),
                trace_id: span.trace_id.clone(),
                start,
                // INP falls when a page has had fifty interactions more, and is that of an earlier one then.
                measured: if metric == Metric::Inp { reported } else { end },
                navigation_type: vitals.navigation_type.to_owned(),
                element: element(&span, metric),
                dimensions: Arc::clone(&named),
                sample_rate: facts.sample_rate,
            });
        }
        if is_whole {
            return;
        }
        if span.is_segment {
            self.names.note(&span.span_id, &named.name);
            if self.page_host.is_empty() {
                self.page_host = host(&kept.address).to_owned();
            }
            let RawSpan { trace_id, span_id, parent_span_id, event_id, op, is_failed, status, data, .. } =
                span;
            self.read.data.segments.push(Segment {
                trace_id,
                span_id,
                parent_span_id,
                event_id,
                kind: SegmentKind::of_op(&op),
                op,
                start,
                duration,
                is_failed,
                status,
                dimensions: named,
                url: if kept.url.is_empty() { self.defaults.url.clone() } else { kept.url },
                platform: facts.platform,
                user: facts.user,
                sample_rate: facts.sample_rate,
                data: attributes::stored(data),
            });
            return;
        }
        if span.op.starts_with("resource.") {
            let is_own =
                span.data.get("http.request.same_origin").or_else(|| span.data.get("url.same_origin"));
            let own_host = match is_own.and_then(Value::as_bool) {
                Some(true) => host(&kept.address),
                Some(false) => "",
                None => &self.page_host,
            };
            let address = if kept.address.is_empty() { &span.name } else { &kept.address };
            let name = resource_name(address, own_host);
            let dimensions = self.names.intern(dimensions(name, &facts));
            let transfer_size = transfer_size(&span.data);
            self.read.data.resources.push(Resource {
                trace_id: span.trace_id.clone(),
                segment_id: span.segment_id.clone(),
                start,
                duration,
                transfer_size,
                dimensions,
                sample_rate: facts.sample_rate,
            });
        }
        let name = shown_name(&span, &kept);
        let RawSpan { trace_id, span_id, parent_span_id, segment_id, op, is_failed, data, .. } = span;
        let mut data = attributes::stored(data);
        // Each span of a page has it, and its segment too.
        data.remove("user_agent.original");
        self.read.data.spans.push(Span {
            trace_id,
            span_id,
            parent_span_id,
            segment_id,
            op,
            name,
            start,
            duration,
            is_failed,
            data,
        });
    }

    /// The name under which a segment, or the page of a vital, is counted.
    fn name(&self, span: &RawSpan, is_whole: bool, kept: &KeptAttributes) -> String {
        if span.is_segment && !is_whole {
            let address = if kept.address.is_empty() { &self.defaults.url } else { &kept.address };
            let source = if self.defaults.source.is_empty() { &kept.source } else { &self.defaults.source };
            segment_name(Known { route: &kept.route, name: &span.name, source, address })
        } else {
            let name = &kept.segment_name;
            segment_name(Known { route: &kept.route, name, source: "", address: &kept.address })
        }
    }
}

/// The name of a span. Since version 11 Sentry's SDK names requests and resources by their host alone, so that few names
/// exist; the address in the attributes says which one it was.
fn shown_name(span: &RawSpan, kept: &KeptAttributes) -> String {
    let is_request = span.op == "http.client" || span.op.starts_with("resource.");
    if !is_request || kept.url.is_empty() || contains(&span.name, '/') {
        return span.name.clone();
    }
    let address = without_query(&kept.url);
    match split_once(&span.name, ' ') {
        Some((method, _)) => format!("{method} {address}"),
        None => address.to_owned(),
    }
}

/// Texts of attributes that become members, after scrubbing.
#[derive(Debug, Default)]
struct KeptAttributes {
    route: String,
    source: String,
    segment_name: String,
    /// The address of the span itself.
    address: String,
    /// The address of the page or of the request.
    url: String,
}

impl KeptAttributes {
    /// Scrubs the texts of a span, and copies those that are members in the model.
    fn take(span: &mut RawSpan, scrubber: &Scrubber) -> Self {
        let mut data = Value::Object(std::mem::take(&mut span.data));
        scrubber.json(&mut data);
        if let Value::Object(data) = data {
            span.data = data;
        }
        for member in [&mut span.name, &mut span.op, &mut span.status] {
            scrubber.text(member);
        }
        let first = |keys: &[&str]| {
            let found = keys.iter().find_map(|key| text(&span.data, key));
            found.unwrap_or_default().to_owned()
        };
        Self {
            route: first(&["http.route"]),
            source: first(&["sentry.segment.name.source", "sentry.span.source", "sentry.source"]),
            segment_name: first(&["sentry.segment.name", "sentry.transaction", "transaction"]),
            address: first(&ADDRESSES),
            url: first(&["url.full", "http.url", "url"]),
        }
    }
}

/// Dimensions of the item, each once, and the names of its segments.
#[derive(Debug, Default)]
struct Names {
    known: HashMap<Dimensions, Arc<Dimensions>>,
    segments: HashMap<String, String>,
}

impl Names {
    fn intern(&mut self, dimensions: Dimensions) -> Arc<Dimensions> {
        if let Some(known) = self.known.get(&dimensions) {
            return Arc::clone(known);
        }
        let shared = Arc::new(dimensions.clone());
        self.known.insert(dimensions, Arc::clone(&shared));
        shared
    }

    fn note(&mut self, span_id: &str, name: &str) {
        self.segments.insert(span_id.to_owned(), name.to_owned());
    }

    /// The name, or that of the page view if it is in the same item.
    fn of_page_view(&self, name: &str, page_view: &str) -> String {
        if name.is_empty() {
            self.segments.get(page_view).cloned().unwrap_or_default()
        } else {
            name.to_owned()
        }
    }
}
