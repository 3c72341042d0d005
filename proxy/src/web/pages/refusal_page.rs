//! The page that a browser gets in the place of JSON, where a reader may not see a page or there is none.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::bare_page;
use super::language::{Language, fill_markup, t};
use super::page::HEADERS;
use crate::web::base_path::base_path;
use crate::web::viewer::Refusal;

/// Whether a browser asks for something to show: programs that want JSON do not ask for HTML by name.
pub(in crate::web) fn is_for_browser(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// A refusal with a page as its body. What else it has, such as the question for a login, stays.
pub(super) fn with_page(refused: Response, public_url: &str) -> Response {
    let Some(refusal) = refused.extensions().get::<Refusal>() else { return refused };
    let page = match refusal {
        Refusal::Token => page(
            t("Not allowed"),
            &html! {
                p { (t("These pages need a valid token.")) }
                p { (fill_markup("Reload the page and enter the token as the password, with any user name. {command} makes a token.", &[("command", html! { code { "balefire-proxy token" } })])) }
            },
            public_url,
        ),
        Refusal::Scope(scope) => page(
            t("Not allowed"),
            &html! {
                p { (fill_markup("The token lacks the scope {scope}.", &[("scope", html! { code { (scope) } })])) }
                (back())
            },
            public_url,
        ),
        Refusal::CrossOrigin => page(
            t("Nothing was changed"),
            &html! {
                p { (t("Changes are accepted from this server's own pages only.")) }
                (back())
            },
            public_url,
        ),
        Refusal::Host => page(
            t("Unknown name of this server"),
            &html! {
                p { (t("These pages need no token, so they are shown only under the names of this machine (localhost, 127.0.0.1, [::1]), the name in public_url and the names in pages.hosts.")) }
                p { (t("To see them under this name, add it to pages.hosts in balefire.toml, or set pages.token_required = true.")) }
            },
            public_url,
        ),
    };
    let status = refused.status();
    let (mut parts, _) = refused.into_parts();
    let mut answer = (status, HEADERS, page).into_response();
    if let Some(challenge) = parts.headers.remove(header::WWW_AUTHENTICATE) {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// The answer to a path that is no page.
pub(in crate::web) fn not_found(headers: &HeaderMap, status: StatusCode, public_url: &str) -> Response {
    let language = Language::of(headers);
    let page = language.run(|| {
        let content = html! {
            p { (t("There is no such page, or retention has deleted what it showed.")) }
            (back())
        };
        page(t("Not found"), &content, public_url)
    });
    (status, HEADERS, [(header::CONTENT_LANGUAGE, language.tag())], page).into_response()
}

fn back() -> Markup {
    html! { p { a href="/" { (t("Back to the issues")) } } }
}

fn page(title: &str, content: &Markup, public_url: &str) -> Markup {
    bare_page::render(title, content, base_path(public_url))
}
