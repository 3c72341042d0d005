//! The words of issues, for searching.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Deserialize;

use crate::model::event::{Description, Event};
use crate::store::StoreError;

/// Most functions and files of an issue, each.
const NAMES: usize = 100;
/// Most groups of an issue whose titles are searched.
const GROUPS: u32 = 20;
/// Longest name or description that is searched, in characters.
const LENGTH: usize = 1_000;
/// While an issue has had at most so many events, its words follow each change of its title.
const EVENTS: i64 = 20;
/// Later they follow once in so many seconds. Otherwise messages with numbers in them would cost every event a new index
/// entry.
const PAUSE: f64 = 600.0;

/// Writes the words of a new issue.
pub(super) fn insert(connection: &Connection, issue_id: i64, event: &Event) -> Result<(), StoreError> {
    let stack = Stack::of(&event.body);
    connection
        .prepare_cached(
            "INSERT INTO issue_words (rowid, description, functions, files, url) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            issue_id,
            text(connection, issue_id, &event.description)?,
            stack.functions,
            stack.files,
            stack.url
        ])?;
    Ok(())
}

/// Writes the words of an issue that was made of events of another one.
pub(super) fn insert_stored(
    connection: &Connection,
    issue_id: i64,
    description: &Description,
    body: &str,
) -> Result<(), StoreError> {
    let stack = Stack::of(body);
    connection.prepare_cached("DELETE FROM issue_words WHERE rowid = ?1")?.execute([issue_id])?;
    connection
        .prepare_cached(
            "INSERT INTO issue_words (rowid, description, functions, files, url) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            issue_id,
            text(connection, issue_id, description)?,
            stack.functions,
            stack.files,
            stack.url
        ])?;
    Ok(())
}

/// Writes the words of an issue whose title and stack got names of the source.
pub(super) fn replace(
    connection: &Connection,
    issue_id: i64,
    description: &Description,
    body: &str,
) -> Result<(), StoreError> {
    let stack = Stack::of(body);
    connection
        .prepare_cached(
            "UPDATE issue_words SET description = ?2, functions = ?3, files = ?4 WHERE rowid = ?1",
        )?
        .execute(params![issue_id, text(connection, issue_id, description)?, stack.functions, stack.files])?;
    Ok(())
}

/// Whether the title of an issue is about to change in a way that its words should follow.
pub(super) fn is_due(
    connection: &Connection,
    issue_id: i64,
    title: &str,
    timestamp: f64,
) -> Result<bool, StoreError> {
    let due = connection
        .prepare_cached(
            "SELECT title <> ?2 AND (count <= ?3 OR CAST(?4 / ?5 AS INTEGER) > CAST(last_seen / ?5 AS INTEGER))
             FROM issues WHERE id = ?1 AND last_seen <= ?4",
        )?
        .query_row(params![issue_id, title, EVENTS, timestamp, PAUSE], |row| row.get(0))
        .optional()?;
    Ok(due.unwrap_or(false))
}

/// Writes the title, message and place of an issue.
pub(super) fn describe(
    connection: &Connection,
    issue_id: i64,
    (title, value, culprit): (&str, &str, &str),
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE issue_words SET description = ?2 WHERE rowid = ?1")?
        .execute(params![issue_id, with_groups(connection, issue_id, [title, value, culprit])?])?;
    Ok(())
}

/// Adds the stack and the addresses of an issue to those of another one.
pub(super) fn add_stack(connection: &Connection, to: i64, from: i64) -> Result<(), StoreError> {
    let mut select =
        connection.prepare_cached("SELECT functions, files, url FROM issue_words WHERE rowid = ?1")?;
    let mut read = |issue: i64| {
        let texts = |row: &Row<'_>| Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?]);
        select.query_row([issue], texts).optional()
    };
    let Some((own, other)) = read(to)?.zip(read(from)?) else { return Ok(()) };
    let [functions, files, urls] = [0, 1, 2].map(|at| joined(&own[at], &other[at]));
    connection
        .prepare_cached("UPDATE issue_words SET functions = ?2, files = ?3, url = ?4 WHERE rowid = ?1")?
        .execute(params![to, functions, files, urls])?;
    Ok(())
}

/// The lines of two texts, each once.
fn joined(one: &str, other: &str) -> String {
    let mut seen = BTreeSet::new();
    let all = one.lines().chain(other.lines());
    let names: Vec<&str> = all.filter(|line| !line.is_empty() && seen.insert(*line)).take(NAMES).collect();
    names_of(names)
}

fn text(connection: &Connection, issue_id: i64, of: &Description) -> Result<String, StoreError> {
    with_groups(connection, issue_id, [&of.title, &of.value, &of.culprit])
}

/// The description of an issue, with the titles of its groups: those of merged issues stay to be found.
fn with_groups(connection: &Connection, issue_id: i64, own: [&str; 3]) -> Result<String, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT title FROM issue_groups g WHERE issue_id = ?1 AND title <> ?2 AND EXISTS (
             SELECT 1 FROM issue_groups o WHERE o.issue_id = ?1 AND o.group_hash <> g.group_hash)
         ORDER BY events DESC LIMIT ?3",
    )?;
    let titles: Vec<String> =
        select.query_map(params![issue_id, own[0], GROUPS], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines(own.into_iter().chain(titles.iter().map(String::as_str))))
}

/// Texts as lines. A U+0000 would end the text for the tokenizer.
fn lines<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for text in texts {
        all.extend(text.chars().take(LENGTH).map(|found| if found == '\0' { '\u{fffd}' } else { found }));
        all.push('\n');
    }
    all
}

/// Names as lines. Each begins behind a line feed, so that whole names are found by both.
fn names_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let all = lines(names);
    if all.is_empty() { all } else { format!("\n{all}") }
}

/// The words of an event's stack and of the address of its page.
#[derive(Default)]
struct Stack {
    functions: String,
    files: String,
    url: String,
}

impl Stack {
    fn of(body: &str) -> Self {
        let Ok(body) = serde_json::from_str::<Body>(body) else { return Self::default() };
        let frames = || {
            let exceptions = body.exception.iter().flat_map(|list| &list.values);
            exceptions.filter_map(|exception| exception.stacktrace.as_ref()).flat_map(|stack| &stack.frames)
        };
        let names = |names: &mut dyn Iterator<Item = &str>| {
            let names: BTreeSet<&str> = names.filter(|name| !name.is_empty()).take(NAMES).collect();
            names_of(names)
        };
        Self {
            functions: names(&mut frames().filter_map(|frame| frame.function.as_deref())),
            files: names(&mut frames().filter_map(|frame| frame.filename.as_deref())),
            url: body
                .request
                .and_then(|request| request.url)
                .map(|url| lines([url.as_str()]))
                .unwrap_or_default(),
        }
    }
}

#[derive(Deserialize)]
struct Body {
    exception: Option<Exceptions>,
    request: Option<Request>,
}

#[derive(Deserialize)]
struct Exceptions {
    #[serde(default)]
    values: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    stacktrace: Option<Stacktrace>,
}

#[derive(Deserialize)]
struct Stacktrace {
    #[serde(default)]
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    function: Option<String>,
    filename: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    url: Option<String>,
}
