//! The real data category of an item of type `event`: older SDKs and hand-written clients send feedback and
//! transactions as events.

use balefire_protocol::category::Category;
use serde_json::Value;

use super::event_fields::{Fields, exceptions, text};

/// The data category of an event, by its `type`. An event without exceptions whose `contexts` hold feedback is
/// feedback.
///
/// <https://develop.sentry.dev/application-architecture/feedback-architecture/>
pub(super) fn category(event: &Fields) -> Category {
    match text(event, "type") {
        Some("feedback") => Category::Feedback,
        Some("transaction") => Category::Transaction,
        _ => {
            let feedback = event.get("contexts").and_then(|it| it.get("feedback"));
            let is_feedback = feedback.is_some_and(Value::is_object) && exceptions(event).next().is_none();
            if is_feedback { Category::Feedback } else { Category::Error }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn by_type_and_by_contexts() {
        let feedback = json!({"feedback": {"message": "the shop is slow"}});
        let exception = json!({"values": [{"type": "E"}]});
        for (event, expect) in [
            (json!({}), Category::Error),
            (json!({"type": "error"}), Category::Error),
            (json!({"type": "default"}), Category::Error),
            (json!({"type": "of_the_future"}), Category::Error),
            (json!({"type": 7}), Category::Error),
            (json!({"type": "feedback"}), Category::Feedback),
            (json!({"type": "transaction"}), Category::Transaction),
            (json!({"contexts": feedback}), Category::Feedback),
            (json!({"contexts": feedback, "exception": exception}), Category::Error),
            (json!({"contexts": {"feedback": "no"}}), Category::Error),
            (json!({"contexts": []}), Category::Error),
        ] {
            assert_eq!(category(event.as_object().unwrap()), expect, "{event}");
        }
    }
}
