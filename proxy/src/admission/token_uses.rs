//! The times of token uses, written to the store once a minute at most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::model::timestamp::Timestamp;
use crate::store::Token;

/// Shortest time between two writes for a token, in seconds.
const PAUSE: f64 = 60.0;

/// When the use of each token was written last.
#[derive(Debug, Default)]
pub struct TokenUses(Mutex<HashMap<i64, Timestamp>>);

impl TokenUses {
    /// Whether this use is to be written. `true` counts as written.
    pub fn is_due(&self, token: &Token, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = noted.get(&token.id).copied().or(token.last_used);
        // After the clock was set back the use is written at once.
        let is_due = last.is_none_or(|last| (now.0 - last.0).abs() >= PAUSE);
        if is_due {
            noted.insert(token.id, now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::token_scope::Scopes;

    #[test]
    fn one_use_a_minute_is_noted() {
        let uses = TokenUses::default();
        let token = |id, last_used: Option<f64>| Token {
            id,
            name: String::new(),
            scopes: Scopes::default(),
            created: None,
            expires: None,
            last_used: last_used.map(Timestamp),
        };
        for (id, last_used, now, is_due) in [
            (1, None, 100.0, true),
            (1, None, 159.0, false),
            (2, Some(90.0), 149.0, false),
            (2, Some(90.0), 150.0, true),
            (1, Some(100.0), 160.0, true),
            (1, Some(100.0), 5.0, true),
            (1, Some(5.0), 6.0, false),
        ] {
            assert_eq!(uses.is_due(&token(id, last_used), Timestamp(now)), is_due, "{id} at {now}");
        }
    }
}
