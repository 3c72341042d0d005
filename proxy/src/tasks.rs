//! Background tasks: a thread that works when it is woken or when its pause ends, until it is stopped.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running background thread.
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
        // Full: the task has not yet received the last wake-up. Closed: the task has stopped.
        let _ = self.0.try_send(());
    }
}

/// The task's own view of its signals, which it checks between two pieces of work.
#[derive(Debug)]
pub struct Control {
    wakes: Receiver<()>,
    stopping: Arc<AtomicBool>,
}

impl Control {
    /// Whether the task should stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits until the task is woken or stopped, but at most `longest`.
    pub fn wait(&self, longest: Duration) {
        // The wait before may have consumed the wake-up that came with the stop signal.
        if !self.is_stopping() {
            let _ = self.wakes.recv_timeout(longest);
        }
    }
}

/// Starts a task. The thread has the name of the task.
pub fn spawn(name: &str, work: impl FnOnce(&Control) + Send + 'static) -> io::Result<Task> {
    let (sender, wakes) = sync_channel(1);
    let stopping = Arc::new(AtomicBool::new(false));
    let control = Control { wakes, stopping: Arc::clone(&stopping) };
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&control))?;
    Ok(Task { name: name.to_owned(), waker: Waker(sender), stopping, thread })
}

impl Task {
    /// A waker for code that creates work for the task.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Whether the task has ended by itself.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Signals the task to stop, and returns at once.
    pub fn signal_stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Signals the task to stop, and waits until its current piece of work is done.
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
