//! The tasks of a lighthouse keeper, in Yew. It works, but for four bugs of the kind that reviews let through; each is in
//! reach of a click, and none says a word in the page.
#![forbid(unsafe_code)]

mod report;

use std::cell::RefCell;

use example_tasks::{History, Task, load, move_up, next_open, revision};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

#[component]
fn App() -> Html {
    let tasks = use_state(Vec::<Task>::new);
    let history = use_mut_ref(History::default);
    let trouble = use_state(|| None::<String>);
    let title = use_node_ref();

    use_effect_with((), {
        let (tasks, trouble) = (tasks.clone(), trouble.clone());
        move |()| {
            spawn_local(async move {
                match load().await {
                    Ok(loaded) => tasks.set(loaded),
                    Err(error) => {
                        trouble.set(Some(format!("The tasks cannot be loaded: {error}")));
                        report::error(&error);
                    }
                }
            });
        }
    });

    // Every change goes this way.
    let change = {
        let (tasks, history) = (tasks.clone(), history.clone());
        Callback::from(move |changed: Vec<Task>| {
            history.borrow_mut().push((*tasks).clone());
            tasks.set(changed);
        })
    };

    let add = {
        let (tasks, change, title) = (tasks.clone(), change.clone(), title.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = title.cast::<HtmlInputElement>() else { return };
            let title = input.value().trim().to_owned();
            if !title.is_empty() {
                report::breadcrumb("added a task");
                change.emit([&tasks[..], &[Task { title, is_done: false }]].concat());
                input.set_value("");
            }
        })
    };
    let finish_next = {
        let (tasks, change) = (tasks.clone(), change.clone());
        Callback::from(move |_| {
            let mut changed = (*tasks).clone();
            next_open(&mut changed).is_done = true;
            change.emit(changed);
        })
    };
    let undo_one = {
        let (tasks, history) = (tasks.clone(), history.clone());
        Callback::from(move |_| {
            undo(&history, &tasks);
        })
    };
    let undo_all = {
        let (tasks, history) = (tasks.clone(), history.clone());
        Callback::from(move |_| {
            // Each step borrows the history too.
            let mut all = history.borrow_mut();
            while undo(&history, &tasks) {}
            all.clear();
        })
    };
    let sync = Callback::from(|_| {
        spawn_local(async {
            report::breadcrumb("asked for the revision");
            revision().await;
        });
    });

    let open = tasks.iter().filter(|task| !task.is_done).count();
    let items = tasks.iter().enumerate().map(|(at, task)| {
        let toggle = {
            let (tasks, change) = (tasks.clone(), change.clone());
            Callback::from(move |_| {
                let mut changed = (*tasks).clone();
                changed[at].is_done = !changed[at].is_done;
                change.emit(changed);
            })
        };
        let up = {
            let (tasks, change) = (tasks.clone(), change.clone());
            Callback::from(move |_| {
                let mut changed = (*tasks).clone();
                move_up(&mut changed, at);
                change.emit(changed);
            })
        };
        html! {
            <li class={classes!(task.is_done.then_some("done"))}>
                <label>
                    <input type="checkbox" checked={task.is_done} onchange={toggle} />
                    { &task.title }
                </label>
                <button onclick={up} aria-label="Move up">{ "↑" }</button>
            </li>
        }
    });

    html! {
        <main>
            <header>
                <h1>{ "Tasks of the lighthouse" }</h1>
                <span>{ format!("{open} open") }</span>
            </header>
            <form onsubmit={add}>
                <input type="text" ref={title} placeholder="What is to be done?" aria-label="A new task" />
                <button class="main">{ "Add" }</button>
            </form>
            if let Some(words) = &*trouble {
                <p role="alert">{ words }</p>
            }
            <ul>{ for items }</ul>
            <footer>
                <button onclick={finish_next}>{ "Finish the next" }</button>
                <button onclick={undo_one}>{ "Undo" }</button>
                <button onclick={undo_all}>{ "Undo all" }</button>
                <button onclick={sync}>{ "Synchronise" }</button>
            </footer>
            <p class="note">
                { "Move the first one up, finish the next when none is open, undo all, or synchronise: each is a bug." }
            </p>
        </main>
    }
}

/// Whether there was something to undo.
fn undo(history: &RefCell<History>, tasks: &UseStateHandle<Vec<Task>>) -> bool {
    let before = history.borrow_mut().pop();
    let is_undone = before.is_some();
    if let Some(before) = before {
        tasks.set(before);
    }
    is_undone
}

fn main() {
    report::start(dsn());
    yew::Renderer::<App>::new().render();
}

/// Where errors go, as the page says.
fn dsn() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let meta = document.and_then(|it| it.query_selector("meta[name=balefire-dsn]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
