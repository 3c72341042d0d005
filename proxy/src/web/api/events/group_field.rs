//! Fields by which events are told apart.

use crate::model::issue_id;
use crate::store::{CountedEvents, Dimension, EventProperties};
use crate::web::read_error::ReadError;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupField {
    Title,
    /// As `SHOP-1Z`.
    Issue,
    IssueId,
    Project,
    Level,
    Transaction,
    Release,
    Environment,
    Browser,
    Device,
    User,
}

impl GroupField {
    /// Reads a name.
    pub(super) fn parse(name: &str) -> Result<Self, ReadError> {
        match name {
            "title" | "message" => Ok(Self::Title),
            "issue" => Ok(Self::Issue),
            "issue.id" => Ok(Self::IssueId),
            "project" | "project.name" => Ok(Self::Project),
            "level" => Ok(Self::Level),
            "transaction" | "route" | "span.description" => Ok(Self::Transaction),
            "release" => Ok(Self::Release),
            "environment" => Ok(Self::Environment),
            "browser.name" | "browser" => Ok(Self::Browser),
            "device" | "device.class" | "device.family" => Ok(Self::Device),
            "user" | "user.display" => Ok(Self::User),
            _ => {
                Err(ReadError::Unsupported(format!("{name} is no field by which events can be grouped here")))
            }
        }
    }

    /// The dimension of performance data with these values.
    pub(super) fn dimension(self) -> Result<Dimension, ReadError> {
        match self {
            Self::Transaction => Ok(Dimension::Name),
            Self::Release => Ok(Dimension::Release),
            Self::Environment => Ok(Dimension::Environment),
            Self::Browser => Ok(Dimension::Browser),
            Self::Device => Ok(Dimension::Device),
            Self::Title | Self::Issue | Self::IssueId | Self::Project | Self::Level | Self::User => {
                Err(ReadError::Unsupported(
                    format!("performance data cannot be grouped by {self:?}").to_lowercase(),
                ))
            }
        }
    }

    /// Whether the counts by hour know it. Others are read out of stored events.
    pub(super) fn is_of_issue(self) -> bool {
        matches!(self, Self::Title | Self::Issue | Self::IssueId | Self::Project | Self::Level)
    }

    /// The value of errors.
    pub(super) fn value(self, of: &CountedEvents) -> String {
        let property =
            |get: fn(&EventProperties) -> &String| of.event.as_ref().map(get).cloned().unwrap_or_default();
        match self {
            Self::Title => of.title.clone(),
            Self::Issue => issue_id::short(&of.project, of.issue_id),
            Self::IssueId => of.issue_id.to_string(),
            Self::Project => of.project.clone(),
            Self::Level => of.level.clone(),
            Self::Transaction => property(|event| &event.transaction),
            Self::Release => property(|event| &event.release),
            Self::Environment => property(|event| &event.environment),
            Self::Browser => property(|event| &event.browser),
            Self::Device => property(|event| &event.device),
            Self::User => property(|event| &event.user),
        }
    }
}

/// Whether an error has this value of a field. An issue may be named in both ways.
pub(super) fn has_value(of: &CountedEvents, field: GroupField, value: &str) -> bool {
    match (field, issue_id::parse(value)) {
        (GroupField::Issue | GroupField::IssueId, Some((project, id))) => {
            id == of.issue_id && project.is_none_or(|project| project.eq_ignore_ascii_case(&of.project))
        }
        _ => field.value(of) == value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, field) in [
            ("title", GroupField::Title),
            ("browser.name", GroupField::Browser),
            ("device.class", GroupField::Device),
        ] {
            assert_eq!(GroupField::parse(name).unwrap(), field);
        }
        assert!(GroupField::parse("geo.city").unwrap_err().to_string().starts_with("geo.city is no field"));
        assert_eq!(
            GroupField::Level.dimension().unwrap_err().to_string(),
            "performance data cannot be grouped by level"
        );
    }
}
