//! Every knob of the server: unit, default, checked once. Defaults < file < environment < flags.

mod check;
mod error;
mod live;
mod load;
mod project;
mod raw;
mod show;
mod values;

pub use self::error::ConfigError;
pub use self::live::Live;
pub use self::load::{Flags, Loaded, load};
pub use self::project::ProjectRules;

pub use values::{Alerts, Audience, Config, DINGTALK, Limits, LogFormat, Pages, Retention, Robot};
