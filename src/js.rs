//! The door: what `js/recorder.js` calls. Converts, never decides.

use alloc::string::{String, ToString};

use wasm_bindgen::prelude::wasm_bindgen;

use crate::capture::Captured;
use crate::client::Client;
use crate::options::Options;
use crate::rate_limit::Answer;

/// The core of one page.
#[wasm_bindgen]
pub struct Core {
    client: Client,
    wrong_options: String,
}

#[wasm_bindgen]
impl Core {
    /// Makes a core from the options object, as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Self {
        let (options, wrong_options) = Options::parse(options);
        Self { client: Client::new(options), wrong_options }
    }

    /// The names of the options that were wrong or unknown, by spaces; empty if none.
    pub fn wrong(&self) -> String {
        self.wrong_options.clone()
    }

    /// Changes the scope.
    pub fn scope(&mut self, patch: &str) {
        self.client.patch_scope(patch);
    }

    /// Adds a breadcrumb.
    pub fn breadcrumb(&mut self, breadcrumb: &str) {
        self.client.add_breadcrumb(breadcrumb.to_string());
    }

    /// Takes what was caught.
    pub fn capture(&mut self, captured: &str, roll: f64) {
        self.client.capture(&Captured::parse(captured), roll);
    }

    /// In how many milliseconds something is due; below 0 where nothing waits.
    pub fn due(&self, now_ms: f64) -> f64 {
        self.client.due_in(now_ms as u64).map_or(-1.0, |ms| ms as f64)
    }

    /// The next envelope; empty if there is none. `leaving`: the page is left, so say what was lost.
    pub fn take(&mut self, now_ms: f64, sent_at: &str, leaving: bool) -> String {
        let now_ms = now_ms as u64;
        let mut next = self.client.take(now_ms, sent_at);
        if next.is_none() && leaving {
            next = self.client.take_losses(now_ms, sent_at);
        }
        next.unwrap_or_default()
    }

    /// Heeds the answer to an envelope; status 0: none came.
    pub fn answered(&mut self, now_ms: f64, status: u16, rate_limits: &str, retry_after: &str) {
        self.client.answered(&Answer { status, rate_limits, retry_after }, now_ms as u64);
    }
}
