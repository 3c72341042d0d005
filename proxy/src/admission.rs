//! Who may send: from memory alone.
/// Which key may send to which project.
pub struct Keys;
