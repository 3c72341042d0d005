//! Functions of the app that change or drop its events and breadcrumbs, before the page's recorder gets them.

use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

use crate::options::EventProcessor;
use crate::{BeforeCallback, Breadcrumb, Event, Options};

#[derive(Default)]
struct Hooks {
    before_send: Option<BeforeCallback<Event>>,
    before_breadcrumb: Option<BeforeCallback<Breadcrumb>>,
}

/// Those of the options.
static HOOKS: OnceLock<Hooks> = OnceLock::new();

thread_local! {
    /// Those of the scopes, the innermost last.
    static PROCESSORS: RefCell<Vec<EventProcessor>> = const { RefCell::new(Vec::new()) };
    /// Whether one of them runs: what it captures would call it again, and is ignored.
    static IS_RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Takes over the hooks of the options.
pub(crate) fn install(options: &Options) {
    let Options { before_send, before_breadcrumb, .. } = options;
    if before_send.is_some() || before_breadcrumb.is_some() {
        let hooks = Hooks { before_send: before_send.clone(), before_breadcrumb: before_breadcrumb.clone() };
        // As `init`: a second call changes nothing.
        let _ = HOOKS.set(hooks);
    }
}

/// Adds processors for all events that come.
pub(crate) fn add(processors: Vec<EventProcessor>) {
    PROCESSORS.with_borrow_mut(|all| all.extend(processors));
}

/// Removes all processors.
pub(crate) fn clear() {
    PROCESSORS.with_borrow_mut(Vec::clear);
}

/// Runs `act` with more processors.
pub(crate) fn with<R>(processors: Vec<EventProcessor>, act: impl FnOnce() -> R) -> R {
    let before = PROCESSORS.with_borrow(Vec::len);
    add(processors);
    let result = act();
    PROCESSORS.with_borrow_mut(|all| all.truncate(before));
    result
}

/// Whether a hook runs now: a panic then is the hook's own, and no hook is asked about it.
pub(crate) fn are_running() -> bool {
    IS_RUNNING.get()
}

/// Whether a hook wants to see events. Without one no event is made only to be shown.
pub(crate) fn see_events() -> bool {
    IS_RUNNING.get()
        || HOOKS.get().is_some_and(|hooks| hooks.before_send.is_some())
        || PROCESSORS.with_borrow(|processors| !processors.is_empty())
}

/// The event as the hooks want it: processors first, the innermost last, then `before_send`.
pub(crate) fn judge(event: Event) -> Option<Event> {
    let processors = PROCESSORS.with_borrow(Clone::clone);
    let before_send = HOOKS.get().and_then(|hooks| hooks.before_send.as_ref());
    run(|| processors.iter().chain(before_send).try_fold(event, |event, hook| hook(event)))
}

/// The breadcrumb as `before_breadcrumb` wants it.
pub(crate) fn judge_breadcrumb(breadcrumb: Breadcrumb) -> Option<Breadcrumb> {
    match HOOKS.get().and_then(|hooks| hooks.before_breadcrumb.as_ref()) {
        Some(hook) => run(|| hook(breadcrumb)),
        None => Some(breadcrumb),
    }
}

fn run<T>(hooks: impl FnOnce() -> Option<T>) -> Option<T> {
    if IS_RUNNING.replace(true) {
        return None;
    }
    let result = hooks();
    IS_RUNNING.set(false);
    result
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn named(name: &'static str) -> EventProcessor {
        Arc::new(move |mut event: Event| {
            event.fingerprint.push(name.into());
            Some(event)
        })
    }

    #[test]
    fn the_innermost_processor_is_last_and_leaves_with_its_scope() {
        add(vec![named("page")]);
        let inner = with(vec![named("inner")], || judge(Event::default()));
        assert_eq!(inner.unwrap().fingerprint, ["page", "inner"]);
        assert_eq!(judge(Event::default()).unwrap().fingerprint, ["page"]);
        let dropped = with(vec![Arc::new(|_| None), named("later")], || judge(Event::default()));
        assert_eq!(dropped, None);
        clear();
        assert!(!see_events());
    }

    #[test]
    fn a_capture_within_a_hook_is_ignored() {
        let nested: EventProcessor = Arc::new(|event| {
            assert!(see_events());
            assert_eq!(judge(Event::default()), None);
            Some(event)
        });
        assert!(with(vec![nested], || judge(Event::default())).is_some());
    }
}
