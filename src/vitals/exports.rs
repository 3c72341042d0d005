//! The functions that `js/on_demand/performance/vitals/` calls. They convert, and decide nothing.
//!
//! Numbers in, a number out: without texts the module needs no allocator, and an entry costs one call.

use wasm_bindgen::prelude::wasm_bindgen;

use super::attribution::{self, InpParts, Request};
use super::event::Event;
use super::fcp::fcp;
use super::long_frames::LongFrames;
use super::metric::Metric;
use super::navigation::{Navigation, NavigationType};
use super::page_view::PageView;
use super::ttfb::ttfb;

/// Stands for no value; no metric is negative.
const NONE: f64 = -1.0;

/// The page view. A trap leaves it locked, and each call has the answer of a page without entries then.
static PAGE: spin::Mutex<Option<PageView>> = spin::Mutex::new(None);

/// Numbers of the last attribution, which `part` gives out.
static PARTS: spin::Mutex<[f64; 5]> = spin::Mutex::new([0.0; 5]);

fn with<T>(none: T, act: impl FnOnce(&mut PageView) -> T) -> T {
    match PAGE.try_lock() {
        Some(mut page) => act(page.get_or_insert_with(PageView::new)),
        None => none,
    }
}

fn set_parts(parts: [f64; 5]) {
    if let Some(mut all) = PARTS.try_lock() {
        *all = parts;
    }
}

/// A number of the last attribution.
#[wasm_bindgen]
pub fn part(at: u32) -> f64 {
    PARTS.try_lock().and_then(|parts| parts.get(at as usize).copied()).unwrap_or(0.0)
}

/// See [`NavigationType::of_page_load`].
#[wasm_bindgen]
pub fn page_load_type(entry: u32, activation_start: f64, was_discarded: bool) -> u32 {
    NavigationType::of_page_load(entry, activation_start, was_discarded) as u32
}

/// See [`PageView::begin`].
#[wasm_bindgen]
pub fn begin(start: f64, interaction: f64, has_request: bool) {
    with((), |page| page.begin(Navigation::new(start, interaction), has_request));
}

/// See [`PageView::begin_inp`].
#[wasm_bindgen]
pub fn begin_inp(count: u32) {
    with((), |page| page.begin_inp(count));
}

/// See [`Navigation::note_hidden`].
#[wasm_bindgen]
pub fn note_hidden(at: f64) {
    with((), |page| page.navigation.note_hidden(at));
}

/// A `largest-contentful-paint` entry; whether it is the candidate.
#[wasm_bindgen]
pub fn lcp_paint(start_time: f64) -> bool {
    with(false, |page| page.lcp.paint(start_time, &page.navigation))
}

/// An `interaction-contentful-paint` entry; whether it is the candidate.
#[wasm_bindgen]
pub fn interaction_paint(start_time: f64, render_time: f64, interaction: f64) -> bool {
    with(false, |page| page.lcp.interaction_paint(start_time, render_time, interaction, &page.navigation))
}

/// An input, or the page is hidden.
#[wasm_bindgen]
pub fn finalize_lcp() {
    with((), |page| page.lcp.finalize());
}

/// The first paint with content.
#[wasm_bindgen]
pub fn fcp_paint(start_time: f64) {
    with((), |page| {
        if let Some(value) = fcp(start_time, &page.navigation) {
            page.fcp = Some(value);
            page.cls.note_paint();
        }
    });
}

/// The first paint after a restore out of the back/forward cache, in ms since then.
#[wasm_bindgen]
pub fn restore_paint(value: f64) {
    with((), |page| {
        page.fcp = Some(value);
        page.cls.note_paint();
        page.lcp.restore(value);
    });
}

/// The first byte of the page.
#[wasm_bindgen]
pub fn first_byte(response_start: f64, now: f64) {
    with((), |page| page.ttfb = ttfb(response_start, now, &page.navigation));
}

/// A `layout-shift` entry: 1 where it is the largest of its session window, 2 more where that is the largest window.
#[wasm_bindgen]
pub fn shift(start_time: f64, value: f64, had_recent_input: bool) -> u32 {
    with(0, |page| {
        page.cls
            .shift(start_time, value, had_recent_input)
            .map_or(0, |it| u32::from(it.is_largest) + 2 * u32::from(it.is_cls))
    })
}

