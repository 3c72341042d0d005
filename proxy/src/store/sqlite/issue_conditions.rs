//! SQL of the terms of a search. All texts are parameters.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{affected_users, release_dates};
use crate::model::issue_state::NEW;
use crate::model::timestamp::Timestamp;
use crate::search::{
    Assignee, Bound, Condition, Field, IssueState, NumberField, Pattern, Search, StackPart, Term, TimeField,
};
use crate::store::StoreError;

/// The length of the shortest text that the index of trigrams finds, in characters.
const TRIGRAM: usize = 3;

/// A condition on rows of `issues`, and its parameters.
#[derive(Default)]
pub(super) struct Conditions {
    sql: Vec<String>,
    pub parameters: Vec<Value>,
}

impl Conditions {
    /// Adds a condition. Each `{}` in it is replaced by a parameter.
    pub fn push(&mut self, sql: String, parameters: impl IntoIterator<Item = Value>) {
        self.sql.push(sql);
        self.parameters.extend(parameters);
    }

    /// Adds a term. Whether an issue is new depends on the present time.
    pub fn push_term(&mut self, term: &Term, now: Timestamp, newest: &NewestReleases) {
        let (sql, parameters) = condition(&term.condition, now, newest);
        self.push(if term.is_negated { format!("NOT ({sql})") } else { sql }, parameters);
    }

    /// All conditions in one.
    pub fn all(&self) -> String {
        if self.sql.is_empty() { "TRUE".into() } else { self.sql.join(" AND ") }
    }
}

/// The newest release of each project, in the order of the list of releases, which SQL does not know.
#[derive(Default)]
pub(super) struct NewestReleases(Vec<(i64, String)>);

impl NewestReleases {
    /// Those that the terms of a search ask for: of these projects, or of all.
    pub fn asked(
        connection: &Connection,
        search: &Search,
        projects: Option<&[i64]>,
    ) -> Result<Self, StoreError> {
        let is_asked = |term: &Term| {
            matches!(term.condition, Condition::LatestRelease | Condition::FirstInLatestRelease)
        };
        if !search.terms.iter().any(is_asked) {
            return Ok(Self::default());
        }
        let mut select = connection.prepare_cached("SELECT id FROM projects ORDER BY id")?;
        let all = select.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        let mut newest = Vec::new();
        for project in all.into_iter().filter(|id| projects.is_none_or(|asked| asked.contains(id))) {
            newest.extend(release_dates::newest(connection, project)?.map(|mark| (project, mark.version)));
        }
        Ok(Self(newest))
    }

    /// The pairs of project and version as rows of SQL, and their parameters.
    fn rows(&self) -> Sql {
        if self.0.is_empty() {
            return ("SELECT NULL, NULL WHERE FALSE".into(), Vec::new());
        }
        let parameters =
            self.0.iter().flat_map(|(project, version)| [(*project).into(), version.clone().into()]);
        (format!("VALUES {}", vec!["(?, ?)"; self.0.len()].join(", ")), parameters.collect())
    }
}

type Sql = (String, Vec<Value>);

fn condition(condition: &Condition, now: Timestamp, newest: &NewestReleases) -> Sql {
    match condition {
        Condition::Words(pattern) => {
            let (mut select, mut parameters) = words(pattern);
            if let Some(word) = pattern.exact() {
                let (users, hashes) = had_by(&[word]);
                select = format!("{select} UNION {users}");
                parameters.extend(hashes);
            }
            (format!("issues.id IN ({select})"), parameters)
        }
        Condition::Is(state) => is(*state, now),
        Condition::Field(Field::Project, patterns) => {
            let (sql, parameters) = fits("slug", patterns);
            (format!("issues.project_id IN (SELECT id FROM projects WHERE {sql})"), parameters)
        }
        Condition::Field(field, patterns) => fits(column(*field), patterns),
        Condition::Tag(key, patterns) => {
            let (sql, parameters) = fits("value", patterns);
            let sql = format!("issues.id IN (SELECT issue_id FROM issue_tags WHERE key = ? AND {sql})");
            (sql, prepend(key, parameters))
        }
        Condition::HasTag(key) => (
            "EXISTS (SELECT 1 FROM issue_tags WHERE issue_id = issues.id AND key = ?)".into(),
            vec![key.clone().into()],
        ),
        Condition::HasField(Field::Project) => ("TRUE".into(), Vec::new()),
        Condition::HasField(field) => (format!("{} <> ''", column(*field)), Vec::new()),
        Condition::Issue(issues) => either(issues.iter().map(issue).collect()),
        Condition::ProjectId(ids) => {
            let sql = format!("issues.project_id IN ({})", places(ids.len()));
            (sql, ids.iter().map(|id| Value::Integer(*id)).collect())
        }
        Condition::LatestRelease => {
            let (newest, versions) = newest.rows();
            let sql = format!(
                "EXISTS (SELECT 1 FROM issue_tags WHERE issue_id = issues.id AND key = 'release'
                     AND (issues.project_id, value) IN ({newest}))"
            );
            (sql, versions)
        }
        Condition::FirstInLatestRelease => {
            let (newest, versions) = newest.rows();
            (format!("(issues.project_id, issues.first_release) IN ({newest})"), versions)
        }
        Condition::Stack(part, patterns) => {
            either(patterns.iter().map(|pattern| in_stack(*part, pattern)).collect())
        }
        Condition::User(users) => {
            let (select, hashes) = had_by(users);
            (format!("issues.id IN ({select})"), hashes)
        }
        Condition::HasUser => ("issues.users > 0".into(), Vec::new()),
        Condition::Number(field, bound, number) => {
            let column = match field {
                NumberField::Events => "issues.count",
                NumberField::Users => "issues.users",
            };
            (format!("{column} {} ?", operator(*bound)), vec![(*number).into()])
        }
        Condition::Time(field, bound, time) => {
            (format!("{} {} ?", time_column(*field), operator(*bound)), vec![time.0.into()])
        }
        Condition::Within(field, from, to) => {
            let column = time_column(*field);
            (format!("({column} >= ? AND {column} < ?)"), vec![from.0.into(), to.0.into()])
        }
        Condition::Assigned(assignees) => either(assignees.iter().map(assigned).collect()),
        Condition::Priority(priorities) => {
            let names = priorities.iter().map(|priority| priority.as_str());
            let sql = format!("{PRIORITY} IN ({})", places(priorities.len()));
            (sql, names.map(|name| Value::Text(name.into())).collect())
        }
    }
}

