//! Taking envelopes in, over HTTP and nothing else.

mod bodies;
mod connections;
mod envelopes;
mod files;
mod guards;
mod limits;
mod older;
mod refusals;
mod server;
mod uploads;
