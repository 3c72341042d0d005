//! Who may send: from memory alone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::store::Project;

/// Shortest time between two looks into the store for keys that are not in memory, so that a stranger's
/// guesses cost nothing.
const RELOAD: Duration = Duration::from_secs(1);

/// Whether a key may send to a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Admitted,
    /// The project is known, the key is not one of its keys.
    UnknownKey,
    /// There is no such project.
    UnknownProject,
}

/// Which key may send to which project.
#[derive(Debug, Default)]
pub struct Keys {
    projects: RwLock<HashMap<i64, Project>>,
    reloaded: Mutex<Option<Instant>>,
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
            Some(project) if project.keys.iter().any(|known| known == key) => Admission::Admitted,
            Some(_) => Admission::UnknownKey,
            None => Admission::UnknownProject,
        }
    }

    /// The project of this name.
    #[must_use]
    pub fn project(&self, slug: &str) -> Option<Project> {
        let projects = self.projects.read().unwrap_or_else(PoisonError::into_inner);
        projects.values().find(|project| project.slug == slug).cloned()
    }

    /// Whether it is time to look into the store again; whoever is told so does it.
    #[must_use]
    pub fn may_reload(&self, now: Instant) -> bool {
        let mut reloaded = self.reloaded.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = reloaded.is_none_or(|last| now.duration_since(last) >= RELOAD);
        if is_due {
            *reloaded = Some(now);
        }
        is_due
    }

    /// Knows these projects from now on, and no others.
    pub fn replace(&self, projects: Vec<Project>) {
        let projects = projects.into_iter().map(|project| (project.id, project)).collect();
        *self.projects.write().unwrap_or_else(PoisonError::into_inner) = projects;
    }
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
        check(1, "a", Admission::Admitted);
        check(1, "b", Admission::Admitted);
        check(2, "c", Admission::Admitted);
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
    fn reloads_once_a_second() {
        let keys = Keys::default();
        let start = Instant::now();
        assert!(keys.may_reload(start));
        assert!(!keys.may_reload(start + Duration::from_millis(999)));
        assert!(keys.may_reload(start + RELOAD));
        assert!(!keys.may_reload(start + RELOAD));
    }
}
