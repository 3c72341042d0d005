//! `balefire-proxy export`: issues and events of a project as JSON, one object a line.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, bail};
use balefire_proxy::config::Config;
use balefire_proxy::model::event::StoredEvent;
use balefire_proxy::model::issue::Issue;
use balefire_proxy::model::project::Project;
use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Export, ExportCursor, Projects, Sqlite, StoreError};
use clap::Args;
use serde_json::json;

use super::duration::duration;
use super::project_name::project_name;
use super::store::open_store;

/// What is to be exported.
#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// The project's name
    #[arg(long, value_parser = project_name)]
    project: String,
    /// Only the issues
    #[arg(long, conflicts_with = "events")]
    issues: bool,
    /// Only the events
    #[arg(long)]
    events: bool,
    /// Only issues that were seen, and events that arrived, in this time up to now: 14d, 12h or 4w [default: all]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    since: Option<Duration>,
}

/// Writes the issues, then the events, to stdout.
pub fn run(config: &Config, arguments: &ExportArguments) -> anyhow::Result<()> {
    if !config.data.join("store.db").exists() {
        bail!("{} has no store.db", config.data.display());
    }
    let store = open_store(config)?;
    let known = store.projects()?.into_iter().find(|it| it.slug == arguments.project);
    let Some(project) = known else { bail!("there is no project {}", arguments.project) };
    let since = arguments.since.map_or(f64::MIN, |since| Timestamp::now().0 - since.as_secs_f64());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    write(&store, &project, arguments, Timestamp(since), &mut out)?;
    out.flush().context("cannot write to stdout")
}

fn write(
    store: &Sqlite,
    project: &Project,
    arguments: &ExportArguments,
    since: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if !arguments.events {
        let issues = |after| store.export_issues(project.id, since, after);
        write_pages(issues, issue_line, out)?;
    }
    if !arguments.issues {
        let events = |after| store.export_events(project.id, since, after);
        write_pages(events, |event| event_line(project, event), out)?;
    }
    Ok(())
}

/// Writes what a store has page by page, an entry a line, until a page is empty.
fn write_pages<T>(
    page: impl Fn(ExportCursor) -> Result<(Vec<T>, ExportCursor), StoreError>,
    line: impl Fn(&T) -> String,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut after = ExportCursor::default();
    loop {
        let (entries, next) = page(after)?;
        if entries.is_empty() {
            return Ok(());
        }
        for entry in &entries {
            writeln!(out, "{}", line(entry)).context("cannot write to stdout")?;
        }
        after = next;
    }
}

fn issue_line(issue: &Issue) -> String {
    let about = &issue.description;
    json!({
        "type": "issue",
        "project": issue.project,
        "id": issue.id.to_string(),
        "title": about.title,
        "culprit": about.culprit,
        "metadata": {
            "type": about.exception_type, "value": about.value, "filename": about.filename, "function": about.function,
        },
        "level": issue.level,
        "platform": issue.platform,
        "count": issue.count,
        "userCount": issue.users,
        "firstSeen": rfc3339::format(issue.first_seen),
        "lastSeen": rfc3339::format(issue.last_seen),
    })
    .to_string()
}

fn event_line(project: &Project, event: &StoredEvent) -> String {
    // A body that is no JSON would break the line.
    let is_json =
        serde_json::from_str::<serde::de::IgnoredAny>(&event.body).is_ok() && !event.body.contains('\n');
    let head = json!({
        "type": "event",
        "project": project.slug,
        "id": event.event_id,
        "issue": event.issue_id.to_string(),
        "dateCreated": rfc3339::format(event.timestamp),
        "dateReceived": rfc3339::format(event.received),
    })
    .to_string();
    let body = if is_json { event.body.as_str() } else { "null" };
    format!("{},\"event\":{body}}}", head.strip_suffix('}').unwrap_or(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_object_on_one_line_whatever_its_body_is() {
        let project = Project { id: 1, slug: "demo".into(), keys: Vec::new() };
        let event = |body: &str| StoredEvent {
            event_id: "e".into(),
            issue_id: 3,
            project_id: 1,
            timestamp: Timestamp(1.8e9),
            received: Timestamp(1.8e9),
            body: body.into(),
        };
        for (body, expect) in [
            ("{\"a\":[1]}", json!({"a": [1]})),
            ("no json", json!(null)),
            ("{\n}", json!(null)),
            ("", json!(null)),
        ] {
            let line = event_line(&project, &event(body));
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(
                (&read["event"], &read["issue"], &read["type"]),
                (&expect, &json!("3"), &json!("event"))
            );
        }
    }
}
