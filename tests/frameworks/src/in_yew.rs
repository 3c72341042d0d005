//! The app in Yew.

use balefire::yew::{Caught, ErrorBoundary, use_error_boundary};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::panics::{self, Moment};
use crate::price::price;

/// All of it.
#[component]
pub fn App() -> Html {
    html! {
        <>
            <Cart />
            <Panics />
        </>
    }
}

#[component]
fn Cart() -> Html {
    let text = use_state(|| "12".to_owned());
    let input = use_node_ref();
    let change = {
        let (text, input) = (text.clone(), input.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                text.set(input.value());
            }
        })
    };
    let fallback = Callback::from(|caught: Caught| {
        let again = Callback::from(move |_: MouseEvent| caught.reset.emit(()));
        html! {
            <>
                <p id="price">{ "No price" }</p>
                <button onclick={again}>{ "Again" }</button>
            </>
        }
    });
    html! {
        <>
            <input ref={input} />
            <button onclick={change}>{ "Set" }</button>
            <ErrorBoundary {fallback}>
                <Price text={(*text).clone()} />
            </ErrorBoundary>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct PriceProps {
    text: String,
}

#[component]
fn Price(PriceProps { text }: &PriceProps) -> Html {
    let boundary = use_error_boundary("Price");
    let lose = {
        let boundary = boundary.clone();
        Callback::from(move |_: MouseEvent| boundary.throw(std::io::Error::other("the parcel is lost")))
    };
    boundary.render(price(text).map(|cents| {
        html! {
            <>
                <p id="price">{ cents }</p>
                <button onclick={lose}>{ "Lose" }</button>
            </>
        }
    }))
}

#[component]
fn Panics() -> Html {
    let next = use_state(|| None::<usize>);
    use_effect_with(*next, |next| {
        if let Some((_, _, act)) = next.and_then(|at| panics::ALL.get(at)) {
            act();
        }
    });
    let buttons = panics::ALL.into_iter().enumerate().map(|(at, (name, moment, act))| {
        let next = next.clone();
        let click = Callback::from(move |_: MouseEvent| match moment {
            Moment::Handler => act(),
            Moment::Effect => next.set(Some(at)),
            Moment::Future => spawn_local(async move { act() }),
        });
        html! { <button onclick={click}>{ name }</button> }
    });
    buttons.collect()
}