/// The priority: the one that somebody has set, else that of the level, see `Priority::of_level`.
const PRIORITY: &str = "coalesce(issues.priority, CASE issues.level WHEN 'warning' THEN 'medium' WHEN 'info' THEN 'low' \
     WHEN 'debug' THEN 'low' ELSE 'high' END)";

/// A `+` keeps the index by state out of lists: these walk in the order of time until a page is full, while the index would
/// have all unresolved issues sorted. <https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_>
fn is(state: IssueState, now: Timestamp) -> Sql {
    let (sql, parameters) = in_index(state, now);
    (sql.replace("issues.status", "+issues.status"), parameters)
}

/// That an issue is in a state, as the index by state can be asked.
pub(super) fn in_index(state: IssueState, now: Timestamp) -> Sql {
    // An issue reads as ongoing a week after its first event.
    let week = || vec![Value::Real(now.0 - NEW)];
    let unresolved = |sql: &str| format!("(issues.status = 'unresolved' AND {sql})");
    match state {
        IssueState::Unresolved => ("issues.status = 'unresolved'".into(), Vec::new()),
        IssueState::Resolved => ("issues.status = 'resolved'".into(), Vec::new()),
        IssueState::Archived => ("issues.status = 'ignored'".into(), Vec::new()),
        IssueState::New => (unresolved("issues.substatus = 'new' AND issues.first_seen > ?"), week()),
        IssueState::Ongoing => {
            let old = "(issues.substatus = 'ongoing' OR issues.substatus = 'new' AND issues.first_seen <= ?)";
            (unresolved(old), week())
        }
        IssueState::Escalating => (unresolved("issues.substatus = 'escalating'"), Vec::new()),
        IssueState::Regressed => (unresolved("issues.substatus = 'regressed'"), Vec::new()),
        IssueState::ForReview => {
            let recent = "(issues.substatus IN ('escalating', 'regressed') OR issues.substatus = 'new' AND issues.first_seen > ?)";
            (unresolved(recent), week())
        }
        IssueState::Assigned => ("issues.assignee IS NOT NULL".into(), Vec::new()),
        IssueState::Bookmarked => ("issues.is_bookmarked".into(), Vec::new()),
        IssueState::Linked => ("FALSE".into(), Vec::new()),
    }
}

/// An issue by its number; if its project is named, it must be that one, in upper or lower case.
fn issue((project, id): &(Option<String>, i64)) -> Sql {
    match project {
        None => ("issues.id = ?".into(), vec![(*id).into()]),
        Some(slug) => (
            "(issues.id = ? AND issues.project_id IN (SELECT id FROM projects WHERE lower(slug) = lower(?)))"
                .into(),
            vec![(*id).into(), slug.clone().into()],
        ),
    }
}

fn assigned(assignee: &Assignee) -> Sql {
    match assignee {
        Assignee::Nobody => ("issues.assignee IS NULL".into(), Vec::new()),
        // Whoever has no name has no issues.
        Assignee::Me => ("FALSE".into(), Vec::new()),
        // `NOT` of a comparison with NULL would find nothing.
        Assignee::Name(name) => ("coalesce(issues.assignee = ?, FALSE)".into(), vec![name.clone().into()]),
    }
}

fn column(field: Field) -> &'static str {
    match field {
        Field::Level => "issues.level",
        Field::Platform => "issues.platform",
        Field::Project => "slug",
        Field::Title => "issues.title",
        Field::Culprit => "issues.culprit",
        Field::ErrorType => "issues.exception_type",
        Field::ErrorValue => "issues.value",
        Field::FirstRelease => "issues.first_release",
        Field::Logger => "issues.logger",
    }
}

