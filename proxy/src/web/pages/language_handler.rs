//! `GET /language/`: chooses the language of the pages, and leads back to the page that asked.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::current_address;
use super::language::{COOKIE, Language};
use super::page::{HEADERS, Page};
use crate::web::base_path::base_path;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// How long a browser keeps the choice, in seconds: a year.
const MAX_AGE: u32 = 365 * 86_400;

#[derive(Debug, Default, Deserialize)]
pub(super) struct ChoiceQuery {
    to: Option<String>,
    back: Option<String>,
}

pub(super) async fn choose(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ChoiceQuery>, ReadError>,
) -> Response {
    let QueryString(query) = match query {
        Ok(query) => query,
        Err(error) => return Page::error(&reading, error).into_response(),
    };
    let Some(language) = query.to.as_deref().and_then(Language::from_tag) else {
        return Page::error(&reading, ReadError::BadQuery).into_response();
    };
    let base = base_path(&reading.public_url);
    let back = query.back.as_deref().and_then(current_address::checked).unwrap_or("/");
    let redirect = Redirect::to(&format!("{base}{back}"));
    match HeaderValue::from_str(&cookie(language, base)) {
        Ok(cookie) => (HEADERS, [(header::SET_COOKIE, cookie)], redirect).into_response(),
        // A path that no header can hold is not kept by a cookie either.
        Err(_) => (HEADERS, redirect).into_response(),
    }
}

/// The cookie is no secret: without `Secure` it works on a server without TLS, too.
fn cookie(language: Language, base: &str) -> String {
    format!("{COOKIE}={}; Path={base}/; Max-Age={MAX_AGE}; SameSite=Lax; HttpOnly", language.tag())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_the_pages_alone() {
        assert_eq!(
            cookie(Language::Chinese, "/errors"),
            "balefire-language=zh-CN; Path=/errors/; Max-Age=31536000; SameSite=Lax; HttpOnly"
        );
        assert!(cookie(Language::English, "").starts_with("balefire-language=en; Path=/;"));
    }
}
