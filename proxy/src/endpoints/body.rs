//! The body of a request, read and decoded within bounds of size, time and memory.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::decoding::{Encoding, decode};
use super::refusal::Refusal;
use crate::config::Limits;

/// Most bytes of bodies in memory at once, over all requests; more get 429.
const ROOM: usize = 48 << 20;
/// Decoded on the spot up to this size, in bytes: below it, changing the thread costs more than decoding.
const ON_THE_SPOT: usize = 64 << 10;
/// Most bytes of a refused body that are read and thrown away, so that a client that still sends gets to
/// read why; a connection closed with unread bytes is reset: <https://www.rfc-editor.org/rfc/rfc9112#section-9.6>.
const DRAIN: usize = 16 << 20;
/// Longest time for that.
const DRAIN_TIME: Duration = Duration::from_secs(1);

/// What all requests share: memory for bodies, and threads for decoding.
#[derive(Debug, Clone)]
pub struct Room {
    bytes: Arc<Semaphore>,
    decoders: Arc<Semaphore>,
}

/// A body on its way in.
#[derive(Debug)]
pub struct Incoming {
    body: Body,
    waits_for_word: bool,
}

/// A body that has come, with its share of the memory.
#[derive(Debug)]
pub struct Received {
    bytes: Bytes,
    _share: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { bytes: Arc::new(Semaphore::new(ROOM)), decoders: Arc::new(Semaphore::new(cores)) }
    }
}

impl Room {
    /// Reads a body as sent.
    pub async fn receive(&self, incoming: &mut Incoming, limits: &Limits) -> Result<Received, Refusal> {
        if incoming.body.size_hint().lower() > limits.body as u64 {
            return Err(Refusal::Body(limits.body));
        }
        timeout(limits.body_timeout, self.read(incoming, limits.body)).await.map_err(|_| Refusal::Slow)?
    }

    async fn read(&self, incoming: &mut Incoming, limit: usize) -> Result<Received, Refusal> {
        let mut bytes = Vec::new();
        let mut share: Option<OwnedSemaphorePermit> = None;
        while let Some(chunk) = incoming.chunk().await {
            let chunk = chunk?;
            if bytes.len() + chunk.len() > limit {
                return Err(Refusal::Body(limit));
            }
            let size = u32::try_from(chunk.len()).map_err(|_| Refusal::Body(limit))?;
            let more = Arc::clone(&self.bytes).try_acquire_many_owned(size);
            let more = more.map_err(|_| Refusal::QueueFull)?;
            match &mut share {
                Some(share) => share.merge(more),
                None => share = Some(more),
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Received { bytes: bytes.into(), _share: share })
    }

    /// Undoes the encoding: small bodies here and now, others on a thread that may take its time.
    pub async fn decode(
        &self,
        received: &Received,
        encoding: Encoding,
        limits: &Limits,
    ) -> Result<Bytes, Refusal> {
        let limit = limits.decompressed;
        let body = received.bytes.clone();
        if encoding == Encoding::Identity {
            return decode(encoding, &body, limit);
        }
        if body.len() <= ON_THE_SPOT {
            match decode(encoding, &body, limit.min(ON_THE_SPOT)) {
                Err(Refusal::Decompressed(_)) if limit > ON_THE_SPOT => {}
                decoded => return decoded,
            }
        }
        let decoder = Arc::clone(&self.decoders).acquire_owned().await;
        let decoded = tokio::task::spawn_blocking(move || {
            let _decoder = decoder;
            decode(encoding, &body, limit)
        });
        decoded.await.map_err(|_| Refusal::BrokenOff)?
    }
}

impl Incoming {
    /// The body of a request with these headers.
    #[must_use]
    pub fn new(body: Body, headers: &HeaderMap) -> Self {
        Self { body, waits_for_word: headers.contains_key(header::EXPECT) }
    }

    /// Reads on for a while and throws away what comes.
    pub async fn drain(&mut self) {
        // To read is to say "100 Continue" to a client that asked before it sends.
        if self.waits_for_word {
            return;
        }
        let read = async {
            let mut left = DRAIN;
            while let Some(Ok(chunk)) = self.chunk().await {
                left = left.saturating_sub(chunk.len());
                if left == 0 {
                    break;
                }
            }
        };
        // Time out: then the client must do without.
        let _ = timeout(DRAIN_TIME, read).await;
    }

    async fn chunk(&mut self) -> Option<Result<Bytes, Refusal>> {
        let frame = poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx)).await?;
        // Trailers carry nothing for us.
        Some(frame.map(|frame| frame.into_data().unwrap_or_default()).map_err(|_| Refusal::BrokenOff))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_for_bodies_is_bounded_and_given_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let room = Room { bytes: Arc::new(Semaphore::new(10)), decoders: Arc::new(Semaphore::new(1)) };
        let receive = || {
            let mut incoming = Incoming::new(Body::from("seven b"), &HeaderMap::new());
            runtime.block_on(room.receive(&mut incoming, &Limits::default()))
        };
        let first = receive().unwrap();
        assert!(matches!(receive(), Err(Refusal::QueueFull)));
        drop(first);
        receive().unwrap();
    }
}
