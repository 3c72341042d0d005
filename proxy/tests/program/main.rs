//! The built program as its operator runs it.

mod dead_letters;
mod durable;
mod forward;
mod kills;
mod program;
mod reload;
mod uploads;
