//! The built program as its operator runs it.

mod damage;
mod dead_letters;
mod durable;
mod forward;
mod kills;
mod one_server;
mod program;
mod reload;
mod retention;
mod stop;
mod tokens;
mod uploads;
