//! A path on the page's own origin, below which the server takes envelopes and serves the SDK under the operator's names.

use super::check::invalid;
use super::error::ConfigError;
use super::raw::RawFirstParty;

/// Longest path, and longest name, in bytes.
const LONGEST: usize = 100;
/// First segments of the server's own paths.
const TAKEN: [&str; 7] = ["api", "issues", "alerts", "dead-letters", "demo", "metrics", "healthz"];
/// The name of the loader's file has no `balefire` that would be replaced.
const LOADER: &str = "loader";

/// The path and the names, from `[first_party]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstParty {
    /// The path, with a slash at the beginning and none at the end. Default: none.
    pub path: Option<String>,
    /// The word that stands for `balefire` in the names of the SDK's files. Default `app`.
    pub name: String,
}

impl Default for FirstParty {
    fn default() -> Self {
        Self { path: None, name: "app".into() }
    }
}

impl FirstParty {
    /// The rest of a request's path below the operator's: empty for the path itself.
    #[must_use]
    pub fn below<'r>(&self, path: &'r str) -> Option<&'r str> {
        let rest = path.strip_prefix(self.path.as_deref()?)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }
}

pub(super) fn check(raw: RawFirstParty) -> Result<FirstParty, ConfigError> {
    let default = FirstParty::default();
    let path = raw.path.map(|path| path.trim_end_matches('/').to_owned());
    if path.as_deref().is_some_and(|path| !is_path(path)) {
        return Err(invalid(
            "first_party.path",
            "is no path of letters, digits, - and _ that the server does not use itself, such as /assets/7f",
        ));
    }
    let name = raw.name.unwrap_or(default.name);
    if !is_word(&name) || name == LOADER {
        return Err(invalid("first_party.name", "is no word of letters, digits, - and _, such as app"));
    }
    Ok(FirstParty { path, name })
}

fn is_path(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/').filter(|path| path.len() <= LONGEST) else { return false };
    let mut segments = path.split('/');
    let is_taken = segments.clone().next().is_some_and(|first| TAKEN.contains(&first));
    segments.all(is_word) && !is_taken
}

fn is_word(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(path: &str, name: &str) -> Option<FirstParty> {
        check(RawFirstParty { path: Some(path.into()), name: Some(name.into()) }).ok()
    }

    #[test]
    fn paths_and_names() {
        for (path, name, expect) in [
            ("/a1", "app", true),
            ("/assets/7f_-/", "shop-2", true),
            ("a1", "app", false),
            ("/", "app", false),
            ("", "app", false),
            ("/a//b", "app", false),
            ("/a.b", "app", false),
            ("/a/{b}", "app", false),
            ("/api/x", "app", false),
            ("/metrics", "app", false),
            ("/a1", "", false),
            ("/a1", "a/b", false),
            ("/a1", "loader", false),
        ] {
            assert_eq!(checked(path, name).is_some(), expect, "{path} {name}");
        }
        assert_eq!(checked("/a1/", "app").unwrap().path.as_deref(), Some("/a1"));
    }

    #[test]
    fn below_the_path() {
        let first_party = checked("/a/b", "app").unwrap();
        for (path, expect) in [
            ("/a/b", Some("")),
            ("/a/b/", Some("")),
            ("/a/b/app.min.js", Some("app.min.js")),
            ("/a/bc", None),
            ("/a", None),
            ("/", None),
        ] {
            assert_eq!(first_party.below(path), expect, "{path}");
        }
        assert_eq!(FirstParty::default().below("/"), None);
    }
}
