//! One message for many new issues of a project.

use serde::{Deserialize, Serialize};

use crate::alerts::Alert;
use crate::alerts::channels::dingtalk::escape::escape_markdown;
use crate::alerts::channels::dingtalk::message::{FIELD, title};
use crate::config::Config;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// Most issues that are named; all are counted.
const SAMPLES: usize = 5;

/// New issues of a project that are told together.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The project.
    pub project_id: i64,
    /// How many issues.
    pub issues: u32,
    /// How many of them are fatal.
    pub fatal: u32,
    /// The numbers of the first and the last: all new issues of the project between them are in this digest.
    pub issue_ids: (i64, i64),
    /// When the first was seen by the server.
    pub since: Timestamp,
    /// When the last was.
    pub until: Timestamp,
    /// Those that are named: fatal ones first, then the newer ones.
    pub samples: Vec<Sample>,
}

/// An issue that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its number.
    pub issue_id: i64,
    /// Its level.
    pub level: String,
    /// Its title, as it came.
    pub title: String,
}

impl Digest {
    /// Of one issue.
    #[must_use]
    pub fn new(issue: &Issue, now: Timestamp) -> Self {
        let mut digest = Self {
            project_id: issue.project_id,
            issues: 0,
            fatal: 0,
            issue_ids: (issue.id, issue.id),
            since: now,
            until: now,
            samples: Vec::new(),
        };
        digest.fold(issue, now);
        digest
    }

    /// Takes one more issue.
    pub fn fold(&mut self, issue: &Issue, now: Timestamp) {
        self.issues = self.issues.saturating_add(1);
        self.fatal += u32::from(issue.level == "fatal");
        self.issue_ids = (self.issue_ids.0.min(issue.id), self.issue_ids.1.max(issue.id));
        self.until = now;
        let rank = |level: &str, id: i64| (level == "fatal", id);
        let is_full = self.samples.len() >= SAMPLES;
        let is_below = |last: &Sample| rank(&last.level, last.issue_id) > rank(&issue.level, issue.id);
        if is_full && self.samples.last().is_some_and(is_below) {
            return;
        }
        let at =
            self.samples.partition_point(|it| rank(&it.level, it.issue_id) > rank(&issue.level, issue.id));
        let sample = Sample {
            issue_id: issue.id,
            level: issue.level.clone(),
            title: escape_markdown(&issue.description.title, FIELD),
        };
        self.samples.insert(at, sample);
        self.samples.truncate(SAMPLES);
    }

    /// What is said of them.
    #[must_use]
    pub fn message(&self, project: &str, channel: Option<&str>, config: &Config) -> Alert {
        let name = escape_markdown(project, FIELD);
        let time = |at| config.alerts.time_zone.format(at);
        let what = if self.issues == 1 { "more new issue" } else { "more new issues" };
        let heading = format!("{} {what} in {name}", self.issues);
        let mut paragraphs = vec![format!("### {heading}")];
        if self.fatal > 0 {
            paragraphs.push(format!("**Fatal:** {}", self.fatal));
        }
        paragraphs.push(format!("**From:** {}", time(self.since)));
        paragraphs.push(format!("**To:** {}", time(self.until)));
        for sample in &self.samples {
            paragraphs.push(format!(
                "**{}:** {}",
                escape_markdown(&sample.level, FIELD),
                title(&sample.title)
            ));
        }
        let unnamed = self.issues.saturating_sub(self.samples.len() as u32);
        if unnamed > 0 {
            paragraphs.push(format!("and {unnamed} more"));
        }
        let base = config.public_url.trim_end_matches('/');
        paragraphs.push(format!("[Open issues]({base}/?project={})", slug(project)));
        Alert {
            issue_id: None,
            project_id: self.project_id,
            is_fatal: self.fatal > 0,
            channel: channel.map(str::to_owned),
            title: heading,
            text: paragraphs.join("\n\n"),
        }
    }
}

