//! The server's own listener: it bounds the number of connections and the time of each step, and lets requests end at
//! a stop.

pub mod connections;
pub mod progress_deadline;
mod write_timeout;

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::admission::client_address;
use crate::serve::connections::{Connection, Connections, Slot};
use crate::serve::write_timeout::WriteTimeout;

/// Longest time for requests under way once the server is told to stop.
pub const GRACE: Duration = Duration::from_secs(15);
/// Longest time from the start of a connection, or from the last answer, to the end of the next request's headers. It
/// ends connections on which a byte comes now and then, and those whose client is gone.
const HEADERS: Duration = Duration::from_secs(15);
/// The same for a connection of the reserve, which has one request.
const RESERVE_HEADERS: Duration = Duration::from_secs(2);
/// Longest time of a connection of the reserve.
const RESERVE_TIME: Duration = Duration::from_secs(5);
/// Most bytes of a request's headers, and of what is read at once.
const BUFFER: usize = 64 << 10;
/// Most bytes of answers that the system keeps for a client that does not read them yet. By itself it would take some
/// megabytes for each connection.
const SENT: u32 = 256 << 10;
/// Most connections that wait in the system's queue.
const BACKLOG: u32 = 1_024;
/// Pause after an `accept` that failed, for example because the process has no more file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// The routes by the kind of connection.
#[derive(Clone)]
pub struct Routers {
    /// For connections that have a place.
    pub all: Router,
    /// For connections beyond the bounds: health, and 429 for everything else.
    pub reserve: Router,
}

/// The connection was closed in favour of another one, so its request gets no answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection has given way to another")]
struct GaveWay;

/// Listens at an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As `TcpListener::bind` does: a restart finds the address free at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Accepted connections inherit this from the listener.
    socket.set_send_buffer_size(SENT)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop` ends, then waits up to [`GRACE`] for the requests under way.
pub async fn serve(
    routers: Routers,
    listener: TcpListener,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
) {
    let shutdown = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Sends small answers at once; a failure only makes them slower.
                let _ = stream.set_nodelay(true);
                let slot = connections.take(peer.ip());
                tokio::spawn(answer(routers.clone(), stream, peer, slot, shutdown.watcher()));
            }
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                connections.close_longest_waiting();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(GRACE, shutdown.shutdown()).await.is_err() {
        tracing::warn!(grace_seconds = GRACE.as_secs(), "stop cut off requests under way");
    }
}

/// Answers the requests of a connection, until it ends or gives way.
async fn answer(routers: Routers, stream: TcpStream, peer: SocketAddr, slot: Slot, watcher: Watcher) {
    let (connection, connections) = (Arc::clone(&slot.connection), Arc::clone(slot.connections()));
    let answer_timeout = connections.live().get().limits.answer_timeout;
    let stream = WriteTimeout::new(stream, answer_timeout, Arc::clone(&connection));
    let is_reserve = slot.is_reserve;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).max_buf_size(BUFFER);
    http.header_read_timeout(if is_reserve { RESERVE_HEADERS } else { HEADERS }).keep_alive(!is_reserve);
    let service = {
        let connection = Arc::clone(&connection);
        service_fn(move |request| {
            let request = with_connection(request, peer, &connection);
            let busy = Connection::begin(&connection);
            let active_request = if is_reserve { None } else { begin(&connections, peer.ip(), &request) };
            let router = if active_request.is_some() { &routers.all } else { &routers.reserve }.clone();
            async move {
                let _busy = busy.ok_or(GaveWay)?;
                let _active_request = active_request;
                let answer: Response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
                Ok::<_, GaveWay>(answer)
            }
        })
    };
    let served = watcher.watch(http.serve_connection(TokioIo::new(stream), service));
    let served = async {
        // Fails when the client goes away or sends something other than HTTP; neither is the server's fault.
        let _ = served.await;
    };
    let ended = async {
        if is_reserve {
            drop(timeout(RESERVE_TIME, connection.ended()).await)
        } else {
            connection.ended().await
        }
    };
    tokio::select! {
        () = served => {}
        () = ended => {}
    }
}

/// The request with its connection and the address of the peer as extensions.
fn with_connection(
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    connection: &Arc<Connection>,
) -> Request {
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(Arc::clone(connection));
    request
}

/// Counts a request that came through a trusted proxy for its client. None: the client has too many under way.
fn begin(
    connections: &Arc<Connections>,
    peer: IpAddr,
    request: &Request,
) -> Option<Option<crate::serve::connections::ActiveRequest>> {
    let config = connections.live().get();
    if !client_address::is_trusted(peer, &config.trusted_proxies) {
        return Some(None);
    }
    match client_address::counted_network(peer, request.headers(), &config.trusted_proxies) {
        Some(client) => connections.begin(client).map(Some),
        None => Some(None),
    }
}
