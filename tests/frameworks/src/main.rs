//! An app in Leptos or in Yew, by feature. `tests/frameworks/boundaries.test.mjs` lets its children fail, and
//! `ten-panics.test.mjs` its buttons panic.
#![warn(missing_docs)]

#[cfg(feature = "leptos")]
mod in_leptos;
#[cfg(feature = "yew")]
mod in_yew;
mod panics;
mod price;

fn main() {
    let said = |name: &str| {
        let document = web_sys::window().and_then(|window| window.document());
        let meta = document.and_then(|it| it.query_selector(&format!("meta[name={name}]")).ok().flatten());
        meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
    };
    let options = balefire::Options { release: Some(said("release").into()), ..Default::default() };
    std::mem::forget(balefire::init((said("dsn"), options)));
    #[cfg(feature = "leptos")]
    leptos::mount::mount_to_body(in_leptos::App);
    #[cfg(feature = "yew")]
    yew::Renderer::<in_yew::App>::new().render();
}
