//! What stands in the place of a form that the viewer may not send.

use maud::{Markup, html};

use super::super::language::fill_markup;
use crate::model::token_scope::TokenScope;

/// Says which scope the viewer's token lacks.
pub(in crate::web::pages) fn needs(scope: TokenScope) -> Markup {
    let scope = html! { span translate="no" { (scope.as_str()) } };
    html! {
        p.quiet { (fill_markup("To change this, the token needs the scope {scope}.", &[("scope", scope)])) }
    }
}
