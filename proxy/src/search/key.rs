//! The keys of searches.

use super::term::{Field, NumberField, StackPart, TimeField};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Is,
    Has,
    Issue,
    ProjectId,
    Field(Field),
    Message,
    Url,
    Release,
    Handled,
    Unhandled,
    Stack(StackPart),
    User,
    Number(NumberField),
    Time(TimeField),
    Age,
    Assigned,
    Bookmarks,
    Priority,
    /// The kind of an issue; all are errors.
    Category,
    /// Sentry has data for it that is not stored by issue here.
    Unanswered,
    Tag,
}

/// Keys of Sentry's that cannot be answered. As a tag they would find nothing, which would be a lie.
const UNANSWERED: [&str; 23] = [
    "app.in_foreground",
    "assigned_or_suggested",
    "detector",
    "device.arch",
    "device.brand",
    "device.family",
    "device.model_id",
    "error.main_thread",
    "error.mechanism",
    "event.timestamp",
    "event.type",
    "id",
    "issue.seer_actionability",
    "stack.abs_path",
    "stack.in_app",
    "stack.lineno",
    "stack.module",
    "stack.package",
    "sdk.name",
    "sdk.version",
    "stack.stack_level",
    "timestamp",
    "trace",
];
/// Beginnings of such keys.
const UNANSWERED_GROUPS: [&str; 4] = ["release.", "geo.", "http.", "measurements."];

impl Key {
    /// Any text is a key: one that is unknown is the key of a tag.
    pub fn of(name: &str) -> Self {
        match name {
            "is" => Self::Is,
            "has" => Self::Has,
            "level" => Self::Field(Field::Level),
            "platform" | "platform.name" => Self::Field(Field::Platform),
            "project" | "project.name" => Self::Field(Field::Project),
            "title" => Self::Field(Field::Title),
            "culprit" | "location" => Self::Field(Field::Culprit),
            "error.type" => Self::Field(Field::ErrorType),
            "error.value" => Self::Field(Field::ErrorValue),
            "message" => Self::Message,
            "logger" => Self::Field(Field::Logger),
            "issue" | "issue.id" => Self::Issue,
            "project.id" => Self::ProjectId,
            "http.url" => Self::Url,
            "firstRelease" | "first_release" | "first-release" => Self::Field(Field::FirstRelease),
            "release" => Self::Release,
            "error.handled" => Self::Handled,
            "error.unhandled" => Self::Unhandled,
            "stack.filename" => Self::Stack(StackPart::File),
            "stack.function" => Self::Stack(StackPart::Function),
            "user" | "user.id" | "user.email" | "user.username" | "user.ip" => Self::User,
            "times_seen" | "timesSeen" => Self::Number(NumberField::Events),
            "users" | "users_seen" | "user_count" | "userCount" => Self::Number(NumberField::Users),
            "firstSeen" | "first_seen" => Self::Time(TimeField::FirstSeen),
            "lastSeen" | "last_seen" => Self::Time(TimeField::LastSeen),
            "age" => Self::Age,
            "assigned" | "assigned_to" | "assignee" => Self::Assigned,
            "bookmarks" => Self::Bookmarks,
            "priority" | "issue.priority" => Self::Priority,
            "issue.category" | "issue.type" => Self::Category,
            name if UNANSWERED.contains(&name) => Self::Unanswered,
            name if UNANSWERED_GROUPS.iter().any(|group| name.starts_with(group)) => Self::Unanswered,
            _ => Self::Tag,
        }
    }
}

/// Whether a key is that of a tag, as no field of Sentry's has this name.
#[must_use]
pub fn is_tag(name: &str) -> bool {
    Key::of(name) == Key::Tag
}

#[cfg(test)]
mod tests {
    use super::super::error::KNOWN;
    use super::*;

    #[test]
    fn what_the_message_calls_known_is_known() {
        for name in KNOWN.split(", ").filter(|name| !matches!(*name, "environment" | "url")) {
            assert!(!matches!(Key::of(name), Key::Tag | Key::Unanswered), "{name}");
        }
    }
}