/// The name of a project as it stands in an address: what a name may not hold is left out.
fn slug(project: &str) -> String {
    project.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{NOW, config_at, config_in, issue, titled};

    fn of(levels: &[&str]) -> Digest {
        let at = |n: usize| Issue {
            id: n as i64 + 1,
            description: titled(&format!("title {}", n + 1)),
            level: levels[n].into(),
            ..issue()
        };
        let mut digest = Digest::new(&at(0), NOW);
        for n in 1..levels.len() {
            digest.fold(&at(n), Timestamp(NOW.0 + n as f64));
        }
        digest
    }

    #[test]
    fn whole_message() {
        let digest = of(&["error", "fatal", "error", "error", "warning", "fatal", "error", "error"]);
        let alert = digest.message("shop", Some("ops"), &config_at("https://b.test/"));
        assert_eq!(alert.title, "8 more new issues in shop");
        assert_eq!(
            alert.text,
            "### 8 more new issues in shop\n\n\
             **Fatal:** 2\n\n\
             **From:** 2026-11-23 04:22:17 UTC\n\n\
             **To:** 2026-11-23 04:22:24 UTC\n\n\
             **fatal:** title 6\n\n\
             **fatal:** title 2\n\n\
             **error:** title 8\n\n\
             **error:** title 7\n\n\
             **warning:** title 5\n\n\
             and 3 more\n\n\
             [Open issues](https://b.test/?project=shop)"
        );
        assert_eq!((alert.issue_id, alert.project_id, alert.is_fatal), (None, 1, true));
        assert_eq!(digest.issue_ids, (1, 8));
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let alert = of(&["error"; 3]).message("shop", None, &config_in("Asia/Shanghai"));
        let times = "**From:** 2026-11-23 12:22:17 +08:00\n\n**To:** 2026-11-23 12:22:19 +08:00\n\n";
        assert!(alert.text.contains(times), "{}", alert.text);
    }

    #[test]
    fn one_alone() {
        let alert = of(&["error"]).message("shop", None, &config_at("https://b.test"));
        assert!(alert.text.starts_with("### 1 more new issue in shop\n\n**From:**"));
        assert!(!alert.text.contains("Fatal") && !alert.text.contains("and ") && !alert.is_fatal);
    }

    #[test]
    fn fatal_ones_stay_named_however_many_follow() {
        let mut levels = vec!["fatal"; 2];
        levels.extend(vec!["error"; 1_000]);
        let digest = of(&levels);
        let ids: Vec<i64> = digest.samples.iter().map(|sample| sample.issue_id).collect();
        assert_eq!(ids, [2, 1, 1_002, 1_001, 1_000]);
        assert_eq!((digest.issues, digest.fatal), (1_002, 2));
    }

    #[test]
    fn hostile_titles_stay_in_their_paragraph() {
        let bad = "x\n\n# Pay [here](https://evil.test) ![](https://evil.test/p.png) @13800000000 `<b>`\n> q";
        let hostile = |id| Issue { id, description: titled(bad), level: "fatal".into(), ..issue() };
        let mut digest = Digest::new(&hostile(1), NOW);
        for id in 2..=10 {
            digest.fold(&hostile(id), NOW);
        }
        let alert = digest.message(bad, None, &config_at("https://b.test"));
        assert_eq!(alert.text.matches("](").count(), 1);
        assert_eq!(alert.text.matches("://").count(), 1);
        assert_eq!(alert.text.matches('#').count(), 3);
        assert!(!alert.text.contains(['@', '`', '<', '>']) && !alert.title.contains(['@', '\n', '[', '#']));
        assert_eq!(alert.text.split("\n\n").count(), 1 + 3 + SAMPLES + 2);
        assert!(alert.text.split("\n\n").all(|paragraph| !paragraph.contains('\n')));
    }

    #[test]
    fn long_titles_stay_far_below_the_limit() {
        let long = Issue { description: titled(&"😀".repeat(100_000)), ..issue() };
        let mut digest = Digest::new(&long, NOW);
        for id in 8..20 {
            digest.fold(&Issue { id, ..long.clone() }, NOW);
        }
        assert!(digest.message(&"😀".repeat(100_000), None, &config_at("https://b.test")).text.len() < 7_000);
    }
}
