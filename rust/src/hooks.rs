//! Functions of the app that change or drop its events and breadcrumbs, before the page's recorder gets them.

use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

use crate::options::EventProcessor;
use crate::{BeforeCallback, Breadcrumb, Event, Level, Options};

/// Type and message of an error and of each of its causes, the error itself first.
pub(crate) type Chain = Vec<(String, String)>;

/// Functions of the rooms above, for the reporter in pure Rust.
#[derive(Clone, Copy)]
pub(crate) struct Callbacks {
    /// What the hooks make of an error of JavaScript: the error, and changes of its scope as JSON. None if they drop it.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "direct")), allow(dead_code))]
    pub judge: fn(Chain) -> Option<(Chain, String)>,
    /// Whether transactions of a trace are sent.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "direct")), allow(dead_code))]
    pub is_sampled: fn(&str) -> bool,
}

/// Functions that show a capture to the hooks first.
pub(crate) struct Hooked {
    pub event: fn(Event<'static>) -> Option<Event<'static>>,
    pub error: fn(Chain) -> Option<String>,
    pub message: fn(&str, Level) -> Option<String>,
    pub alert: fn(&str, Level) -> Option<String>,
    pub panic: fn(&str, &str, u32, u32),
    pub breadcrumb: fn(Breadcrumb) -> Option<Breadcrumb>,
}

#[derive(Default)]
struct Hooks {
    before_send: Option<BeforeCallback<Event<'static>>>,
    before_breadcrumb: Option<BeforeCallback<Breadcrumb>>,
}

/// Those of the options.
static HOOKS: OnceLock<Hooks> = OnceLock::new();

thread_local! {
    /// Those of the page's scope.
    static PROCESSORS: RefCell<Vec<EventProcessor>> = const { RefCell::new(Vec::new()) };
    /// Those of the scopes that are open, the innermost last.
    static SCOPED: RefCell<Vec<EventProcessor>> = const { RefCell::new(Vec::new()) };
    /// The way of captures through the hooks, once there has been a hook.
    static WAY: Cell<Option<&'static Hooked>> = const { Cell::new(None) };
    /// Whether one of them runs: what it captures would call it again, and is ignored.
    static IS_RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// From now on captures go this way.
pub(crate) fn set_way(way: &'static Hooked) {
    WAY.set(Some(way));
}

/// Takes over the hooks of the options.
pub(crate) fn install(options: &Options) {
    let Options { before_send, before_breadcrumb, .. } = options;
    let hooks = Hooks { before_send: before_send.clone(), before_breadcrumb: before_breadcrumb.clone() };
    // As `init`: a second call changes nothing.
    let _ = HOOKS.set(hooks);
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
    let before = SCOPED.with_borrow(Vec::len);
    SCOPED.with_borrow_mut(|all| all.extend(processors));
    let result = act();
    SCOPED.with_borrow_mut(|all| all.truncate(before));
    result
}

/// A panic ends the hook that runs, and nothing unwinds: it no longer runs. Returns whether one did.
pub(crate) fn end_by_panic() -> bool {
    IS_RUNNING.take()
}

/// The same for the open scopes, once the panic is reported.
pub(crate) fn close_scopes() {
    SCOPED.with_borrow_mut(Vec::clear);
}

/// The way of captures through the hooks, once there has been one. Before that no event is made only to be shown.
pub(crate) fn in_use() -> Option<&'static Hooked> {
    WAY.get()
}

/// The event as the hooks want it: processors first, the innermost last, then `before_send`.
pub(crate) fn judge(event: Event<'static>) -> Option<Event<'static>> {
    let mut processors = PROCESSORS.with_borrow(Clone::clone);
    processors.extend(SCOPED.with_borrow(Clone::clone));
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
        Arc::new(move |mut event: Event<'static>| {
            event.fingerprint.to_mut().push(name.into());
            Some(event)
        })
    }

    #[test]
    fn the_innermost_processor_is_last_and_leaves_with_its_scope() {
        add(vec![named("page")]);
        let inner = with(vec![named("inner")], || judge(Event::default()));
        assert_eq!(*inner.unwrap().fingerprint, ["{{ default }}", "page", "inner"]);
        assert_eq!(*judge(Event::default()).unwrap().fingerprint, ["{{ default }}", "page"]);
        let dropped = with(vec![Arc::new(|_| None), named("later")], || judge(Event::default()));
        assert_eq!(dropped, None);
        clear();
        assert_eq!(*judge(Event::default()).unwrap().fingerprint, ["{{ default }}"]);
    }

    #[test]
    fn a_panic_ends_hooks_and_scopes() {
        let hook: EventProcessor = Arc::new(|_| panic!("of the hook"));
        let act = || with(vec![hook], || judge(Event::default()));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(act));
        assert!(caught.is_err());
        assert!(end_by_panic() && !end_by_panic());
        close_scopes();
        assert!(judge(Event::default()).is_some());
    }

    #[test]
    fn a_capture_within_a_hook_is_ignored() {
        let nested: EventProcessor = Arc::new(|event| {
            assert_eq!(judge(Event::default()), None);
            Some(event)
        });
        assert!(with(vec![nested], || judge(Event::default())).is_some());
    }
}
