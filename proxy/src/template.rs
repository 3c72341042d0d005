//! Templates that operators write, in the language of Jinja:
//! <https://docs.rs/minijinja/latest/minijinja/syntax/index.html>
//!
//! A template sees the values it is given, and nothing else: no file, no environment, no other template. Its source, its
//! work, its nesting and its output are bounded, so that a bad one costs a message its look and nothing more.

use std::io::{self, Write};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;

/// Longest source, in bytes.
pub const MAX_SOURCE: usize = 64 * 1024;
/// Most work of one rendering, in instructions of the engine, and its memory in units of about 64 bytes:
/// <https://docs.rs/minijinja/latest/minijinja/struct.Environment.html#method.set_fuel>
const FUEL: u64 = 100_000;
/// Deepest nesting while it is rendered.
const MAX_DEPTH: usize = 64;
/// The name of the one template of an environment.
const NAME: &str = "template";
/// Longest error of the engine that is passed on, in characters.
const MAX_PROBLEM: usize = 200;

/// What a template writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Text. Values are written as they are: whoever gives them has made them harmless before.
    Text,
    /// JSON. Each value is written as a JSON value: a text in its quotes.
    Json,
}

/// A template that was read without an error.
#[derive(Clone)]
pub struct Template {
    source: Arc<str>,
    writes: Writes,
    environment: Arc<Environment<'static>>,
}

/// Why a template cannot be read or rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The source is longer than [`MAX_SOURCE`].
    #[error("is longer than {MAX_SOURCE} bytes")]
    TooLong,
    /// The source is no template.
    #[error("line {line}: {problem}")]
    Syntax {
        /// The line, from 1 on.
        line: usize,
        /// The words of the engine.
        problem: String,
    },
    /// The template names a value that does not exist.
    #[error("line {line}: there is no value {name:?}; there are {known}")]
    UnknownName {
        /// The line, from 1 on.
        line: usize,
        /// The name.
        name: String,
        /// All names, with commas.
        known: String,
    },
    /// It cannot be rendered with these values.
    #[error("line {line}: {problem}")]
    Render {
        /// The line, from 1 on; 0 where the engine does not say.
        line: usize,
        /// The words of the engine.
        problem: String,
    },
    /// The rendered text is too long.
    #[error("writes more than {0} bytes")]
    OutputTooLong(usize),
}

impl Template {
    /// Reads a template that may use the values of these names.
    pub fn parse(source: &str, writes: Writes, names: &[&str]) -> Result<Self, TemplateError> {
        if source.len() > MAX_SOURCE {
            return Err(TemplateError::TooLong);
        }
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(MAX_DEPTH);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // `safe` would write a text into JSON without its quotes.
        environment.remove_filter("safe");
        environment.set_auto_escape_callback(move |_| match writes {
            Writes::Text => AutoEscape::None,
            Writes::Json => AutoEscape::Json,
        });
        // A line with nothing but a `{% .. %}` leaves no empty line, which would begin a paragraph in markdown.
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true);
        environment.set_syntax(syntax.build().map_err(|error| syntax_error(&error))?);
        environment.add_template_owned(NAME, source.to_owned()).map_err(|error| syntax_error(&error))?;
        check_names(&environment, source, names)?;
        Ok(Self { source: source.into(), writes, environment: Arc::new(environment) })
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Renders at most so many bytes.
    pub fn render(&self, values: &impl Serialize, most: usize) -> Result<String, TemplateError> {
        let template = self.environment.get_template(NAME).map_err(|error| render_error(&error))?;
        let mut output = Bounded { bytes: Vec::new(), most, is_over: false };
        let result = template.render_captured_to(Serde(values), &mut output).map(drop);
        match result {
            Err(_) if output.is_over => Err(TemplateError::OutputTooLong(most)),
            Err(error) => Err(render_error(&error)),
            Ok(()) => Ok(String::from_utf8_lossy(&output.bytes).into_owned()),
        }
    }
}

/// Refuses a name that no value has, so that a misspelt one is found at the start and not with the first alert.
fn check_names(environment: &Environment<'_>, source: &str, names: &[&str]) -> Result<(), TemplateError> {
    let template = environment.get_template(NAME).map_err(|error| syntax_error(&error))?;
    let globals: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
    let mut unknown: Vec<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !names.contains(&name.as_str()) && !globals.contains(&name.as_str()))
        .collect();
    unknown.sort();
    let Some(name) = unknown.into_iter().next() else { return Ok(()) };
    let line = source.lines().position(|line| line.contains(&name)).map_or(1, |at| at + 1);
    Err(TemplateError::UnknownName { line, name, known: names.join(", ") })
}

