//! The tasks of a lighthouse keeper, in Leptos. It works, but for four bugs of the kind that reviews let through; each is
//! in reach of a click, and none says a word in the page.
#![forbid(unsafe_code)]

mod report;

use std::cell::RefCell;

use example_tasks::{History, Task, load, move_up, next_open, revision};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
fn App() -> impl IntoView {
    let tasks = RwSignal::new(Vec::<Task>::new());
    let trouble = RwSignal::new(None::<String>);
    let history = StoredValue::new_local(RefCell::new(History::default()));
    let title = NodeRef::<Input>::new();

    spawn_local(async move {
        match load().await {
            Ok(loaded) => tasks.set(loaded),
            Err(error) => {
                trouble.set(Some(format!("The tasks cannot be loaded: {error}")));
                balefire::capture_error(&error);
            }
        }
    });

    // Every change goes this way.
    let change = move |act: &dyn Fn(&mut Vec<Task>)| {
        history.with_value(|history| history.borrow_mut().push(tasks.get_untracked()));
        let mut changed = tasks.get_untracked();
        act(&mut changed);
        tasks.set(changed);
    };

    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = title.get() else { return };
        let title = input.value().trim().to_owned();
        if !title.is_empty() {
            report::breadcrumb("added a task");
            change(&|tasks| tasks.push(Task { title: title.clone(), is_done: false }));
            input.set_value("");
        }
    };
    let finish_next = move |_| change(&|tasks| next_open(tasks).is_done = true);
    let undo_one = move |_| {
        history.with_value(|history| undo(history, tasks));
    };
    let undo_all = move |_| {
        history.with_value(|history| {
            // Each step borrows the history too.
            let mut all = history.borrow_mut();
            while undo(history, tasks) {}
            all.clear();
        });
    };
    let sync = |_| {
        spawn_local(async {
            report::breadcrumb("asked for the revision");
            revision().await;
        });
    };

    let open = move || tasks.read().iter().filter(|task| !task.is_done).count();
    let items = move || {
        let row = move |(at, task): (usize, Task)| {
            view! {
                <li class:done=task.is_done>
                    <label>
                        <input
                            type="checkbox"
                            prop:checked=task.is_done
                            on:change=move |_| change(&|tasks| tasks[at].is_done = !tasks[at].is_done)
                        />
                        {task.title}
                    </label>
                    <button aria-label="Move up" on:click=move |_| change(&|tasks| move_up(tasks, at))>"↑"</button>
                </li>
            }
        };
        tasks.get().into_iter().enumerate().map(row).collect_view()
    };

    view! {
        <main>
            <header>
                <h1>"Tasks of the lighthouse"</h1>
                <span>{open}" open"</span>
            </header>
            <form on:submit=add>
                <input type="text" node_ref=title placeholder="What is to be done?" aria-label="A new task" />
                <button class="main">"Add"</button>
            </form>
            {move || trouble.get().map(|words| view! { <p role="alert">{words}</p> })}
            <ul>{items}</ul>
            <footer>
                <button on:click=finish_next>"Finish the next"</button>
                <button on:click=undo_one>"Undo"</button>
                <button on:click=undo_all>"Undo all"</button>
                <button on:click=sync>"Synchronise"</button>
            </footer>
            <p class="note">
                "Move the first one up, finish the next when none is open, undo all, or synchronise: each is a bug."
            </p>
        </main>
    }
}

/// Whether there was something to undo.
fn undo(history: &RefCell<History>, tasks: RwSignal<Vec<Task>>) -> bool {
    let before = history.borrow_mut().pop();
    let is_undone = before.is_some();
    if let Some(before) = before {
        tasks.set(before);
    }
    is_undone
}

fn main() {
    report::start(dsn());
    mount_to_body(App);
}

/// Where errors go, as the page says.
fn dsn() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let meta = document.and_then(|it| it.query_selector("meta[name=balefire-dsn]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
