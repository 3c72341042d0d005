//! Requests that leave the server. All of them go through [`Client`]: no redirect is followed, no proxy of the
//! environment is used, time and answer are bounded, and a host name that leads into a private network is refused.

pub mod address;
mod client;
pub mod guard;
mod resolver;

pub use client::{Answer, Client, RequestError, RequestLimits};
