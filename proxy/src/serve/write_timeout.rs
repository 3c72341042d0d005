//! A stream whose writes must make progress: the connection of a client that does not read its answers is closed.

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
use crate::serve::progress_deadline::ProgressDeadline;

/// Slowest rate at which an answer is read, in bytes a second.
const RATE: u32 = 1 << 10;

/// The stream of a connection.
pub(super) struct WriteTimeout {
    stream: TcpStream,
    /// Longest time that a write makes no progress.
    timeout: Duration,
    /// There while the client's side is full.
    blocked: Option<Blocked>,
    connection: Arc<Connection>,
}

struct Blocked {
    deadline: ProgressDeadline,
    timer: Pin<Box<Sleep>>,
}

impl WriteTimeout {
    pub(super) fn new(stream: TcpStream, timeout: Duration, connection: Arc<Connection>) -> Self {
        Self { stream, timeout, blocked: None, connection }
    }

    /// Notes the progress of a write of `size` bytes.
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
                    blocked.deadline.advance(written, Instant::now());
                    self.connection.progress();
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => return self.wait(context),
        }
        result
    }

    /// Waits until the client reads on, up to the deadline.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let timeout = self.timeout;
        let blocked = self.blocked.get_or_insert_with(|| {
            let deadline = ProgressDeadline::new(timeout, RATE, Instant::now());
            Blocked { deadline, timer: Box::pin(sleep_until(deadline.due())) }
        });
        if blocked.timer.deadline() != blocked.deadline.due() {
            blocked.timer.as_mut().reset(blocked.deadline.due());
        }
        if blocked.timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.connection.is_not_read();
        // Drops the unread bytes; the system would otherwise keep them for minutes.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer is not read")))
    }
}

impl AsyncRead for WriteTimeout {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for WriteTimeout {
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
