//! The app in Leptos.

use balefire::leptos::ErrorBoundary;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::panics::{self, Moment, Panic};
use crate::price::price;

/// All of it.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Cart />
        <Panics />
    }
}

#[component]
fn Cart() -> impl IntoView {
    let text = RwSignal::new("12".to_owned());
    let input = NodeRef::<Input>::new();
    let change = move |_| {
        if let Some(input) = input.get() {
            text.set(input.value());
        }
    };
    view! {
        <input node_ref=input />
        <button on:click=change>"Set"</button>
        <ErrorBoundary fallback=|_| view! { <p id="price">"No price"</p> }>
            <p id="price">{move || price(&text.get())}</p>
        </ErrorBoundary>
    }
}

#[component]
fn Panics() -> impl IntoView {
    let next = RwSignal::new(None::<usize>);
    Effect::new(move || {
        if let Some((_, _, act)) = next.get().and_then(|at| panics::ALL.get(at)) {
            act();
        }
    });
    let button = move |(at, (name, moment, act)): (usize, Panic)| {
        let click = move |_| match moment {
            Moment::Handler => act(),
            Moment::Effect => next.set(Some(at)),
            Moment::Future => spawn_local(async move { act() }),
        };
        view! { <button on:click=click>{name}</button> }
    };
    panics::ALL.into_iter().enumerate().map(button).collect_view()
}
