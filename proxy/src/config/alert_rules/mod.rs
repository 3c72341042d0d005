//! The rules of alerts, from `[rule.<name>]`, from the pages of projects, and the one that holds if none is written; and
//! the routes, from `[[route]]`.

mod check;
mod error;
mod show;
pub(super) mod span;
mod trigger;
mod written_rule;

pub use self::check::{DEFAULT_RULE, default_rule};
pub(super) use self::check::{check, check_routes};
pub use self::error::RuleError;
pub use self::show::rule_fields;
pub use self::written_rule::{WrittenRule, read_rule};
