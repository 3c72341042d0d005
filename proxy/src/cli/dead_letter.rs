//! `dead-letter`: items that could not be stored.

use anyhow::bail;
use balefire_proxy::config::Config;
use balefire_proxy::dead_letter::{Retried, retry};
use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{DeadLetter, DeadLetterQuery, DeadLetterQueue, DeadLetters, Ingest, Sqlite};
use clap::{Args, Subcommand};

/// What is to be done with dead letters.
#[derive(Debug, Clone, Subcommand)]
pub enum DeadLetterCommand {
    /// Prints one a line, the newest first; nothing of what is in them
    List {
        /// Only those of this project
        #[arg(long, value_parser = super::project_name::project_name)]
        project: Option<String>,
    },
    /// Puts them back into the inbox, from where they are stored as if they came now; the server may be running
    Retry(Which),
    /// Deletes them
    Drop(Which),
}

/// Which dead letters.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct Which {
    /// Their numbers, as `list` prints them
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    /// All that there are
    #[arg(long)]
    all: bool,
}

impl Which {
    fn ids(&self, store: &dyn DeadLetters) -> anyhow::Result<Vec<i64>> {
        if self.all { Ok(store.dead_letter_ids()?) } else { Ok(self.ids.clone()) }
    }
}

/// Runs the command and prints each result on a line.
pub fn run(
    config: &Config,
    store: &Sqlite,
    command: DeadLetterCommand,
    say: &dyn Fn(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    match command {
        DeadLetterCommand::List { project } => {
            let letters = store.dead_letters(&DeadLetterQuery { project, limit: u32::MAX })?;
            letters.iter().try_for_each(|letter| say(&line(letter)))
        }
        DeadLetterCommand::Retry(which) => {
            let ids = which.ids(store)?;
            let retried = retry(store, &store.cursor()?, &config.data, &ids)?;
            let with = |what| of(&ids, retried.iter().map(|it| *it == what));
            say(&format!("{} retried", with(Retried::InInbox).len()))?;
            refuse("too large to be kept, and cannot be retried", &with(Retried::NotKept))?;
            refuse("no such dead letter", &with(Retried::Missing))
        }
        DeadLetterCommand::Drop(which) => {
            let ids = which.ids(store)?;
            let dropped: Vec<bool> =
                ids.iter().map(|id| store.drop_dead_letter(*id)).collect::<Result<_, _>>()?;
            say(&format!("{} dropped", of(&ids, dropped.iter().copied()).len()))?;
            refuse("no such dead letter", &of(&ids, dropped.iter().map(|was_there| !was_there)))
        }
    }
}

/// The numbers for which the matching flag in `are` is true.
fn of(ids: &[i64], are: impl Iterator<Item = bool>) -> Vec<String> {
    ids.iter().zip(are).filter(|(_, is)| *is).map(|(id, _)| id.to_string()).collect()
}

/// Returns an error that names the numbers, if there are any.
fn refuse(problem: &str, ids: &[String]) -> anyhow::Result<()> {
    if ids.is_empty() { Ok(()) } else { bail!("{problem}: {}", ids.join(", ")) }
}

/// One dead letter as a line, with tabs between the columns.
fn line(letter: &DeadLetter) -> String {
    let DeadLetter { id, project, kind, size, reason, detail, attempts, .. } = letter;
    let time = |time: Timestamp| rfc3339::format(time);
    let (received, failed) = (time(letter.received), time(letter.failed));
    // The client chooses the type, and a terminal obeys control characters.
    let kind: String = kind.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    format!(
        "{id}\t{project}\t{kind}\t{size} bytes\t{reason}\treceived {received}\tfailed {failed}\ttried {attempts}\t{detail}"
    )
}
