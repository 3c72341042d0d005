//! Configuration of e-mail through an SMTP server.

use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;

use super::settings::{Problem, Settings, language, problem};
use crate::config::raw::RawEmail;
use crate::model::language::Language;
use crate::secret::Secret;

/// Most recipients of a channel. RFC 5321 lets a server refuse more than 100:
/// <https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.8>
const RECIPIENTS: usize = 50;

/// Mail to some people through one SMTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The SMTP server's host name or address.
    pub host: String,
    /// Its port. Default: 587 for STARTTLS, 465 for TLS, 25 without.
    pub port: u16,
    /// How the connection is encrypted. Default: [`EmailTls::StartTls`].
    pub tls: EmailTls,
    /// Certificates (PEM) that are trusted beside those of the web. In the file: `ca_file`, a path.
    pub ca: Vec<u8>,
    /// The account, if the server wants one.
    pub login: Option<Login>,
    /// The sender.
    pub from: Mailbox,
    /// The recipients.
    pub to: Vec<Mailbox>,
    /// The language of messages. Default: English.
    pub language: Language,
}

/// An account at an SMTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Its name.
    pub username: String,
    /// Its password.
    pub password: Secret<String>,
}

/// How the connection to an SMTP server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailTls {
    /// `starttls`: it begins in the clear and must be encrypted before anything else is said (RFC 3207).
    StartTls,
    /// `tls`: it is encrypted from the start (RFC 8314).
    Tls,
    /// `none`: it is not. No account can be used.
    None,
}

impl EmailTls {
    fn as_str(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// The usual port: <https://www.iana.org/assignments/service-names-port-numbers>
    fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

pub(super) fn check(raw: RawEmail) -> Result<Email, Problem> {
    let host = raw.host.filter(|host| !host.is_empty()).ok_or_else(|| problem("host", "is missing"))?;
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if !host.bytes().all(is_of_name) && host.parse::<std::net::Ipv6Addr>().is_err() {
        return Err(problem("host", "is no host name or address; the port is a key of its own"));
    }
    let tls = match raw.tls.as_deref() {
        None | Some("starttls") => EmailTls::StartTls,
        Some("tls") => EmailTls::Tls,
        Some("none") => EmailTls::None,
        Some(_) => return Err(problem("tls", "is neither starttls nor tls nor none")),
    };
    let login = match (raw.username, raw.password) {
        (None, None) => None,
        (Some(_), None) => return Err(problem("password", "is missing beside username")),
        (None, Some(_)) => return Err(problem("username", "is missing beside password")),
        (Some(_), Some(_)) if tls == EmailTls::None => {
            return Err(problem("tls", "is none, so the password would be sent unencrypted"));
        }
        (Some(username), Some(password)) => Some(Login { username, password }),
    };
    let mailbox = |text: &str| text.parse::<Mailbox>().ok();
    let from = raw.from.ok_or_else(|| problem("from", "is missing"))?;
    let from = mailbox(&from).ok_or_else(|| problem("from", "is no e-mail address"))?;
    let to: Option<Vec<_>> = raw.to.0.iter().map(|text| mailbox(text)).collect();
    let to = to.ok_or_else(|| problem("to", "has a text that is no e-mail address"))?;
    if to.is_empty() {
        return Err(problem("to", "is missing"));
    }
    if to.len() > RECIPIENTS {
        return Err(problem("to", "has more than 50 addresses; use a mailing list"));
    }
    let ca = raw.ca_file.map_or(Ok(Vec::new()), |path| ca(&path))?;
    Ok(Email {
        host,
        port: raw.port.unwrap_or_else(|| tls.port()),
        tls,
        ca,
        login,
        from,
        to,
        language: language(raw.language.as_deref())?,
    })
}

fn ca(path: &str) -> Result<Vec<u8>, Problem> {
    let pem = std::fs::read(path).map_err(|_| problem("ca_file", "cannot be read"))?;
    match Certificate::from_pem(&pem) {
        Ok(_) if pem.windows(10).any(|it| it == b"-----BEGIN") => Ok(pem),
        _ => Err(problem("ca_file", "has no certificate in PEM")),
    }
}

impl Settings for Email {
    fn url(&self) -> String {
        let host = &self.host;
        // An address of IPv6 needs its brackets.
        if host.contains(':') { format!("smtp://[{host}]") } else { format!("smtp://{host}") }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let to: Vec<_> = self.to.iter().map(ToString::to_string).collect();
        let login = self.login.as_ref();
        vec![
            ("host", self.host.clone()),
            ("port", self.port.to_string()),
            ("tls", self.tls.as_str().to_owned()),
            ("ca_file", if self.ca.is_empty() { String::new() } else { format!("{} bytes", self.ca.len()) }),
            ("username", login.map_or_else(String::new, |login| login.username.clone())),
            ("password", login.map_or_else(String::new, |login| format!("{:?}", login.password))),
            ("from", self.from.to_string()),
            ("to", to.join(",")),
            ("language", self.language.tag().to_owned()),
        ]
    }
}
