//! Connections: taken up to a number, timed while they say or read nothing, and let end when the server is told to stop.

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
use crate::serve::connections::{Connection, Connections, Taken};
use crate::serve::write_timeout::Timed;

/// How long a request under way may take once the server is told to stop.
pub const GRACE: Duration = Duration::from_secs(15);
/// Longest time from the start of a connection, or from the last answer, to the end of the next request's headers. It
/// ends the connections of those who send a byte now and then, and of those who have gone without a word.
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
/// Most connections that wait to be taken.
const BACKLOG: u32 = 1_024;
/// Pause after a connection could not be taken: the process has no more file descriptors, say.
const PAUSE: Duration = Duration::from_millis(50);

/// Who answers.
#[derive(Clone)]
pub struct Routers {
    /// To all who have a place.
    pub all: Router,
    /// To those who have none: health, and why nothing else is answered.
    pub reserve: Router,
}

/// The connection has given way to another: its request is not answered.
#[derive(Debug, thiserror::Error)]
#[error("the connection has given way to another")]
struct GaveWay;

/// Listens at an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As `TcpListener::bind` does: a server that was stopped a moment ago is in nobody's way.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Connections have it from the listener.
    socket.set_send_buffer_size(SENT)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until told to stop, then lets requests under way end.
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
                // Small answers at once; that the option cannot be set does no harm.
                let _ = stream.set_nodelay(true);
                let taken = connections.take(peer.ip());
                tokio::spawn(answer(routers.clone(), stream, peer, taken, shutdown.watcher()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                connections.give_one_up();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(GRACE, shutdown.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// Answers the requests of a connection, until it ends or gives way.
async fn answer(routers: Routers, stream: TcpStream, peer: SocketAddr, taken: Taken, watcher: Watcher) {
    let (connection, connections) = (Arc::clone(&taken.connection), Arc::clone(taken.connections()));
    let patience = connections.live().get().limits.answer_timeout;
    let stream = Timed::new(stream, patience, Arc::clone(&connection));
    let is_reserve = taken.is_reserve;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).max_buf_size(BUFFER);
    http.header_read_timeout(if is_reserve { RESERVE_HEADERS } else { HEADERS }).keep_alive(!is_reserve);
    let service = {
        let connection = Arc::clone(&connection);
        service_fn(move |request| {
            let request = arrived(request, peer, &connection);
            let busy = Connection::begin(&connection);
            let under_way = if is_reserve { None } else { begin(&connections, peer.ip(), &request) };
            let router = if under_way.is_some() { &routers.all } else { &routers.reserve }.clone();
            async move {
                let _busy = busy.ok_or(GaveWay)?;
                let _under_way = under_way;
                let answer: Response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
                Ok::<_, GaveWay>(answer)
            }
        })
    };
    let served = watcher.watch(http.serve_connection(TokioIo::new(stream), service));
    let served = async {
        // A client that goes away, or sends what is no HTTP, is its own affair.
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

/// A request as the routers take it, with what they may want to know of its connection.
fn arrived(request: hyper::Request<Incoming>, peer: SocketAddr, connection: &Arc<Connection>) -> Request {
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(Arc::clone(connection));
    request
}

/// Counts a request that came through a trusted proxy under its client. None if the client has too many.
fn begin(
    connections: &Arc<Connections>,
    peer: IpAddr,
    request: &Request,
) -> Option<Option<crate::serve::connections::UnderWay>> {
    let config = connections.live().get();
    if !client_address::is_trusted(peer, &config.trusted_proxies) {
        return Some(None);
    }
    match client_address::counted(peer, request.headers(), &config.trusted_proxies) {
        Some(client) => connections.begin(client).map(Some),
        None => Some(None),
    }
}
