//! A store that knows projects and tokens and nothing else: all that taking envelopes and files in needs.

use std::collections::HashMap;
use std::sync::Mutex;

use balefire_proxy::alert::Delivery;
use balefire_proxy::clock::Timestamp;
use balefire_proxy::process::Resolved;
use balefire_proxy::store::{
    Batch, BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterTotals, DeadLetters, Forward, Issue,
    IssueQuery, Project, Store, StoreError, StoredAlert, StoredEvent, TagCount, Usage,
};

#[derive(Default)]
pub struct Memory {
    projects: Mutex<Vec<Project>>,
    tokens: Mutex<Vec<String>>,
    pub usages: Mutex<HashMap<i64, Usage>>,
}

impl DeadLetters for Memory {
    fn dead_letters(&self, _: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError> {
        Ok(Vec::new())
    }
    fn dead_letter_totals(&self) -> Result<DeadLetterTotals, StoreError> {
        Ok(DeadLetterTotals::default())
    }
    fn dead_letter_counts(&self) -> Result<HashMap<i64, u64>, StoreError> {
        Ok(HashMap::new())
    }
    fn dead_letter_ids(&self) -> Result<Vec<i64>, StoreError> {
        Ok(Vec::new())
    }
    fn buried_item(&self, _: i64) -> Result<Option<BuriedItem>, StoreError> {
        Ok(None)
    }
    fn drop_dead_letter(&self, _: i64) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn thin_dead_letters(&self, _: u64) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn expire_dead_letters(&self, _: Timestamp) -> Result<bool, StoreError> {
        Ok(false)
    }
}

impl Store for Memory {
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError> {
        Err(StoreError::Database("nothing is stored here".into()))
    }
    fn cursor(&self) -> Result<i64, StoreError> {
        Ok(0)
    }
    fn projects(&self) -> Result<Vec<Project>, StoreError> {
        Ok(self.projects.lock().unwrap().clone())
    }
    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError> {
        let mut projects = self.projects.lock().unwrap();
        if let Some(project) = projects.iter().find(|project| project.slug == slug) {
            return Ok(project.clone());
        }
        let id = projects.len() as i64 + 1;
        projects.push(Project { id, slug: slug.to_owned(), keys: vec![new_key.to_owned()] });
        Ok(projects[projects.len() - 1].clone())
    }
    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError> {
        let mut projects = self.projects.lock().unwrap();
        let Some(project) = projects.iter_mut().find(|project| project.id == project_id) else {
            return Ok(false);
        };
        project.keys.push(key.to_owned());
        Ok(true)
    }
    fn revoke_key(&self, key: &str) -> Result<bool, StoreError> {
        for project in self.projects.lock().unwrap().iter_mut() {
            project.keys.retain(|known| known != key);
        }
        Ok(true)
    }
    fn add_token(&self, hash: &str) -> Result<(), StoreError> {
        self.tokens.lock().unwrap().push(hash.to_owned());
        Ok(())
    }
    fn has_token(&self, hash: &str) -> Result<bool, StoreError> {
        Ok(self.tokens.lock().unwrap().iter().any(|token| token == hash))
    }
    fn usages(&self, _: Timestamp) -> Result<HashMap<i64, Usage>, StoreError> {
        Ok(self.usages.lock().unwrap().clone())
    }
    fn issues(&self, _: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
        Ok(Vec::new())
    }
    fn issue(&self, _: i64) -> Result<Option<Issue>, StoreError> {
        Ok(None)
    }
    fn hourly(&self, _: &[i64], _: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        Ok(Vec::new())
    }
    fn latest_event(&self, _: i64) -> Result<Option<StoredEvent>, StoreError> {
        Ok(None)
    }
    fn tags(&self, _: i64) -> Result<Vec<TagCount>, StoreError> {
        Ok(Vec::new())
    }
    fn resolve(&self, _: &str, _: &dyn Fn(&str) -> Option<Resolved>) -> Result<usize, StoreError> {
        Ok(0)
    }
    fn expire(&self, _: Timestamp) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn thin(&self) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn size(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
    fn shrink(&self) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn forwards(&self, _: i64, _: u32) -> Result<Vec<Forward>, StoreError> {
        Ok(Vec::new())
    }
    fn forwarded(&self, _: i64, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
    fn alerts(&self, _: u32) -> Result<Vec<StoredAlert>, StoreError> {
        Ok(Vec::new())
    }
    fn due_alerts(&self, _: Timestamp, _: u32) -> Result<Vec<StoredAlert>, StoreError> {
        Ok(Vec::new())
    }
    fn settle_alert(&self, _: i64, _: &Delivery) -> Result<(), StoreError> {
        Ok(())
    }
}
