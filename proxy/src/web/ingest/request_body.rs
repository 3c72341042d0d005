//! The body of a request, read within bounds of size, time and memory.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::header;
use axum::http::request::Parts;
use bytes::Bytes;
use tokio::time::{Instant, timeout, timeout_at};

use super::decoding::{Encoding, decode_start};
use super::refusal::Refusal;
use crate::config::Limits;
use crate::serve::connections::Connection;
use crate::serve::progress_deadline::ProgressDeadline;
use crate::web::ingest::memory_budget::Reservation;

/// Slowest rate at which a body may arrive, in bytes a second.
const RATE: u32 = 4 << 10;
/// The key must stand in this many bytes at the beginning of an envelope, if neither query nor header has it.
const HEADER_START: usize = 4 << 10;
/// The first [`HEADER_START`] decoded bytes must lie in this many encoded bytes.
const ENCODED_START: usize = 64 << 10;
/// Longest time in which a small body may arrive.
const SMALL_TIME: Duration = Duration::from_secs(10);
/// Most bytes of a refused body that are read and dropped, so that a client that still sends can read the answer. A
/// connection that is closed with unread bytes is reset: <https://www.rfc-editor.org/rfc/rfc9112#section-9.6>.
const DRAIN: usize = 16 << 20;
/// Longest time for that.
const DRAIN_TIME: Duration = Duration::from_secs(1);

/// The body of a request.
#[derive(Debug)]
pub struct RequestBody {
    body: Body,
    expects_continue: bool,
    connection: Option<Arc<Connection>>,
}

/// A body that is being read, with its reserved memory.
#[derive(Debug)]
pub struct BodyReader<'a> {
    body: &'a mut RequestBody,
    bytes: Vec<u8>,
    reservation: Reservation,
    limit: usize,
    /// When it must have arrived.
    end: Instant,
    deadline: ProgressDeadline,
    is_whole: bool,
}

impl RequestBody {
    /// The body of a request.
    #[must_use]
    pub fn new(body: Body, parts: &Parts) -> Self {
        let connection = parts.extensions.get::<Arc<Connection>>().map(Arc::clone);
        Self { body, expects_continue: parts.headers.contains_key(header::EXPECT), connection }
    }