/// An `event` or `first-input` entry: 4 times the place of its interaction, and what has changed there; negative for none.
#[wasm_bindgen]
pub fn event(interaction: f64, start: f64, duration: f64, processing_start: f64, processing_end: f64) -> i32 {
    with(-1, |page| {
        let event = Event { interaction, start, duration, processing_start, processing_end };
        let changed = page.inp.event(&event, &mut page.frames);
        changed.map_or(-1, |(place, change)| 4 * place as i32 + change as i32)
    })
}

/// Notes the interaction of an entry, where the browser does not count; how many there are.
#[wasm_bindgen]
pub fn estimate_count(interaction: f64) -> u32 {
    with(0, |page| {
        page.estimate.note(interaction);
        page.estimate.count()
    })
}

/// See [`PageView::take_news`].
#[wasm_bindgen]
pub fn take_news(metric: u32, count: u32) -> f64 {
    with(NONE, |page| Metric::of(metric).and_then(|it| page.take_news(it, count)).unwrap_or(NONE))
}

/// How good a value is.
#[wasm_bindgen]
pub fn rating(metric: u32, value: f64) -> u32 {
    Metric::of(metric).map_or(0, |metric| metric.rating(value) as u32)
}

/// Sets the parts to those of [`attribution::TtfbParts`].
#[wasm_bindgen]
pub fn ttfb_parts(
    value: f64,
    worker_start: f64,
    fetch_start: f64,
    domain_lookup_start: f64,
    connect_start: f64,
    connect_end: f64,
    activation_start: f64,
) {
    let request = Request { worker_start, fetch_start, domain_lookup_start, connect_start, connect_end };
    let it = attribution::ttfb_parts(value, &request, activation_start);
    set_parts([it.waiting, it.cache, it.dns, it.connection, it.request]);
}

/// Sets the parts to those of [`attribution::LcpParts`]; a negative `received` stands for no resource.
#[wasm_bindgen]
pub fn lcp_parts(value: f64, response_start: f64, start: f64, requested: f64, received: f64) {
    let resource = (received >= 0.0).then_some((requested, received));
    let it = attribution::lcp_parts(value, response_start, start, resource);
    set_parts([it.ttfb, it.resource_load_delay, it.resource_load_duration, it.element_render_delay, 0.0]);
}

/// Sets the parts to those of [`InpParts`]; the place of the interaction, negative for none.
#[wasm_bindgen]
pub fn inp_parts(count: u32) -> i32 {
    with(-1, |page| {
        let Some(place) = page.inp.place(count) else { return -1 };
        let Some(interaction) = page.inp.interaction(place) else { return -1 };
        let Some(frame) = page.frames.frame(interaction.frame) else { return -1 };
        let parts = attribution::inp_parts(interaction, frame);
        page.long_frames = LongFrames::of(parts);
        let InpParts {
            interaction_time,
            next_paint_time,
            input_delay,
            processing_duration,
            presentation_delay,
        } = parts;
        set_parts([interaction_time, next_paint_time, input_delay, processing_duration, presentation_delay]);
        place as i32
    })
}

/// See [`super::frames::Frames::overlap`].
#[wasm_bindgen]
pub fn is_frame_wanted(start: f64, end: f64) -> u32 {
    with(0, |page| page.frames.overlap(start, end) as u32)
}

/// See [`LongFrames::frame`].
#[wasm_bindgen]
pub fn long_frame(start: f64, duration: f64, style_and_layout_start: f64) -> bool {
    with(false, |page| page.long_frames.frame(start, duration, style_and_layout_start))
}

/// See [`LongFrames::script`]; negative where it is not the longest.
#[wasm_bindgen]
pub fn long_frame_script(start: f64, duration: f64, forced: f64) -> i32 {
    with(-1, |page| page.long_frames.script(start, duration, forced).map_or(-1, |subpart| subpart as i32))
}

/// Sets the parts to the sums of the long frames.
#[wasm_bindgen]
pub fn long_frame_parts() {
    with((), |page| {
        let it = page.long_frames;
        set_parts([it.script, it.style_and_layout, it.paint(), it.longest(), 0.0]);
    });
}

/// See [`attribution::load_state`].
#[wasm_bindgen]
pub fn load_state(
    time: f64,
    dom_interactive: f64,
    dom_content_loaded_event_start: f64,
    dom_complete: f64,
) -> u32 {
    attribution::load_state(time, dom_interactive, dom_content_loaded_event_start, dom_complete) as u32
}
