//! Removes secrets and personal data from events, before an event is stored and before anything is forwarded to an
//! upstream.
//!
//! The defaults are those of [Sentry's server-side
//! scrubbing](https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/), as Relay implements them
//! (`relay-pii/src/{convert,regexes}.rs`), with these differences: a text with a secret loses only the secret; the
//! messages of exceptions are scrubbed too; card and bank account numbers must have the right check digits; a REST path
//! such as `/users/42` is no home folder; more names are secret, each as a word of a name; token counts (`max_tokens`)
//! stay; tokens are found by their shape too.
//!
//! Each text is read once to find out which rules could match. Each of these rules reads it from start to end and notes
//! the ranges to remove. Then the text is rewritten once, so the work is linear in its length.

mod apply;
mod blocks;
mod body;
mod byte_counts;
mod checks;
mod contact;
mod cuts;
mod home_folders;
mod keys;
mod login;
mod markup;
mod named;
mod numbers;
mod quoted;
mod texts;
mod tokens;
mod unquoted;
mod walk;
mod words;

mod scrubber;
mod settings;
#[cfg(test)]
mod tests;

pub use scrubber::Scrubber;
pub use settings::{FILTERED, PatternError, Settings};
