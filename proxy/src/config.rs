//! Every knob of the server: unit, default, checked once. Defaults < file < environment < flags.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::secret::Secret;

/// The checked configuration.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where to listen. Default `127.0.0.1:8787`.
    pub listen: SocketAddr,
    /// Where the databases lie. Default `data` in the working directory.
    pub data: PathBuf,
    /// What links in messages begin with, without a slash at the end. Default `http://{listen}`.
    pub public_url: String,
    /// Bounds of what is taken in.
    pub limits: Limits,
    /// DingTalk robots by name, from `[alert.dingtalk.<name>]`.
    pub robots: BTreeMap<String, Robot>,
}

/// Bounds of what is taken in. Each has a counted discard reason.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body as sent, in bytes. Default 2 MiB.
    pub body: usize,
    /// Largest body after decompression, in bytes. Default 20 MiB.
    pub decompressed: usize,
    /// Largest event item, in bytes. Default 1 MiB, as Sentry's.
    pub event: usize,
    /// Most items in an envelope. Default 100.
    pub items: usize,
    /// Most envelopes that wait for the inbox's disk at once; more get 429. Default 1,000.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 2 << 20, decompressed: 20 << 20, event: 1 << 20, items: 100, queue: 1_000 }
    }
}

/// A DingTalk group robot.
#[derive(Debug, Clone)]
pub struct Robot {
    /// The robot's address. Default DingTalk's.
    pub url: String,
    /// Which group: the `access_token` of the webhook address.
    pub access_token: Secret<String>,
    /// Signs each message; begins with `SEC`. None: the robot is secured otherwise.
    pub secret: Option<Secret<String>>,
    /// People to call by mobile number.
    pub at_mobiles: Vec<String>,
    /// People to call by user id.
    pub at_user_ids: Vec<String>,
    /// Call everybody.
    pub at_all: bool,
    /// The robot's keywords: one of them must stand in each message.
    pub keywords: Vec<String>,
}
