//! A rule and a route as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::raw::Texts;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::config) struct RawRule {
    pub(super) on: Texts,
    pub(super) project: Texts,
    pub(super) environment: Texts,
    pub(super) release: Texts,
    pub(super) level: Texts,
    pub(super) url: Texts,
    pub(super) browser: Texts,
    pub(super) tag: BTreeMap<String, Texts>,
    pub(super) handled: Option<bool>,
    pub(super) after_events: Option<u32>,
    pub(super) after_users: Option<u32>,
    pub(super) channels: Texts,
    pub(super) at_mobiles: Texts,
    pub(super) at_user_ids: Texts,
    pub(super) at_all: bool,
    pub(super) severity: Option<String>,
    pub(super) group_wait: Option<String>,
    pub(super) group_interval: Option<String>,
    pub(super) repeat_interval: Option<String>,
    pub(super) window: Option<String>,
    pub(super) above: Option<f64>,
    pub(super) below: Option<f64>,
    pub(super) factor: Option<f64>,
    pub(super) at_least: Option<u64>,
    pub(super) metric: Option<String>,
    pub(super) percentile: Option<u8>,
    pub(super) min_samples: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::config) struct RawRoute {
    pub(super) project: Texts,
    pub(super) environment: Texts,
    pub(super) channels: Texts,
}
