//! An event that the visitor caused.

/// An `event` or `first-input` entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Event {
    /// Its interaction; 0 for events that are part of none.
    pub interaction: f64,
    /// When the visitor acted.
    pub start: f64,
    /// From there to the next paint, a multiple of 8 ms.
    pub duration: f64,
    /// When its first listener ran.
    pub processing_start: f64,
    /// When its last listener returned.
    pub processing_end: f64,
}
