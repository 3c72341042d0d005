//! Numbers of things.

pub(super) const TEXTS: &[(&str, &str)] = &[("{n} event", "{n} 个事件"), ("{n} events", "{n} 个事件")];
