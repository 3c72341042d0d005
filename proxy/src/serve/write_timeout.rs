//! A stream whose writes must make progress: a client that does not read its answers is let go.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::serve::connections::Connection;
use crate::serve::progress_deadline::Pace;

/// Slowest rate at which an answer is read, in bytes a second.
const RATE: u32 = 1 << 10;

/// The stream of a connection.
pub(super) struct Timed {
    stream: TcpStream,
    /// Longest time that a write makes no progress.
    patience: Duration,
    /// There while the client's side is full.
    blocked: Option<Blocked>,
    connection: Arc<Connection>,
}

struct Blocked {
    pace: Pace,
    timer: Pin<Box<Sleep>>,
}

impl Timed {
    pub(super) fn new(stream: TcpStream, patience: Duration, connection: Arc<Connection>) -> Self {
        Self { stream, patience, blocked: None, connection }
    }

    /// What a write of `size` bytes comes to.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        size: usize,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(Ok(written)) if written >= size => self.blocked = None,
            Poll::Ready(Ok(written)) => {
                if let Some(blocked) = &mut self.blocked {
                    blocked.pace.advance(written, Instant::now());
                    self.connection.progress();
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => return self.wait(context),
        }
        result
    }

    /// Waits until the client reads on, for as long as there is patience.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let patience = self.patience;
        let blocked = self.blocked.get_or_insert_with(|| {
            let pace = Pace::new(patience, RATE, Instant::now());
            Blocked { pace, timer: Box::pin(sleep_until(pace.due())) }
        });
        if blocked.timer.deadline() != blocked.pace.due() {
            blocked.timer.as_mut().reset(blocked.pace.due());
        }
        if blocked.timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.connection.is_not_read();
        // What was not read is thrown away: the system would else keep it for minutes.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer is not read")))
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Timed {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(context, bytes.len(), result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let size = buffers.iter().map(|buffer| buffer.len()).sum();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, buffers);
        this.written(context, size, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
