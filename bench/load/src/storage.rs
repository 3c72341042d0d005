//! Waits until what was accepted is stored.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::http::ExchangeError;
use crate::load::Target;
use crate::metrics::{Outcomes, outcomes};

/// Pause between two questions, which cost the server a little too.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a server may store nothing before we take it that nothing more comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of what was sent.
#[derive(Debug)]
pub struct Stored {
    /// How many were stored.
    pub count: u64,
    /// Time since the last answer.
    pub time: Duration,
    /// All outcomes.
    pub outcomes: Outcomes,
}

/// Waits until so many more are stored than `before`, or until nothing happens any more.
pub async fn wait(target: &Target, before: &Outcomes, accepted: u64) -> Result<Stored, ExchangeError> {
    let start = Instant::now();
    let mut last = Stored { count: 0, time: Duration::ZERO, outcomes: before.clone() };
    loop {
        let outcomes = outcomes(target).await?;
        let count = outcomes.stored().saturating_sub(before.stored());
        let time = start.elapsed();
        if count > last.count || count >= accepted {
            last = Stored { count, time, outcomes };
        }
        if count >= accepted || time - last.time > PATIENCE {
            return Ok(last);
        }
        sleep(PAUSE).await;
    }
}
