//! Posts, within bounds.

use std::net::IpAddr;
use std::time::Duration;

use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::unversioned::resolver::{DefaultResolver, Resolver};
use ureq::unversioned::transport::DefaultConnector;

use super::guard::AddressGuard;
use super::resolver::{GuardedResolver, PrivateAddress};

/// The name of the server in its requests.
const USER_AGENT: &str = concat!("balefire-proxy/", env!("CARGO_PKG_VERSION"));

/// How long a request may take, and how much of its answer is read.
#[derive(Debug, Clone, Copy)]
pub struct RequestLimits {
    /// Longest time for a connection.
    pub connect: Duration,
    /// Longest time for all of the request.
    pub whole: Duration,
    /// Largest body of an answer, in bytes.
    pub answer: u64,
}

/// Sends requests. Connections are used again.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    answer: u64,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status, also that of a redirect, which is not followed.
    pub status: u16,
    /// The body, or why it was not read.
    pub body: Result<Vec<u8>, RequestError>,
    headers: HeaderMap,
}

/// Why there is no answer. No variant holds a URL: there may be a secret in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The URL is none.
    #[error("the url is not an http or https address")]
    Url,
    /// The host is in a private network.
    #[error(
        "{host} leads to the private address {address}; if that is meant, add it to outgoing.allow_private"
    )]
    Private {
        /// The host.
        host: String,
        /// One of its addresses.
        address: IpAddr,
    },
    /// There was no connection, so the request did not arrive.
    #[error("not reached: {0}")]
    Unreachable(&'static str),
    /// No answer came. Whether the request arrived is unknown.
    #[error("no answer: {0}")]
    NoAnswer(&'static str),
    /// The answer is larger than may be.
    #[error("the answer is too large")]
    AnswerTooLarge,
}

impl Client {
    /// A client behind a guard.
    #[must_use]
    pub fn new(guard: AddressGuard, limits: RequestLimits) -> Self {
        Self::with_resolver(guard, limits, DefaultResolver::default())
    }

    fn with_resolver(guard: AddressGuard, limits: RequestLimits, inner: impl Resolver) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.whole))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // Else one of the environment, which would look up names past the guard.
            .proxy(None)
            .user_agent(USER_AGENT)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), GuardedResolver { guard, inner });
        Self { agent, answer: limits.answer }
    }

    /// Posts a body.
    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, RequestError> {
        let mut request = self.agent.post(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.send(body).map_err(|error| in_our_words(&error))?;
        let status = answer.status().as_u16();
        // Read whole, so that the connection can be used again.
        let body = answer.body_mut().with_config().limit(self.answer).read_to_vec();
        let body = body.map_err(|error| in_our_words(&error));
        Ok(Answer { status, body, headers: answer.headers().clone() })
    }
}

impl Answer {
    /// A header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl RequestError {
    /// Whether the receiver may have the request all the same.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::AnswerTooLarge => true,
            Self::Url | Self::Private { .. } | Self::Unreachable(_) => false,
        }
    }
}

/// ureq's own words may show the URL.
fn in_our_words(error: &ureq::Error) -> RequestError {
    use RequestError::{AnswerTooLarge, NoAnswer, Unreachable, Url};
    use ureq::Error;
    match error {
        Error::BadUri(_) | Error::Http(_) => Url,
        Error::Timeout(_) => NoAnswer("it took too long"),
        Error::HostNotFound => Unreachable("the host name is unknown"),
        Error::ConnectionFailed => Unreachable("the connection failed"),
        Error::BodyExceedsLimit(_) => AnswerTooLarge,
        Error::Io(io) => match io.kind() {
            std::io::ErrorKind::ConnectionRefused => Unreachable("the connection is refused"),
            std::io::ErrorKind::TimedOut => NoAnswer("it took too long"),
            _ => NoAnswer("the connection broke"),
        },
        Error::Tls(_) | Error::Rustls(_) => Unreachable("no safe connection (TLS)"),
        Error::Other(other) => match other.downcast_ref::<PrivateAddress>() {
            Some(PrivateAddress { host, address }) => {
                RequestError::Private { host: host.clone(), address: *address }
            }
            None => NoAnswer("the exchange failed"),
        },
        _ => NoAnswer("the exchange failed"),
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
