//! From what was written to what is meant.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::load::ConfigError;
use super::raw::{Raw, RawLimits, RawProject, RawRobot};
use super::{Config, DINGTALK, Limits, Pages, Robot, default_public_url};
use crate::origin::Allowed;

pub(super) fn check(raw: Raw) -> Result<Config, ConfigError> {
    let default = Config::default();
    let listen: SocketAddr = match raw.listen {
        Some(text) => text
            .parse()
            .map_err(|_| invalid("listen", "is no address with a port, such as 127.0.0.1:8787"))?,
        None => default.listen,
    };
    let public_url = match raw.public_url {
        Some(text) => http_url("public_url", text.trim_end_matches('/'))?,
        None => default_public_url(listen),
    };
    let mut pages = Pages::default_at(listen);
    if let Some(token_required) = raw.pages.token_required {
        pages.token_required = token_required;
    }
    let robots = raw.alert.dingtalk.into_iter().map(|(name, raw)| Ok((name.clone(), robot(&name, raw)?)));
    Ok(Config {
        listen,
        data: raw.data.map_or(default.data, PathBuf::from),
        public_url,
        limits: limits(&raw.limits),
        pages,
        origins: raw.project.into_iter().map(origins).collect::<Result<_, _>>()?,
        robots: robots.collect::<Result<_, ConfigError>>()?,
    })
}

fn origins((project, raw): (String, RawProject)) -> Result<(String, Vec<Allowed>), ConfigError> {
    let wrong = || {
        invalid(
            &format!("project.{project}.origins"),
            "has one that is no origin, such as https://shop.example",
        )
    };
    let origins: Option<_> = raw.origins.0.iter().map(|text| Allowed::parse(text)).collect();
    Ok((project.clone(), origins.ok_or_else(wrong)?))
}

fn limits(raw: &RawLimits) -> Limits {
    let default = Limits::default();
    let size = |raw: Option<u32>, default| raw.map_or(default, |n| n as usize);
    Limits {
        body: size(raw.body, default.body),
        decompressed: size(raw.decompressed, default.decompressed),
        event: size(raw.event, default.event),
        items: size(raw.items, default.items),
        queue: size(raw.queue, default.queue),
        body_timeout: raw.body_timeout.map_or(default.body_timeout, |s| Duration::from_secs(s.into())),
    }
}

fn robot(name: &str, raw: RawRobot) -> Result<Robot, ConfigError> {
    let key = |field: &str| format!("alert.dingtalk.{name}.{field}");
    let token = raw.access_token.filter(|token| !token.expose().is_empty());
    let access_token = token.ok_or_else(|| invalid(&key("access_token"), "is missing"))?;
    if raw.secret.as_ref().is_some_and(|secret| secret.expose().is_empty()) {
        return Err(invalid(&key("secret"), "is empty"));
    }
    Ok(Robot {
        url: http_url(&key("url"), raw.url.as_deref().unwrap_or(DINGTALK))?,
        access_token,
        secret: raw.secret,
        at_mobiles: raw.at_mobiles.0,
        at_user_ids: raw.at_user_ids.0,
        at_all: raw.at_all,
        keywords: raw.keywords.0,
    })
}

/// The value itself is not named: people put whole webhook addresses, token and all, into `url`.
fn http_url(key: &str, text: &str) -> Result<String, ConfigError> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let is_plain = rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']) && !rest.contains(['?', '#', '@', ' '])
    });
    if !is_plain {
        return Err(invalid(key, "is no http or https address without query, fragment and credentials"));
    }
    Ok(text.to_owned())
}

fn invalid(key: &str, problem: &'static str) -> ConfigError {
    ConfigError::Invalid { key: key.to_owned(), problem }
}
