//! Crashes of native programs, of which the dump comes as an attachment that is not read here.
//!
//! The event beside it says as little as the SDK knew: it gets an exception like the one that Relay writes where
//! it cannot read a dump (`relay-server/src/utils/native.rs`), so that crashes are no event without a label.

use serde_json::json;

use super::event_fields::{Fields, exceptions, message};

/// What is said of a crash of which nothing is known.
const VALUE: &str = "a native program crashed";

/// The kind of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeCrash {
    /// `event.minidump`: of Crashpad, Breakpad and Electron.
    Minidump,
    /// `event.applecrashreport`.
    AppleCrashReport,
}

impl NativeCrash {
    /// By the `attachment_type` of an attachment's header.
    #[must_use]
    pub fn of_attachment(attachment_type: &str) -> Option<Self> {
        match attachment_type {
            "event.minidump" => Some(Self::Minidump),
            "event.applecrashreport" => Some(Self::AppleCrashReport),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Minidump => "Minidump",
            Self::AppleCrashReport => "AppleCrashReport",
        }
    }

    fn mechanism(self) -> &'static str {
        match self {
            Self::Minidump => "minidump",
            Self::AppleCrashReport => "applecrashreport",
        }
    }

    /// Says in an event that it is of a crash, unless it says something itself.
    pub(super) fn label(self, event: &mut Fields) {
        if message(event).is_some() || exceptions(event).next().is_some() {
            return;
        }
        let mechanism = json!({"type": self.mechanism(), "handled": false});
        let exception = json!({"type": self.name(), "value": VALUE, "mechanism": mechanism});
        event.insert("exception".into(), json!({"values": [exception]}));
        for (member, value) in [("level", "fatal"), ("platform", "native")] {
            event.entry(member).or_insert_with(|| value.into());
        }
    }
}
