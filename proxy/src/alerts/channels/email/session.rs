//! One mail from the greeting to `QUIT`, step by step, so that each failure says where it happened.
//! <https://www.rfc-editor.org/rfc/rfc5321>

use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::alerts::channel::{Remedy, SendError};
use crate::config::channels::{Email, EmailTls};
use crate::outgoing::guard::AddressGuard;

/// Longest wait for a connection, and for each answer. RFC 5321 asks for minutes; the server does
/// not stop before.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long to send nothing after `421` or `450 4.7`: the server wants fewer mails, or greylists.
const PAUSE: Duration = Duration::from_secs(60);

/// Hands a mail to the server.
pub(super) fn send(email: &Email, guard: &AddressGuard, mail: &[u8]) -> Result<(), SendError> {
    let hello = ClientId::Domain(email.from.email.domain().to_owned());
    let mut connection = connect(email, guard, &hello)?;
    if let Some(login) = &email.login {
        let credentials = Credentials::new(login.username.clone(), login.password.expose().clone());
        let result = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        result.map_err(|error| failed("the account was refused", &error))?;
    }
    let sender = Mail::new(Some(email.from.email.clone()), Vec::new());
    connection.command(sender).map_err(|error| failed("the sender was refused", &error))?;
    recipients(email, &mut connection)?;
    connection.command(Data).map_err(|error| failed("the mail was refused", &error))?;
    let sent = connection.message(mail).map_err(|error| {
        // The server may have it, and only its answer was lost.
        let may_have_arrived = error.status().is_none();
        SendError { may_have_arrived, ..failed("the mail was refused", &error) }
    });
    connection.abort();
    sent.map(drop)
}

fn connect(email: &Email, guard: &AddressGuard, hello: &ClientId) -> Result<SmtpConnection, SendError> {
    let addresses = addresses(email, guard)?;
    let tls = match email.tls {
        EmailTls::None => None,
        EmailTls::StartTls | EmailTls::Tls => {
            Some(tls(email).map_err(|error| failed("TLS is not set up", &error))?)
        }
    };
    let from_start = tls.as_ref().filter(|_| email.tls == EmailTls::Tls);
    let connection = SmtpConnection::connect(addresses.as_slice(), Some(TIMEOUT), hello, from_start, None);
    let mut connection = connection.map_err(|error| failed("no connection", &error))?;
    if let (EmailTls::StartTls, Some(tls)) = (email.tls, &tls) {
        connection.starttls(tls, hello).map_err(|error| failed("no encrypted connection", &error))?;
    }
    Ok(connection)
}

/// The addresses of the server that may be asked.
fn addresses(email: &Email, guard: &AddressGuard) -> Result<Vec<SocketAddr>, SendError> {
    let host = email.host.as_str();
    let unreachable = |reason: String| SendError { reason, remedy: Remedy::Retry, may_have_arrived: false };
    let found = (host, email.port).to_socket_addrs();
    let found: Vec<_> =
        found.map_err(|_| unreachable(format!("not reached: no address of {host} was found")))?.collect();
    let allowed: Vec<_> = found.iter().copied().filter(|address| guard.allows(host, address.ip())).collect();
    match found.first() {
        Some(address) if allowed.is_empty() => {
            let address = address.ip();
            let cure = "if that is meant, add it to outgoing.allow_private";
            Err(unreachable(format!("{host} leads to the private address {address}; {cure}")))
        }
        _ => Ok(allowed),
    }
}

fn tls(email: &Email) -> Result<TlsParameters, Error> {
    let mut parameters = TlsParameters::builder(email.host.clone());
    if !email.ca.is_empty() {
        parameters = parameters.add_root_certificate(Certificate::from_pem(&email.ca)?);
    }
    parameters.build()
}

/// Names the recipients. One that is refused for good keeps the mail from no other; one that is refused for now does,
/// as the mail would reach the others again with each try.
fn recipients(email: &Email, connection: &mut SmtpConnection) -> Result<(), SendError> {
    let mut last = None;
    let mut accepted = 0;
    for recipient in &email.to {
        match connection.command(Rcpt::new(recipient.email.clone(), Vec::new())) {
            Ok(_) => accepted += 1,
            Err(error) if error.is_permanent() => {
                tracing::warn!(recipient = %recipient.email, error = %words(&error), "alert e-mail: recipient refused");
                last = Some(error);
            }
            Err(error) => return Err(failed("a recipient was refused", &error)),
        }
    }
    match last {
        Some(error) if accepted == 0 => Err(failed("all recipients were refused", &error)),
        _ => Ok(()),
    }
}

fn failed(step: &str, error: &Error) -> SendError {
    let remedy = match error.status().map(|code| code.to_string()).as_deref() {
        // The service closes, is too busy, or the mailbox is: <https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3>
        Some("421" | "450" | "451" | "452") => Remedy::Hold(PAUSE),
        Some(_) | None => Remedy::Retry,
    };
    SendError { reason: format!("{step}: {}", words(error)), remedy, may_have_arrived: false }
}

/// The error without the server's own words: they could repeat what was said to it.
fn words(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None if error.is_timeout() => "no answer in time".into(),
        None if error.is_tls() || is_of_tls(error) => {
            "TLS failed, or the certificate is not trusted: check host, port, tls and ca_file".into()
        }
        None if error.is_client() => {
            "the server lacks STARTTLS, or a way to log in that is known here".into()
        }
        None if error.is_response() => "the answer is no SMTP".into(),
        None => "the connection failed".into(),
    }
}

/// Whether the cause is a message of TLS that rustls refuses: it comes as an I/O error of this kind.
/// <https://docs.rs/rustls/latest/rustls/struct.ConnectionCommon.html#method.complete_io>
fn is_of_tls(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.downcast_ref::<std::io::Error>().is_some_and(|it| it.kind() == ErrorKind::InvalidData) {
            return true;
        }
        cause = error.source();
    }
    false
}
