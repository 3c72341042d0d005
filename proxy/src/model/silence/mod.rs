//! Silences: alerts that match are not sent for a time. The words are Alertmanager's:
//! <https://prometheus.io/docs/alerting/latest/alertmanager/#silences>

mod labels;
mod limits;
mod matcher;
mod new_silence;
mod parse_matchers;
mod stored_silence;

pub use labels::Labels;
pub use limits::{COMMENT, CREATOR, InvalidSilence, LONGEST, MATCHERS, NAME, PATTERN_SIZE, VALUE};
pub use matcher::{Matcher, Operator};
pub use new_silence::NewSilence;
pub use parse_matchers::{parse_matchers, write_matchers};
pub use stored_silence::{Silence, SilenceState, UntilRelease, silenced_by};
