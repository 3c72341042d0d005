//! The built program as its operator runs it.

mod alert_kills;
#[path = "../ingest/batch_body.rs"]
mod batch_body;
mod batches;
mod damage;
mod dead_letters;
mod durable;
mod fake_robots;
mod forward;
mod kills;
mod one_server;
mod program;
mod quotas;
mod reload;
mod restore;
mod retention;
mod stop;
mod tokens;
mod uploads;
