//! The built program as its operator runs it.

mod durable;
mod forward;
mod kills;
mod program;
mod reload;
mod uploads;
