//! A store that knows projects and tokens and nothing else: all that taking envelopes and files in needs.

use std::collections::HashMap;
use std::sync::Mutex;

use balefire_proxy::model::alert::Delivery;
use balefire_proxy::model::event::StoredEvent;
use balefire_proxy::model::event::Symbolicated;
use balefire_proxy::model::issue::Issue;
use balefire_proxy::model::project::Project;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{
    AlertOutbox, Batch, BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterTotals, DeadLetters, Forward,
    IssueQuery, Neighbours, NewToken, Retention, RetentionState, Step, Store, StoreError, StoredAlert,
    TagCount, ThinningPlan, Token, Tokens, Usage,
};

#[derive(Default)]
pub struct Memory {
    projects: Mutex<Vec<Project>>,
    tokens: Mutex<HashMap<String, Token>>,
    pub usages: Mutex<HashMap<i64, Usage>>,
}

impl Tokens for Memory {
    fn add_token(&self, new: &NewToken) -> Result<Option<Token>, StoreError> {
        let mut tokens = self.tokens.lock().unwrap();
        let token = Token {
            id: tokens.len() as i64 + 1,
            name: new.name.clone().unwrap_or_default(),
            scopes: new.scopes.clone(),
            created: Some(new.created),
            expires: new.expires,
            last_used: None,
        };
        tokens.insert(new.hash.clone(), token.clone());
        Ok(Some(token))
    }
    fn token(&self, hash: &str) -> Result<Option<Token>, StoreError> {
        Ok(self.tokens.lock().unwrap().get(hash).cloned())
    }
    fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        Ok(self.tokens.lock().unwrap().values().cloned().collect())
    }
    fn revoke_token(&self, id: i64) -> Result<bool, StoreError> {
        self.tokens.lock().unwrap().retain(|_, token| token.id != id);
        Ok(true)
    }
    fn note_token_use(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        for token in self.tokens.lock().unwrap().values_mut().filter(|token| token.id == id) {
            token.last_used = Some(at);
        }
        Ok(())
    }
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
    fn quick_check(&self) -> Result<Option<String>, StoreError> {
        Ok(None)
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
    fn event(&self, _: Option<&str>, _: &str) -> Result<Option<StoredEvent>, StoreError> {
        Ok(None)
    }
    fn latest_event(&self, _: i64) -> Result<Option<StoredEvent>, StoreError> {
        Ok(None)
    }
    fn events(&self, _: i64, _: u32, _: u32) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(Vec::new())
    }
    fn neighbours(&self, _: &StoredEvent) -> Result<Neighbours, StoreError> {
        Ok(Neighbours::default())
    }
    fn tags(&self, _: i64) -> Result<Vec<TagCount>, StoreError> {
        Ok(Vec::new())
    }
    fn symbolicate_pending(
        &self,
        _: &str,
        _: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError> {
        Ok(0)
    }
    fn issues_between(&self, _: i64, _: (i64, i64), _: u32) -> Result<Vec<Issue>, StoreError> {
        Ok(Vec::new())
    }
    fn forwards(&self, _: i64, _: u32) -> Result<Vec<Forward>, StoreError> {
        Ok(Vec::new())
    }
    fn acknowledge_forwarded(&self, _: i64, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Retention for Memory {
    fn expire(&self, _: Timestamp, _: Timestamp) -> Result<Step, StoreError> {
        Ok(Step::default())
    }
    fn thin(&self, _: &mut ThinningPlan) -> Result<Step, StoreError> {
        Ok(Step::default())
    }
    fn trim_alerts(&self, _: u32) -> Result<u64, StoreError> {
        Ok(0)
    }
    fn size(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
    fn queued(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
    fn held(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
    fn shrink(&self) -> Result<bool, StoreError> {
        Ok(false)
    }
    fn newest_arrival(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }
    fn retention_state(&self) -> Result<RetentionState, StoreError> {
        Ok(RetentionState::default())
    }
    fn update_retention(
        &self,
        change: &dyn Fn(RetentionState) -> RetentionState,
    ) -> Result<RetentionState, StoreError> {
        Ok(change(RetentionState::default()))
    }
}

impl AlertOutbox for Memory {
    fn alerts(&self, _: u32) -> Result<Vec<StoredAlert>, StoreError> {
        Ok(Vec::new())
    }
    fn last_deliveries(&self, _: u32) -> Result<Vec<(String, Timestamp)>, StoreError> {
        Ok(Vec::new())
    }
    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError> {
        Ok(Vec::new())
    }
    fn due_alerts(&self, _: Option<&str>, _: Timestamp, _: u32) -> Result<Vec<StoredAlert>, StoreError> {
        Ok(Vec::new())
    }
    fn seal_digest(&self, _: i64) -> Result<Option<StoredAlert>, StoreError> {
        Ok(None)
    }
    fn reopen_digest(&self, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
    fn settle_alert(&self, _: i64, _: &Delivery) -> Result<(), StoreError> {
        Ok(())
    }
}
