//! `GET /alerts/`: the newest alerts.

use std::sync::Arc;

use axum::extract::State;

use super::page::Page;
use super::{alert_decisions, alerts};
use crate::model::timestamp::Timestamp;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Alerts on the page.
const ALERTS: u32 = 100;

pub(super) async fn alerts(_: Permitted<ReadPages>, State(reading): State<Reading>) -> Page {
    let public_url = Arc::clone(&reading.public_url);
    let asked = Page::ask(&reading, move |store| {
        let alerts = store.alerts(ALERTS)?.into_iter();
        let lines =
            alerts.map(|stored| alerts::AlertRow::of(stored, store)).collect::<Result<Vec<_>, _>>()?;
        let decisions = store.decisions(None, alert_decisions::LOOK)?;
        let failures = store.channel_failures()?;
        Ok(alerts::page(&lines, &failures, &decisions, &public_url, Timestamp::now()))
    });
    asked.await
}
