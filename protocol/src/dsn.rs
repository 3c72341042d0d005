//! DSN: the URL of a project, `https://KEY@HOST/PATH/PROJECT`.
//!
//! <https://develop.sentry.dev/sdk/overview/#parsing-the-dsn>

use alloc::format;
use alloc::string::{String, ToString};

/// The reason why a text is not a DSN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseDsnError {
    /// It does not begin with `http://` or `https://`.
    #[error("dsn is not an http or https address")]
    Scheme,
    /// The part before `@` is empty or absent.
    #[error("dsn has no public key")]
    NoPublicKey,
    /// The part between `@` and the first slash is empty.
    #[error("dsn has no host")]
    NoHost,
    /// The last part of the path is not a number.
    #[error("invalid project id {0:?}")]
    ProjectId(String),
}

/// A parsed DSN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dsn {
    /// `http` or `https`, the host, and the port if one was given: `https://host:8080`.
    pub origin: String,
    /// The path before the project id: empty, or with a slash at its start and none at its end.
    pub path: String,
    /// The public key.
    pub public_key: String,
    /// The number of the project.
    pub project_id: u64,
}

impl Dsn {
    /// Reads a DSN. A secret key (`KEY:SECRET@`) is allowed and ignored, because it is obsolete.
    ///
    /// ```
    /// let dsn = balefire_protocol::dsn::Dsn::parse("https://abc@errors.example/7").unwrap();
    /// assert_eq!(dsn.envelope_url(), "https://errors.example/api/7/envelope/");
    /// ```
    pub fn parse(text: &str) -> Result<Self, ParseDsnError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(ParseDsnError::Scheme)?;
        if scheme != "http" && scheme != "https" {
            return Err(ParseDsnError::Scheme);
        }
        let (keys, rest) = rest.split_once('@').ok_or(ParseDsnError::NoPublicKey)?;
        let public_key = keys.split(':').next().unwrap_or_default();
        if public_key.is_empty() {
            return Err(ParseDsnError::NoPublicKey);
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err(ParseDsnError::NoHost);
        }
        let path = path.trim_end_matches('/');
        let (path, project) = path.rsplit_once('/').unwrap_or(("", path));
        let path = path.trim_matches('/');
        let is_number = !project.is_empty() && project.bytes().all(|b| b.is_ascii_digit());
        let Some(project_id) = is_number.then(|| project.parse().ok()).flatten() else {
            return Err(ParseDsnError::ProjectId(project.to_string()));
        };
        Ok(Self {
            origin: format!("{scheme}://{host}"),
            path: if path.is_empty() { String::new() } else { format!("/{path}") },
            public_key: public_key.to_string(),
            project_id,
        })
    }

    /// The URL for envelopes, without the query that names the sender.
    #[must_use]
    pub fn envelope_url(&self) -> String {
        format!("{}{}/api/{}/envelope/", self.origin, self.path, self.project_id)
    }
}

impl core::fmt::Display for Dsn {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (scheme, host) = self.origin.split_once("://").unwrap_or_default();
        write!(f, "{scheme}://{}@{host}{}/{}", self.public_key, self.path, self.project_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, url: &str) {
        let dsn = Dsn::parse(text).unwrap();
        assert_eq!(dsn.envelope_url(), url);
        assert_eq!(Dsn::parse(&dsn.to_string()).unwrap(), dsn);
    }

    #[track_caller]
    fn refuse(text: &str, error: ParseDsnError) {
        assert_eq!(Dsn::parse(text), Err(error));
    }

    #[test]
    fn plain() {
        check("https://k@sentry.io/42", "https://sentry.io/api/42/envelope/");
    }

    #[test]
    fn port_and_path() {
        check("http://k@h:8787/a/b/1", "http://h:8787/a/b/api/1/envelope/");
    }

    #[test]
    fn slashes_too_many() {
        check("https://k@h//a//1//", "https://h/a/api/1/envelope/");
        check("https://k@h//1", "https://h/api/1/envelope/");
    }

    #[test]
    fn secret_key_is_dropped() {
        check("https://k:s@h/1/", "https://h/api/1/envelope/");
        assert_eq!(Dsn::parse("https://k:s@h/1").unwrap().to_string(), "https://k@h/1");
    }

    #[test]
    fn refused() {
        refuse("", ParseDsnError::Scheme);
        refuse("ftp://k@h/1", ParseDsnError::Scheme);
        refuse("https://h/1", ParseDsnError::NoPublicKey);
        refuse("https://@h/1", ParseDsnError::NoPublicKey);
        refuse("https://k@/1", ParseDsnError::NoHost);
        refuse("https://k@h/", ParseDsnError::ProjectId(String::new()));
        refuse("https://k@h/x1", ParseDsnError::ProjectId("x1".into()));
        refuse("https://k@h/99999999999999999999", ParseDsnError::ProjectId("99999999999999999999".into()));
    }
}
