//! Every setting of the server, with unit and default, checked once. Defaults < file < environment < flags.

pub mod alert_rules;
pub mod channels;
mod check;
mod error;
mod fallback;
mod first_party;
mod grouping;
mod live;
mod load;
mod project;
mod project_setting;
mod quiet_hours;
mod raw;
mod show;
mod stored_settings;
mod trackers;
mod url;
mod values;

pub use self::channels::{ChannelConfig, Channels};
pub use self::error::ConfigError;
pub use self::fallback::{Fallback, Fallbacks};
pub use self::first_party::FirstParty;
pub use self::live::Live;
pub use self::load::{Flags, Loaded, load};
pub use self::project::ProjectRules;
pub use self::project_setting::{MOST_LINES, ProjectSetting, SettingError, SettingKind};
pub use self::stored_settings::StoredSettings;
pub use self::trackers::{Tracker, TrackerKind};

pub use values::{Alerts, Audience, Config, Limits, LogFormat, Outgoing, Pages, Retention};
