//! Connections: taken up to a number, timed while they say nothing, and let end when the server is told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// Most connections at once; more wait to be taken. Each costs some ten kilobytes.
const CONNECTIONS: usize = 4_096;
/// How long a request under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(15);
/// Longest time from the start of a connection, or from the last answer, to the end of the next request's headers. It
/// ends the connections of those who send a byte now and then, and of those who have gone without a word.
const HEADERS: Duration = Duration::from_secs(15);
/// Most bytes of a request's headers, and of what is read at once.
const BUFFER: usize = 64 << 10;
/// Pause after a connection could not be taken: the process has no more file descriptors, say.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop, then lets requests under way end.
pub async fn serve(router: Router, listener: TcpListener, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(BUFFER);
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &places) => taken,
            () = &mut stop => break,
        };
        match taken {
            Ok((stream, peer, place)) => {
                let router = router.clone();
                let service = service_fn(move |request: hyper::Request<Incoming>| {
                    let mut request: Request = request.map(Body::new);
                    request.extensions_mut().insert(ConnectInfo(peer));
                    router.clone().oneshot(request)
                });
                let watched = connections.watch(http.serve_connection(TokioIo::new(stream), service));
                tokio::spawn(async move {
                    // A client that goes away, or sends what is no HTTP, is its own affair.
                    let _ = watched.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Small answers at once; that the option cannot be set does no harm.
    let _ = stream.set_nodelay(true);
    Ok((stream, peer, place))
}
