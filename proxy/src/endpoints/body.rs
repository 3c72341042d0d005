//! The body of a request, read and decoded within bounds of size, time and memory.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::decoding::{Encoding, decode};
use super::refusal::Refusal;
use crate::admission::limited::Reason;
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
    /// What of it each project may take: half.
    shares: Arc<Mutex<HashMap<Sender, Arc<Semaphore>>>>,
    decoders: Arc<Semaphore>,
}

/// Whose body it is: the project's, if its key came before the body did. Those who tell who they are within the body
/// share one share.
pub type Sender = Option<i64>;

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
    _held: Held,
}

/// The memory that a body takes: of all there is, and of the share.
type Held = Option<[OwnedSemaphorePermit; 2]>;

impl Default for Room {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::of(ROOM, cores)
    }
}

impl Room {
    fn of(bytes: usize, decoders: usize) -> Self {
        Self {
            bytes: Arc::new(Semaphore::new(bytes)),
            shares: Arc::default(),
            decoders: Arc::new(Semaphore::new(decoders)),
        }
    }

    /// Reads a body as sent.
    pub async fn receive(
        &self,
        sender: Sender,
        incoming: &mut Incoming,
        limits: &Limits,
    ) -> Result<Received, Refusal> {
        if incoming.body.size_hint().lower() > limits.body as u64 {
            return Err(Refusal::Body(limits.body));
        }
        let share = self.share(sender);
        let read = self.read(&share, incoming, limits.body);
        timeout(limits.body_timeout, read).await.map_err(|_| Refusal::Slow)?
    }

    async fn read(
        &self,
        share: &Arc<Semaphore>,
        incoming: &mut Incoming,
        limit: usize,
    ) -> Result<Received, Refusal> {
        let mut bytes = Vec::new();
        let mut held: Held = None;
        while let Some(chunk) = incoming.chunk().await {
            let chunk = chunk?;
            if bytes.len() + chunk.len() > limit {
                return Err(Refusal::Body(limit));
            }
            let size = u32::try_from(chunk.len()).map_err(|_| Refusal::Body(limit))?;
            let take = |room: &Arc<Semaphore>| {
                let taken = Arc::clone(room).try_acquire_many_owned(size);
                taken.map_err(|_| Refusal::busy(Reason::QueueFull))
            };
            let [of_all, of_share] = [take(&self.bytes)?, take(share)?];
            match &mut held {
                Some([all, share]) => {
                    all.merge(of_all);
                    share.merge(of_share);
                }
                None => held = Some([of_all, of_share]),
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Received { bytes: bytes.into(), _held: held })
    }

    /// There are no more shares than projects: whoever sends has been admitted.
    fn share(&self, sender: Sender) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(shares.entry(sender).or_insert_with(|| Arc::new(Semaphore::new(ROOM / 2))))
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
        let room = Room::of(10, 1);
        let receive = || {
            let mut incoming = Incoming::new(Body::from("seven b"), &HeaderMap::new());
            runtime.block_on(room.receive(Some(1), &mut incoming, &Limits::default()))
        };
        let first = receive().unwrap();
        assert!(matches!(receive(), Err(Refusal::Limited(_))));
        drop(first);
        receive().unwrap();
    }

    #[test]
    fn one_project_leaves_half_of_it_to_the_others() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let room = Room::default();
        let limits = Limits { body: ROOM, ..Limits::default() };
        let receive = |project, size| {
            let mut incoming = Incoming::new(Body::from(vec![0; size]), &HeaderMap::new());
            runtime.block_on(room.receive(Some(project), &mut incoming, &limits))
        };
        let _flood = receive(1, ROOM / 2).unwrap();
        assert!(matches!(receive(1, 1), Err(Refusal::Limited(_))));
        receive(2, 1).unwrap();
    }
}
