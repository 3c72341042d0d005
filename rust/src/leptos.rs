//! An error boundary for Leptos that reports.
//!
//! ```
//! use balefire::leptos::ErrorBoundary;
//! use leptos::prelude::*;
//!
//! #[component]
//! fn Cart(price: RwSignal<String>) -> impl IntoView {
//!     view! {
//!         <ErrorBoundary fallback=|_| view! { <p>"The price cannot be shown."</p> }>
//!             <p>{move || price.get().parse::<u32>()}</p>
//!         </ErrorBoundary>
//!     }
//! }
//! ```
//!
//! Leptos needs a later Rust than this crate: 1.88 for its version 0.8.

use std::any::type_name;
use std::error::Error;
use std::mem;

use leptos::children::TypedChildren;
use leptos::error::{ErrorBoundaryProps as LeptosProps, ErrorId, Errors};
use leptos::prelude::{ArcRwSignal, Effect, IntoView, Owner, With, component};

use crate::boundary::{component_of, report};

/// Shows a fallback in the place of children of which one has failed, as Leptos' own `ErrorBoundary` does, and reports each of
/// their errors, once. Events have the context `leptos` with the name of the component that holds the boundary.
///
/// A panic is no error of a child: the panic hook reports it. On a server nothing is reported.
#[component]
pub fn ErrorBoundary<FalFn, Fal, Chil>(
    /// The children, which may have `Result`s among them.
    children: TypedChildren<Chil>,
    /// What is shown if one has failed.
    mut fallback: FalFn,
    /// The name of the component, in the place of the one in whose code the fallback stands.
    #[prop(optional, into)]
    name: Option<String>,
) -> impl IntoView
where
    FalFn: FnMut(ArcRwSignal<Errors>) -> Fal + Send + 'static,
    Fal: IntoView + Send + 'static,
    Chil: IntoView + Send + 'static,
{
    let name = name.unwrap_or_else(|| component_of(type_name::<FalFn>()));
    // That of the boundary: the fallback's own ends with the errors.
    let owner = Owner::current();
    let mut is_watched = false;
    let reporting = move |errors: ArcRwSignal<Errors>| {
        if !mem::replace(&mut is_watched, true) {
            let (errors, name) = (errors.clone(), name.clone());
            let watch = move || Effect::new(move |known| report_new(&errors, known, &name));
            match &owner {
                Some(owner) => owner.with(watch),
                None => watch(),
            };
        }
        fallback(errors)
    };
    leptos::error::ErrorBoundary(LeptosProps::builder().children(children).fallback(reporting).build())
}

/// Reports the errors that were not there before; the ids of all. An error that replaces another has an id of its own.
fn report_new(errors: &ArcRwSignal<Errors>, known: Option<Vec<ErrorId>>, name: &str) -> Vec<ErrorId> {
    let known = known.unwrap_or_default();
    let all: Vec<_> = errors
        .with(|errors| errors.iter().map(|(id, error)| (id.clone(), error.clone().into_inner())).collect());
    all.into_iter()
        .map(|(id, error)| {
            if !known.contains(&id) {
                report("leptos", name, &*error as &dyn Error);
            }
            id
        })
        .collect()
}
