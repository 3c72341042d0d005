//! Background work: a thread that works when it is woken or its time has come, until it is stopped.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running thread.
#[must_use = "a task that is not stopped ends with the process, wherever it is"]
pub struct Task {
    name: String,
    waker: Waker,
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Wakes a task; cheap to clone and to call.
#[derive(Debug, Clone)]
pub struct Waker(SyncSender<()>);

impl Waker {
    /// Ends the pause of the task.
    pub fn wake(&self) {
        // Full: it has not taken the last call yet. Closed: it has stopped.
        let _ = self.0.try_send(());
    }
}

/// What a task asks between two pieces of its work.
#[derive(Debug)]
pub struct Control {
    wakes: Receiver<()>,
    stopping: Arc<AtomicBool>,
}

impl Control {
    /// Whether the task is to end.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits until the task is woken or told to stop; no longer than this.
    pub fn wait(&self, longest: Duration) {
        // The call that came with the end may have been taken by the wait before.
        if !self.is_stopping() {
            let _ = self.wakes.recv_timeout(longest);
        }
    }
}

/// Starts a task. Its name is the thread's.
pub fn spawn(name: &str, work: impl FnOnce(&Control) + Send + 'static) -> io::Result<Task> {
    let (sender, wakes) = sync_channel(1);
    let stopping = Arc::new(AtomicBool::new(false));
    let control = Control { wakes, stopping: Arc::clone(&stopping) };
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&control))?;
    Ok(Task { name: name.to_owned(), waker: Waker(sender), stopping, thread })
}

impl Task {
    /// For whoever makes work for it.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Whether it has ended by itself.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Tells it to stop, and does not wait.
    pub fn signal_stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Tells it to stop, and waits until it has ended the piece of work that it is at.
    pub fn stop(self) {
        self.signal_stop();
        if self.thread.join().is_err() {
            tracing::error!(task = self.name, "task panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn a_task_works_when_woken_and_ends_when_stopped() {
        let (sender, receiver) = channel();
        let task = spawn("test", move |control| {
            while !control.is_stopping() {
                sender.send(()).unwrap();
                control.wait(LONG);
            }
        })
        .unwrap();
        receiver.recv().unwrap();
        task.waker().wake();
        receiver.recv().unwrap();
        task.stop();
        assert!(receiver.recv().is_err());
    }

    #[test]
    fn calls_that_come_while_it_works_are_one() {
        let (sender, receiver) = channel();
        let (go, gone) = channel();
        let task = spawn("test", move |control| {
            gone.recv().unwrap();
            control.wait(LONG);
            sender.send(()).unwrap();
            control.wait(LONG);
        })
        .unwrap();
        for _ in 0..3 {
            task.waker().wake();
        }
        go.send(()).unwrap();
        receiver.recv().unwrap();
        assert!(!task.is_finished());
        task.stop();
    }

    #[test]
    fn a_task_that_panics_is_stopped_like_any() {
        let task = spawn("test", |_| panic!("on purpose")).unwrap();
        task.stop();
    }
}
