//! Taking envelopes in, over HTTP and nothing else.

mod api_paths;
mod batch_body;
mod batches;
mod bodies;
mod connections;
mod daily_quotas;
mod envelopes;
mod files;
mod first_party;
mod guards;
mod limits;
mod older;
mod projects;
mod refusals;
mod relay;
mod routes;
mod server;
mod shared_members;
mod uploads;
