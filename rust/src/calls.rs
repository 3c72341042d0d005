//! Calls of the functions of a scope in JavaScript.

use balefire_protocol::json::{write_array, write_string};

use crate::{Level, User};

/// Calls of functions of a scope, as JSON: `["setTag","shop","tea"],..`
#[derive(Debug, Default)]
pub(crate) struct Calls(String);

impl Calls {
    pub(crate) fn set_level(&mut self, level: Level) {
        self.call("setLevel", |args| args.text(level.as_str()));
    }

    pub(crate) fn set_user(&mut self, user: &User) {
        self.call("setUser", |args| user.write(args.next()));
    }

    pub(crate) fn set_transaction(&mut self, name: &str) {
        self.call("setTransactionName", |args| args.text(name));
    }

    pub(crate) fn set_fingerprint(&mut self, parts: &[impl AsRef<str>]) {
        self.call("setFingerprint", |args| {
            write_array(args.next(), parts, |out, part| write_string(out, part.as_ref()));
        });
    }

    pub(crate) fn call(&mut self, name: &str, write: impl FnOnce(&mut Args<'_>)) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push('[');
        write_string(&mut self.0, name);
        write(&mut Args(&mut self.0));
        self.0.push(']');
    }

    /// The calls, as the recorder reads them.
    pub(crate) fn into_json(self) -> String {
        format!("[{}]", self.0)
    }
}

/// The arguments of a call.
pub(crate) struct Args<'a>(&'a mut String);

impl Args<'_> {
    /// The place for the next.
    pub(crate) fn next(&mut self) -> &mut String {
        self.0.push(',');
        self.0
    }

    pub(crate) fn text(&mut self, text: &str) {
        write_string(self.next(), text);
    }

    pub(crate) fn json(&mut self, json: &str) {
        self.next().push_str(json);
    }
}
