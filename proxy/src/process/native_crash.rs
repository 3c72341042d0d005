//! Native crashes whose minidump or Apple crash report is an attachment. The server does not read the attachment.
//!
//! The SDK sends an event with few details beside the dump. This event gets the exception that Relay writes when it
//! cannot read a dump (`relay-server/src/utils/native.rs`), so that each crash has a title.

use serde_json::json;

use super::event_fields::{Fields, exceptions, message};

/// The exception value of a crash whose dump is not read.
const VALUE: &str = "a native program crashed";

/// The kind of a crash dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeCrash {
    /// `event.minidump`, from Crashpad, Breakpad and Electron.
    Minidump,
    /// `event.applecrashreport`.
    AppleCrashReport,
}

impl NativeCrash {
    /// Finds the kind by the `attachment_type` in an attachment's item header.
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

    /// Adds the exception of the crash to an event without a message and without exceptions.
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
