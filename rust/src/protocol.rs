//! The types of events, where the `sentry` crate has them.

pub use crate::{
    Breadcrumb, Context, Event, Exception, Level, Map, ParseLevelError, SpanStatus, User, Value,
};