fn syntax_error(error: &Error) -> TemplateError {
    TemplateError::Syntax { line: error.line().unwrap_or(1), problem: problem(error) }
}

fn render_error(error: &Error) -> TemplateError {
    TemplateError::Render { line: error.line().unwrap_or(0), problem: problem(error) }
}

/// The words of the engine, in one line.
fn problem(error: &Error) -> String {
    let words = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "takes too much work".to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    words.chars().filter(|c| !c.is_control()).take(MAX_PROBLEM).collect()
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        (&self.source, self.writes) == (&other.source, other.writes)
    }
}

impl Eq for Template {}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("source", &self.source).field("writes", &self.writes).finish()
    }
}

/// Takes at most so many bytes.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    is_over: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.most {
            self.is_over = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NAMES: &[&str] = &["title", "release", "frames", "events"];

    fn text(source: &str) -> Result<Template, TemplateError> {
        Template::parse(source, Writes::Text, NAMES)
    }

    #[track_caller]
    fn check(source: &str, expect: &str) {
        let values = json!({ "title": "a [b] \"c\"", "release": null, "frames": ["f", "g"], "events": 3 });
        assert_eq!(text(source).unwrap().render(&values, 1_000).as_deref(), Ok(expect));
    }

    #[test]
    fn texts() {
        check("**{{ title }}**: {{ events }}", "**a [b] \"c\"**: 3");
        check("{% if release %}in {{ release }}{% else %}no release{% endif %}", "no release");
        check("a\n{% for frame in frames %}\n- {{ frame }}\n{% endfor %}\nz", "a\n- f\n- g\nz");
        check("{{ frames | join(' < ') | upper }}{# note #}", "F < G");
        check("{% set it = title %}{{ it }}{% for n in range(3) %}{{ n }}{% endfor %}", "a [b] \"c\"012");
    }

    #[test]
    fn json_values_stay_within_their_quotes() {
        let template = Template::parse(r#"{"text": {{ title }}, "n": {{ events }}}"#, Writes::Json, NAMES);
        let rendered =
            template.unwrap().render(&json!({ "title": "\",\"x\":\"", "events": 3 }), 100).unwrap();
        let parsed: serde_json::Value = serde_json::from_str(&rendered).unwrap();
        assert_eq!(parsed, json!({ "text": "\",\"x\":\"", "n": 3 }));
        let unsafe_ = Template::parse("{{ title | safe }}", Writes::Json, NAMES).unwrap();
        assert!(unsafe_.render(&json!({ "title": "x" }), 100).is_err());
    }

    #[test]
    fn errors_name_the_line() {
        for (source, expect) in [
            ("a\n{% if title %}", "line 2: syntax error"),
            (
                "a\n\n{{ subject }}",
                "line 3: there is no value \"subject\"; there are title, release, frames, events",
            ),
            ("{% include 'x' %}", "line 1: syntax error"),
            ("{{ title", "line 1: syntax error"),
        ] {
            let error = text(source).unwrap_err().to_string();
            assert!(error.starts_with(expect), "{source}: {error}");
        }
        assert_eq!(text(&"x".repeat(MAX_SOURCE + 1)), Err(TemplateError::TooLong));
        let error =
            text("x\n{{ title.length.of }}").unwrap().render(&json!({ "title": "t" }), 9).unwrap_err();
        assert!(matches!(error, TemplateError::Render { line: 2, .. }), "{error}");
    }

    #[test]
    fn work_nesting_and_output_are_bounded() {
        let values = json!({ "title": "t", "frames": [], "events": 1, "release": "r" });
        let endless =
            "{% for a in range(1000) %}{% for b in range(1000) %}{% set c = a %}{% endfor %}{% endfor %}";
        let error = text(endless).unwrap().render(&values, 100).unwrap_err();
        assert!(error.to_string().ends_with("takes too much work"), "{error}");
        let long = text("{% for a in range(1000) %}{{ title }}{% endfor %}").unwrap();
        assert_eq!(long.render(&values, 999), Err(TemplateError::OutputTooLong(999)));
        assert_eq!(long.render(&values, 1_000).unwrap().len(), 1_000);
        let huge = text("{{ title * 99000000 }}").unwrap();
        assert!(huge.render(&values, 1_000).is_err());
        let deep = format!("{}x{}", "{% if events %}".repeat(2_000), "{% endif %}".repeat(2_000));
        assert!(text(&deep).is_err());
    }
}
