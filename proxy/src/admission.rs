//! Whether a request may send: keys, rates and quotas, decided from memory alone.

pub mod alert_requests;
pub mod client_address;
pub mod daily_quotas;
pub mod event_quota;
pub mod network;
pub mod rate_limited;
pub mod request_rate;
pub mod token_uses;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::model::project::Project;

/// Shortest time between two reloads for keys that are not in memory, so that guessed keys cost no store reads.
const RELOAD: Duration = Duration::from_secs(1);

/// Longest time that a revoked key is still accepted.
const REFRESH: Duration = Duration::from_secs(5);

/// Whether a key may send to a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyCheck {
    /// The key may send; with the project's name.
    Valid(Arc<str>),
    /// The project is known, the key is not one of its keys.
    UnknownKey,
    /// There is no such project.
    UnknownProject,
}

/// Which key may send to which project.
#[derive(Debug, Default)]
pub struct Keys {
    projects: RwLock<HashMap<i64, (Arc<str>, Project)>>,
    /// When an unknown key last caused a reload; locked during a reload.
    reloaded: tokio::sync::Mutex<Option<Instant>>,
    /// When the known keys were last refreshed.
    refreshed: Mutex<Option<Instant>>,
}

impl Keys {
    /// The keys of these projects.
    #[must_use]
    pub fn new(projects: Vec<Project>) -> Self {
        let keys = Self::default();
        keys.replace(projects);
        keys
    }

    /// Whether this key may send to this project.
    #[must_use]
    pub fn check_key(&self, project_id: i64, key: &str) -> KeyCheck {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        match projects.get(&project_id) {
            Some((slug, project)) if project.keys.iter().any(|known| known == key) => {
                KeyCheck::Valid(Arc::clone(slug))
            }
            Some(_) => KeyCheck::UnknownKey,
            None => KeyCheck::UnknownProject,
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

    /// The only project; none where there are several.
    #[must_use]
    pub fn only_project(&self) -> Option<Project> {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        let mut all = projects.values().map(|(_, project)| project);
        all.next().filter(|_| all.next().is_none()).cloned()
    }

    /// Reloads the projects, unless that happened in the second before `now`, when the key was missed. Requests that
    /// miss a key during a reload wait for it.
    pub async fn reload_once(&self, now: Instant, reload: impl Future<Output = ()>) {
        let mut last = self.reloaded.lock().await;
        if last.is_none_or(|last| now.saturating_duration_since(last) >= RELOAD) {
            reload.await;
            *last = Some(Instant::now());
        }
    }

    /// Whether a refresh is due, since a key may have been revoked. Only one caller gets `true` for each refresh.
    #[must_use]
    pub fn is_stale(&self, now: Instant) -> bool {
        is_due(&self.refreshed, now, REFRESH)
    }

    /// Replaces all projects.
    pub fn replace(&self, projects: Vec<Project>) {
        let entry = |project: Project| (project.id, (project.slug.as_str().into(), project));
        let projects = projects.into_iter().map(entry).collect();
        *self.projects.write().unwrap_or_else(PoisonError::into_inner) = projects;
    }
}

/// Whether `pause` has passed since the last due moment; if so, `now` becomes that moment.
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
    fn check(project_id: i64, key: &str, expect: KeyCheck) {
        let keys = Keys::new(vec![project(1, "demo", &["a", "b"]), project(2, "shop", &["c"])]);
        assert_eq!(keys.check_key(project_id, key), expect);
    }

    #[test]
    fn a_key_opens_its_own_project() {
        check(1, "a", KeyCheck::Valid("demo".into()));
        check(1, "b", KeyCheck::Valid("demo".into()));
        check(2, "c", KeyCheck::Valid("shop".into()));
        check(2, "a", KeyCheck::UnknownKey);
        check(1, "", KeyCheck::UnknownKey);
        check(3, "a", KeyCheck::UnknownProject);
    }

    #[test]
    fn replaced_projects_are_known_by_id_and_name() {
        let keys = Keys::new(vec![project(1, "demo", &["a"])]);
        keys.replace(vec![project(2, "shop", &["c"])]);
        assert_eq!(keys.check_key(1, "a"), KeyCheck::UnknownProject);
        assert_eq!(keys.project("shop"), Some(project(2, "shop", &["c"])));
        assert_eq!(keys.project("demo"), None);
    }

    #[test]
    fn one_caller_learns_that_keys_are_stale() {
        let keys = Keys::default();
        let start = Instant::now();
        assert!(keys.is_stale(start));
        assert!(!keys.is_stale(start + REFRESH - Duration::from_millis(1)));
        assert!(keys.is_stale(start + REFRESH));
        assert!(!keys.is_stale(start + REFRESH));
    }

    #[test]
    fn reloads_once_a_second() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = Keys::default();
        let reloads = std::cell::Cell::new(0);
        let reload = |now| runtime.block_on(keys.reload_once(now, async { reloads.set(reloads.get() + 1) }));
        let start = Instant::now();
        reload(start);
        let done = Instant::now();
        reload(done + Duration::from_millis(900));
        assert_eq!(reloads.get(), 1);
        reload(done + RELOAD);
        assert_eq!(reloads.get(), 2);
    }

    #[test]
    fn requests_during_a_reload_see_its_result() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = Keys::default();
        let (start, reloads) = (Instant::now(), std::cell::Cell::new(0));
        let miss = || async {
            let reload = async {
                tokio::task::yield_now().await;
                reloads.set(reloads.get() + 1);
                keys.replace(vec![project(1, "demo", &["a"])]);
            };
            keys.reload_once(start, reload).await;
            keys.check_key(1, "a")
        };
        let (first, second, third) = runtime.block_on(async { tokio::join!(miss(), miss(), miss()) });
        let known = KeyCheck::Valid("demo".into());
        assert_eq!([first, second, third], [known.clone(), known.clone(), known]);
        assert_eq!(reloads.get(), 1);
    }
}
