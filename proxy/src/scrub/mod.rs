//! What must not be kept, taken out of what was sent: before an event is stored, and before anything goes on to an
//! upstream.
//!
//! The defaults are those of [Sentry's server-side scrubbing](https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/),
//! as Relay has them (`relay-pii/src/{convert,regexes}.rs`), with these differences: a text in which a secret stands
//! loses the secret alone, not all of itself; what exceptions say is looked at too; card and bank account numbers
//! must have the right check digits; a REST path such as `/users/42` is no home directory; more names count, each as
//! a word of a name; counted tokens (`max_tokens`) stay; tokens are known by their shape too.
//!
//! A text is looked at once to see which rules could find something in it. Each of these reads it from its start to its
//! end and notes what goes, and the text is written anew once; so the work is linear in its length.

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
