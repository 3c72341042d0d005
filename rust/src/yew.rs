//! An error boundary for Yew, which has none of its own.
//!
//! A component hands its errors to the nearest boundary around it by [`use_error_boundary`]. They are reported, each once, and
//! the boundary shows its fallback in the place of its children.
//!
//! ```
//! use balefire::yew::{Caught, ErrorBoundary, use_error_boundary};
//! use yew::prelude::*;
//!
//! #[component]
//! fn Price() -> Html {
//!     let boundary = use_error_boundary("Price");
//!     // As `?`, which Yew keeps for components that wait.
//!     boundary.render("free".parse::<u32>().map(|cents| html! { <b>{ cents }</b> }))
//! }
//!
//! #[component]
//! fn Cart() -> Html {
//!     let fallback = Callback::from(|caught: Caught| html! { <p>{ caught.to_string() }</p> });
//!     html! { <ErrorBoundary {fallback}><Price /></ErrorBoundary> }
//! }
//! ```

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::rc::Rc;

use yew::prelude::{
    Callback, ContextProvider, Html, Properties, component, hook, html, use_callback, use_context,
    use_mut_ref, use_state,
};

use crate::boundary::report;

/// An error that a boundary has caught. It is shown as the error.
#[derive(Clone)]
pub struct Caught {
    /// The error.
    pub error: Rc<dyn Error>,
    /// Shows the children again, made anew.
    pub reset: Callback<()>,
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Caught").field(&self.error).finish()
    }
}

/// The properties of [`ErrorBoundary`].
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct ErrorBoundaryProps {
    /// What is shown if a child has failed.
    pub fallback: Callback<Caught, Html>,
    /// The children.
    #[prop_or_default]
    pub children: Html,
}

/// The nearest boundary, as its children know it.
#[derive(Clone, PartialEq)]
struct Nearest(Callback<Rc<dyn Error>>);

/// Shows a fallback in the place of children of which one has failed, see [the module](self).
///
/// A panic is no error of a child: the panic hook reports it.
#[component]
pub fn ErrorBoundary(props: &ErrorBoundaryProps) -> Html {
    let caught = use_state(|| None::<Rc<dyn Error>>);
    let set = caught.setter();
    let nearest = use_callback((), {
        let set = set.clone();
        move |error, ()| set.set(Some(error))
    });
    match &*caught {
        Some(error) => {
            let reset = Callback::from(move |()| set.set(None));
            props.fallback.emit(Caught { error: error.clone(), reset })
        }
        None => html! {
            <ContextProvider<Nearest> context={Nearest(nearest)}>
                { props.children.clone() }
            </ContextProvider<Nearest>>
        },
    }
}

/// A component's way to the boundary around it. See [`use_error_boundary`].
#[derive(Clone)]
pub struct BoundaryHandle {
    component: &'static str,
    nearest: Option<Nearest>,
    /// The words of the error that was rendered last: a component may render it many times.
    rendered: Rc<RefCell<Option<String>>>,
}

impl BoundaryHandle {
    /// What is in an `Ok`. An `Err` is reported when it is new, and caught; without a boundary around the component nothing is
    /// shown in its place.
    pub fn render<E: Error + 'static>(&self, result: Result<Html, E>) -> Html {
        let (html, error) = match result {
            Ok(html) => (html, None),
            Err(error) => (Html::default(), Some(error)),
        };
        let words = error.as_ref().map(ToString::to_string);
        let before = self.rendered.replace(words.clone());
        if let Some(error) = error {
            if before != words {
                self.report(&error);
            }
            self.catch(error);
        }
        html
    }

    /// Reports an error of a callback or a future, and has it caught.
    pub fn throw(&self, error: impl Error + 'static) {
        self.report(&error);
        self.catch(error);
    }

    fn report(&self, error: &dyn Error) {
        report("yew", self.component, error);
    }

    fn catch(&self, error: impl Error + 'static) {
        if let Some(Nearest(catch)) = &self.nearest {
            catch.emit(Rc::new(error));
        }
    }
}

impl fmt::Debug for BoundaryHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BoundaryHandle").field(&self.component).finish()
    }
}

/// The boundary around a component; the name is that of the component, for the context `yew` of its events.
#[hook]
pub fn use_error_boundary(component: &'static str) -> BoundaryHandle {
    let nearest = use_context::<Nearest>();
    let rendered = use_mut_ref(|| None);
    BoundaryHandle { component, nearest, rendered }
}
