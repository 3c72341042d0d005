//! Taking envelopes in, over HTTP and nothing else.

mod envelopes;
mod files;
mod guards;
mod memory;
mod older;
mod refusals;
mod server;
mod uploads;
