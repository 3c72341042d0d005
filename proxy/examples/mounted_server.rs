//! An application of its own that has the Balefire server below `/errors`:
//!
//! ```sh
//! cargo run -p balefire-proxy --example mounted_server
//! ```
//!
//! `docs/mounting.md` says which limits are the application's then.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::routing::get;
use balefire_proxy::config::Config;
use balefire_proxy::server::Server;
use balefire_proxy::symbols::Converter;
use tokio::net::TcpListener;

/// The server's configuration. The path of `public_url` is the one that the server is mounted under.
pub fn config(address: SocketAddr, data: PathBuf) -> Config {
    let mut config = Config::default();
    config.listen = address;
    config.data = data;
    config.public_url = format!("http://{address}/errors");
    config
}

/// The application: a page of its own, and the server below `/errors`.
pub fn application(server: &Server) -> Router {
    Router::new()
        .route("/", get(|| async { "The application. Its errors are at /errors/.\n" }))
        .nest_service("/errors", server.router())
}

#[tokio::main]
#[allow(dead_code, reason = "the test includes this file and has a listener of its own")]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let config = config(listener.local_addr()?, std::env::temp_dir().join("balefire-mounted"));
    let server = Server::open(&config)?.start(config, Converter::Thread)?;
    println!("http://{}/errors/", listener.local_addr()?);
    // With the addresses of clients, which rules and bounds for addresses need.
    let service = application(&server).into_make_service_with_connect_info::<SocketAddr>();
    let told_to_stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop).await?;
    // Stores everything that was answered 200, and waits for it.
    tokio::task::spawn_blocking(move || server.stop().end()).await?;
    Ok(())
}
