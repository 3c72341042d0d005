//! The template of a channel: a text in the configuration, or a file.

use std::fs::File;
use std::io::Read;

use super::settings::Problem;
use crate::template::{MAX_SOURCE, Template, Writes};

/// The values that a template may use; `docs/templates.md` has their meaning.
pub const NAMES: &[&str] = &[
    "kind",
    "why",
    "happened",
    "notification",
    "redirected",
    "title",
    "level",
    "severity",
    "rule",
    "project",
    "type",
    "value",
    "culprit",
    "environment",
    "release",
    "suspect_release",
    "events",
    "users",
    "first_seen",
    "page",
    "frames",
    "sparkline",
    "message",
    "issues",
    "fatal",
    "samples",
    "more",
    "url",
    "resolve_url",
    "mute_url",
    "mute_release_url",
];

/// Reads the template of the keys `template` and `template_file`, if one is set.
pub(super) fn template(
    text: Option<String>,
    file: Option<String>,
    writes: Writes,
) -> Result<Option<Template>, Problem> {
    let (field, source) = match (text, file) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(problem("template_file", "stands beside template: only one can be used"));
        }
        (Some(text), None) => ("template", text),
        (None, Some(path)) => ("template_file", read(&path)?),
    };
    match Template::parse(&source, writes, NAMES) {
        Ok(template) => Ok(Some(template)),
        Err(error) => Err(Problem { field, problem: error.to_string().into() }),
    }
}

/// The text of a file, and no more of it than a template may have, and one byte.
fn read(path: &str) -> Result<String, Problem> {
    let most = u64::try_from(MAX_SOURCE).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(most).read_to_string(&mut text));
    read.map_err(|error| Problem {
        field: "template_file",
        problem: format!("cannot be read: {error}").into(),
    })?;
    Ok(text)
}

fn problem(field: &'static str, problem: &'static str) -> Problem {
    Problem { field, problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: Option<&str>, file: Option<&str>, expect: &str) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let Problem { field, problem } = template(owned(text), owned(file), Writes::Text).unwrap_err();
        let found = format!("{field} {problem}");
        assert!(found.starts_with(expect), "{found}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        check(
            Some("x\n{{ nonsense }}"),
            None,
            "template line 2: there is no value \"nonsense\"; there are kind, why",
        );
        check(Some("{% if %}"), None, "template line 1: syntax error");
        check(Some("x"), Some("y"), "template_file stands beside template");
        check(None, Some("/nowhere/to/be.found"), "template_file cannot be read: ");
    }

    #[test]
    fn a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alert.md");
        std::fs::write(&path, "{{ title }}").unwrap();
        let read = template(None, Some(path.display().to_string()), Writes::Text).unwrap().unwrap();
        assert_eq!(read.source(), "{{ title }}");
        std::fs::write(&path, "x".repeat(MAX_SOURCE + 7)).unwrap();
        check(None, Some(&path.display().to_string()), "template_file is longer than 65536 bytes");
    }
}
