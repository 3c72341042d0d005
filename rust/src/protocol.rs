//! The types of events, where the `sentry` crate has them.

pub use crate::{
    Breadcrumb, Context, Event, Exception, Frame, Level, Map, ParseLevelError, SpanStatus, Stacktrace, User,
    Value, Values,
};
