//! Sends captures to the platform, as they are.

use balefire_protocol::json::{Object, write_string};

use crate::{Event, Exception, Level, Values, chain, hooks, platform};

pub(crate) fn send_error(chain: &[(String, String)]) -> Option<String> {
    id(platform::capture_error(&chain::to_json(chain), ""))
}

pub(crate) fn send_message(message: &str, level: Level) -> Option<String> {
    call_capture_message(message, |args| write_string(args, level.as_str()))
}

pub(crate) fn send_alert(message: &str, level: Level) -> Option<String> {
    call_capture_message(message, |args| {
        let mut hint = Object::new(args);
        hint.string("level", level.as_str()).boolean("alert", true);
        hint.end();
    })
}

fn call_capture_message(message: &str, write_hint: impl FnOnce(&mut String)) -> Option<String> {
    let mut args = String::from("[");
    write_string(&mut args, message);
    args.push(',');
    write_hint(&mut args);
    args.push(']');
    id(platform::call("captureMessage", &args))
}

/// The exceptions of an error and of its causes, each after its cause.
pub(crate) fn exceptions(chain: hooks::Chain) -> Values<Exception> {
    let exception = |(ty, value)| Exception { ty, value: Some(value), ..Exception::default() };
    chain.into_iter().rev().map(exception).collect()
}

/// Type and message of the exceptions of an event, each before its cause.
pub(crate) fn links(event: &Event<'_>) -> hooks::Chain {
    let link = |exception: &Exception| (exception.ty.clone(), exception.value.clone().unwrap_or_default());
    event.exception.iter().rev().map(link).collect()
}

/// An id, if there is one.
pub(crate) fn id(text: String) -> Option<String> {
    Some(text).filter(|id| !id.is_empty())
}
