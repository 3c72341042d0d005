//! An event as a text for people and tools: Markdown for a colleague or a coding agent, and its request for curl.
//!
//! All of it comes from strangers. The Markdown fences it, and the command quotes it.

mod curl;
mod fenced;
mod markdown;
mod stack_text;

pub(in crate::web) use curl::curl;
pub(in crate::web) use markdown::markdown;
