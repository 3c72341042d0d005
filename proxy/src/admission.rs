//! Who may send: from memory alone.

pub mod client_address;
pub mod event_quota;
pub mod network;
pub mod rate_limited;
pub mod request_rate;
pub mod token_uses;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::model::project::Project;

/// Shortest time between two looks into the store for keys that are not in memory, so that a stranger's
/// guesses cost nothing.
const RELOAD: Duration = Duration::from_secs(1);

/// How long a key is taken that was revoked meanwhile.
const REFRESH: Duration = Duration::from_secs(5);

/// Whether a key may send to a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It may; the project's name.
    Admitted(Arc<str>),
    /// The project is known, the key is not one of its keys.
    UnknownKey,
    /// There is no such project.
    UnknownProject,
}

/// Which key may send to which project.
#[derive(Debug, Default)]
pub struct Keys {
    projects: RwLock<HashMap<i64, (Arc<str>, Project)>>,
    /// When a key that was not there was last looked for; held while somebody looks.
    looked: tokio::sync::Mutex<Option<Instant>>,
    /// When it was last looked whether those that are here are there still.
    refreshed: Mutex<Option<Instant>>,
}

impl Keys {
    /// Knows these projects.
    #[must_use]
    pub fn new(projects: Vec<Project>) -> Self {
        let keys = Self::default();
        keys.replace(projects);
        keys
    }

    /// Whether this key may send to this project.
    #[must_use]
    pub fn admit(&self, project_id: i64, key: &str) -> Admission {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        match projects.get(&project_id) {
            Some((slug, project)) if project.keys.iter().any(|known| known == key) => {
                Admission::Admitted(Arc::clone(slug))
            }
            Some(_) => Admission::UnknownKey,
            None => Admission::UnknownProject,
        }
    }

    /// The name of a project.
    #[must_use]
    pub fn slug(&self, project_id: i64) -> Option<Arc<str>> {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        projects.get(&project_id).map(|(slug, _)| Arc::clone(slug))
    }

    /// The project of this name.
    #[must_use]
    pub fn project(&self, slug: &str) -> Option<Project> {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        projects.values().map(|(_, project)| project).find(|project| project.slug == slug).cloned()
    }

    /// Looks into the store, unless that was done in the second before `now`, when the key was missed. All who miss a
    /// key while somebody looks wait for that one look.
    pub async fn look(&self, now: Instant, look: impl Future<Output = ()>) {
        let mut last = self.looked.lock().await;
        if last.is_none_or(|last| now.saturating_duration_since(last) >= RELOAD) {
            look.await;
            *last = Some(Instant::now());
        }
    }

    /// Whether what is in memory is so old that a key may have been revoked; whoever is told so looks into the store
    /// again.
    #[must_use]
    pub fn is_stale(&self, now: Instant) -> bool {
        is_due(&self.refreshed, now, REFRESH)
    }

    /// Knows these projects from now on, and no others.
    pub fn replace(&self, projects: Vec<Project>) {
        let entry = |project: Project| (project.id, (project.slug.as_str().into(), project));
        let projects = projects.into_iter().map(entry).collect();
        *self.projects.write().unwrap_or_else(PoisonError::into_inner) = projects;
    }
}

/// Whether a time has passed since the last that was due, which is now if so.
fn is_due(last: &Mutex<Option<Instant>>, now: Instant, pause: Duration) -> bool {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    let is_due = last.is_none_or(|last| now.duration_since(last) >= pause);
    if is_due {
        *last = Some(now);
    }
    is_due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: i64, slug: &str, keys: &[&str]) -> Project {
        Project { id, slug: slug.into(), keys: keys.iter().map(|key| (*key).into()).collect() }
    }

    #[track_caller]
    fn check(project_id: i64, key: &str, expect: Admission) {
        let keys = Keys::new(vec![project(1, "demo", &["a", "b"]), project(2, "shop", &["c"])]);
        assert_eq!(keys.admit(project_id, key), expect);
    }

    #[test]
    fn own_keys_alone() {
        check(1, "a", Admission::Admitted("demo".into()));
        check(1, "b", Admission::Admitted("demo".into()));
        check(2, "c", Admission::Admitted("shop".into()));
        check(2, "a", Admission::UnknownKey);
        check(1, "", Admission::UnknownKey);
        check(3, "a", Admission::UnknownProject);
    }

    #[test]
    fn replaced_projects_are_known_by_id_and_name() {
        let keys = Keys::new(vec![project(1, "demo", &["a"])]);
        keys.replace(vec![project(2, "shop", &["c"])]);
        assert_eq!(keys.admit(1, "a"), Admission::UnknownProject);
        assert_eq!(keys.project("shop"), Some(project(2, "shop", &["c"])));
        assert_eq!(keys.project("demo"), None);
    }

    #[test]
    fn is_stale_after_five_seconds_to_one_who_asks() {
        let keys = Keys::default();
        let start = Instant::now();
        assert!(keys.is_stale(start));
        assert!(!keys.is_stale(start + REFRESH - Duration::from_millis(1)));
        assert!(keys.is_stale(start + REFRESH));
        assert!(!keys.is_stale(start + REFRESH));
    }

    #[test]
    fn looks_once_a_second() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = Keys::default();
        let looks = std::cell::Cell::new(0);
        let look = |now| runtime.block_on(keys.look(now, async { looks.set(looks.get() + 1) }));
        let start = Instant::now();
        look(start);
        let done = Instant::now();
        look(done + Duration::from_millis(900));
        assert_eq!(looks.get(), 1);
        look(done + RELOAD);
        assert_eq!(looks.get(), 2);
    }

    #[test]
    fn who_comes_while_somebody_looks_knows_what_is_found() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = Keys::default();
        let (start, looks) = (Instant::now(), std::cell::Cell::new(0));
        let miss = || async {
            let look = async {
                tokio::task::yield_now().await;
                looks.set(looks.get() + 1);
                keys.replace(vec![project(1, "demo", &["a"])]);
            };
            keys.look(start, look).await;
            keys.admit(1, "a")
        };
        let (first, second, third) = runtime.block_on(async { tokio::join!(miss(), miss(), miss()) });
        let known = Admission::Admitted("demo".into());
        assert_eq!([first, second, third], [known.clone(), known.clone(), known]);
        assert_eq!(looks.get(), 1);
    }
}
