//! Where an event of `tracing` comes from.

use tracing_core::Metadata;

/// Where an event comes from: a line of the source. A record of the crate `log` has that among its fields, as `tracing-log`
/// writes it, and metadata without a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin {
    pub target: Option<String>,
    pub module: Option<String>,
    pub file: Option<String>,
    /// As digits.
    pub line: Option<String>,
}

impl Origin {
    /// What is not known yet, as the metadata say it.
    pub(super) fn or(self, metadata: &Metadata<'_>) -> Self {
        Self {
            target: self.target.or_else(|| Some(metadata.target().to_owned())),
            module: self.module.or_else(|| metadata.module_path().map(str::to_owned)),
            file: self.file.or_else(|| metadata.file().map(str::to_owned)),
            line: self.line.or_else(|| metadata.line().map(|line| line.to_string())),
        }
    }

    /// The line that logs, as a frame of Firefox: `shop::cart@src/cart.rs:7:1`. Without one there is none.
    pub(super) fn frame(&self) -> String {
        let (Some(file), Some(line)) = (&self.file, &self.line) else { return String::new() };
        let module = self.module.as_deref().unwrap_or_default();
        // A stack's frame has a column; which one, `tracing` does not say.
        format!("{module}@{file}:{line}:1")
    }
}