fn time_column(field: TimeField) -> &'static str {
    match field {
        TimeField::FirstSeen => "issues.first_seen",
        TimeField::LastSeen => "issues.last_seen",
    }
}

fn operator(bound: Bound) -> &'static str {
    match bound {
        Bound::Equal => "=",
        Bound::Above => ">",
        Bound::AtLeast => ">=",
        Bound::Below => "<",
        Bound::AtMost => "<=",
    }
}

/// The issues whose words contain all pieces of a pattern.
fn words(pattern: &Pattern) -> Sql {
    let pieces: Vec<&str> =
        pattern.pieces().iter().map(|piece| piece.trim()).filter(|it| !it.is_empty()).collect();
    let (long, short): (Vec<&str>, Vec<&str>) =
        pieces.into_iter().partition(|piece| piece.chars().nth(TRIGRAM - 1).is_some());
    let mut sql = vec!["TRUE".to_owned()];
    let mut parameters = Vec::new();
    if !long.is_empty() {
        sql.push("issue_words MATCH ?".to_owned());
        parameters.push(long.iter().map(|piece| phrase(piece)).collect::<Vec<_>>().join(" AND ").into());
    }
    for piece in short {
        // Two characters of Chinese are a word, and less than the index of trigrams can find.
        sql.push("instr(lower(description || functions || files || url), lower(?)) > 0".to_owned());
        parameters.push(piece.to_owned().into());
    }
    (format!("SELECT rowid FROM issue_words WHERE {}", sql.join(" AND ")), parameters)
}

/// The issues that one of these users had.
fn had_by(users: &[impl AsRef<str>]) -> Sql {
    let hashes = users.iter().map(|user| Value::Blob(affected_users::hash_of(user.as_ref())));
    let sql = format!("SELECT issue_id FROM issue_users WHERE user_hash IN ({})", places(users.len()));
    (sql, hashes.collect())
}

/// A text in the query language of FTS5: <https://sqlite.org/fts5.html#fts5_strings>
fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// That a name of the stack fits. Names stand in lines, so a whole name is a text between two line feeds.
fn in_stack(part: StackPart, pattern: &Pattern) -> Sql {
    let column = match part {
        StackPart::File => "files",
        StackPart::Function => "functions",
    };
    let last = pattern.pieces().len() - 1;
    let anchored: Vec<String> = (pattern.pieces().iter().enumerate())
        .map(|(at, piece)| {
            let (before, after) = (if at == 0 { "\n" } else { "" }, if at == last { "\n" } else { "" });
            format!("{before}{piece}{after}")
        })
        .collect();
    let long: Vec<String> =
        anchored.iter().filter(|it| it.chars().nth(TRIGRAM - 1).is_some()).map(|it| phrase(it)).collect();
    let mut sql = vec!["TRUE".to_owned()];
    let mut parameters: Vec<Value> = Vec::new();
    if !long.is_empty() {
        sql.push("issue_words MATCH ?".to_owned());
        parameters.push(format!("{column} : ({})", long.join(" AND ")).into());
    }
    if anchored.len() > 1 {
        sql.push(format!("{column} LIKE ? ESCAPE '\\'"));
        parameters.push(format!("%{}%", like(&anchored)).into());
    }
    (format!("issues.id IN (SELECT rowid FROM issue_words WHERE {})", sql.join(" AND ")), parameters)
}

/// That a column fits one of the patterns. Wildcards ignore the case of ASCII letters.
fn fits(column: &str, patterns: &[Pattern]) -> Sql {
    let exact: Vec<&str> = patterns.iter().filter_map(Pattern::exact).collect();
    let mut all = Vec::new();
    if !exact.is_empty() {
        let sql = format!("{column} IN ({})", places(exact.len()));
        all.push((sql, exact.into_iter().map(|text| Value::Text(text.to_owned())).collect()));
    }
    for pattern in patterns.iter().filter(|pattern| pattern.exact().is_none()) {
        all.push((format!("{column} LIKE ? ESCAPE '\\'"), vec![like(pattern.pieces()).into()]));
    }
    either(all)
}

/// A pattern of `LIKE`.
fn like(pieces: &[String]) -> String {
    let escape = |piece: &String| piece.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    pieces.iter().map(escape).collect::<Vec<_>>().join("%")
}

/// That one of several conditions holds.
fn either(all: Vec<Sql>) -> Sql {
    if all.is_empty() {
        return ("FALSE".into(), Vec::new());
    }
    let (sql, parameters): (Vec<String>, Vec<Vec<Value>>) = all.into_iter().unzip();
    (format!("({})", sql.join(" OR ")), parameters.into_iter().flatten().collect())
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn prepend(first: &str, rest: Vec<Value>) -> Vec<Value> {
    std::iter::once(Value::Text(first.to_owned())).chain(rest).collect()
}