    /// Begins to read it.
    pub fn receive(&mut self, reservation: Reservation, limits: &Limits) -> Result<BodyReader<'_>, Refusal> {
        if self.body.size_hint().lower() > limits.body as u64 {
            return Err(Refusal::Body(limits.body));
        }
        let now = Instant::now();
        Ok(BodyReader {
            body: self,
            bytes: Vec::new(),
            reservation,
            limit: limits.body,
            end: now + limits.body_timeout,
            // Half of the time for the whole body may pass without a byte.
            deadline: ProgressDeadline::new(limits.body_timeout / 2, RATE, now),
            is_whole: false,
        })
    }

    /// Reads a small body, of at most so many bytes.
    pub async fn read_small(&mut self, most: usize) -> Result<Vec<u8>, Refusal> {
        if self.body.size_hint().lower() > most as u64 {
            return Err(Refusal::Body(most));
        }
        let read = async {
            let mut bytes = Vec::new();
            while let Some(chunk) = self.chunk().await {
                let chunk = chunk?;
                if bytes.len() + chunk.len() > most {
                    return Err(Refusal::Body(most));
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(bytes)
        };
        timeout(SMALL_TIME, read).await.unwrap_or(Err(Refusal::Slow))
    }

    /// Reads on for a while and drops the bytes.
    pub async fn drain(&mut self) {
        // The client waits for "100 Continue", which reading would send.
        if self.expects_continue {
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
        // On a timeout the client may miss the answer.
        let _ = timeout(DRAIN_TIME, read).await;
    }

    /// The next bytes. While they are awaited, the connection may be closed in favour of another one.
    async fn chunk(&mut self) -> Option<Result<Bytes, Refusal>> {
        let mut waits = false;
        let frame = poll_fn(|context| {
            let frame = Pin::new(&mut self.body).poll_frame(context);
            if let Some(connection) = &self.connection {
                match frame {
                    Poll::Pending if !waits => {
                        connection.wait();
                        waits = true;
                    }
                    Poll::Ready(_) if waits && !connection.resume() => return Poll::Ready(None),
                    Poll::Pending | Poll::Ready(_) => {}
                }
            }
            frame
        });
        // Trailers are ignored.
        let frame = frame.await?;
        Some(frame.map(|frame| frame.into_data().unwrap_or_default()).map_err(|_| Refusal::BrokenOff))
    }
}

impl BodyReader<'_> {
    /// The first bytes of the envelope, with all of its header or as much of it as the key must stand in.
    pub async fn envelope_start(&mut self, encoding: Encoding) -> Result<Vec<u8>, Refusal> {
        let mut next = 1;
        loop {
            // Decoded again only when it has doubled, so that a body that arrives byte by byte costs no more.
            if self.is_whole || self.bytes.len() >= next {
                next = self.bytes.len() * 2;
                let encoding = encoding.or_by_content(&self.bytes);
                let start = decode_start(encoding, &self.bytes, HEADER_START);
                let is_enough = start.len() == HEADER_START || start.contains(&b'\n');
                if is_enough || self.is_whole || self.bytes.len() >= ENCODED_START {
                    return Ok(start);
                }
            }
            self.more().await?;
        }
    }

    /// Counts the body to its project from now on, as its key is known.
    pub fn assign_project(&mut self, project: i64) -> Result<(), Refusal> {
        self.reservation.assign_project(project)
    }

    /// All of it.
    pub async fn whole(mut self) -> Result<(Vec<u8>, Reservation), Refusal> {
        while !self.is_whole {
            self.more().await?;
        }
        Ok((self.bytes, self.reservation))
    }

    async fn more(&mut self) -> Result<(), Refusal> {
        let due = self.end.min(self.deadline.due());
        let chunk = timeout_at(due, self.body.chunk()).await.map_err(|_| Refusal::Slow)?;
        let Some(chunk) = chunk.transpose()? else {
            self.is_whole = true;
            return Ok(());
        };
        if self.bytes.len() + chunk.len() > self.limit {
            return Err(Refusal::Body(self.limit));
        }
        self.is_whole = self.body.body.is_end_stream();
        // A body that arrives whole at once, with its key, reaches the inbox without waiting, so nothing is reserved.
        let goes_on_at_once = self.is_whole && self.bytes.is_empty() && self.reservation.has_project();
        if !goes_on_at_once {
            self.reservation.reserve(chunk.len())?;
        }
        self.bytes.extend_from_slice(&chunk);
        if !self.is_whole {
            self.deadline.advance(chunk.len(), Instant::now());
            if let Some(connection) = &self.body.connection {
                self.reservation.track_connection(connection);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::web::ingest::memory_budget::MemoryBudget;

    fn request_body(body: Body) -> RequestBody {
        let (parts, body) = Request::new(body).into_parts();
        RequestBody::new(body, &parts)
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(future)
    }

    #[test]
    fn a_body_that_comes_at_once_takes_memory_only_while_its_key_is_not_known() {
        let limits = Limits { body: 100, decompressed: 0, body_memory: 0, ..Limits::default() };
        let budget = MemoryBudget::default();
        let receive = |project| {
            block_on(async {
                let mut body = request_body(Body::from("seven b"));
                body.receive(budget.hold(project, None, &limits), &limits)?.whole().await
            })
        };
        let (bytes, _first) = receive(None).unwrap();
        assert_eq!(bytes, b"seven b");
        assert!(matches!(receive(None), Err(Refusal::RateLimited(_))), "there are twelve bytes for these");
        let all: Vec<_> = (0..100).map(|_| receive(Some(1)).unwrap()).collect();
        assert_eq!(all.len(), 100);
    }

    #[test]
    fn the_start_of_an_envelope_is_read_no_further_than_needed() {
        let limits = Limits::default();
        let start = |body: Vec<u8>| {
            block_on(async {
                let mut body = request_body(Body::from(body));
                let reservation = MemoryBudget::default().hold(None, None, &limits);
                let mut reader = body.receive(reservation, &limits).unwrap();
                reader.envelope_start(Encoding::Identity).await.unwrap()
            })
        };
        assert_eq!(start(b"{}\n{\"type\":\"event\"}\n{}".to_vec()), b"{}\n{\"type\":\"event\"}\n{}");
        assert_eq!(start(b"{}".to_vec()), b"{}");
        assert_eq!(start(vec![b' '; 100_000]).len(), HEADER_START);
        assert_eq!(start(Vec::new()), b"");
    }
}
