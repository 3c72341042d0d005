//! What error boundaries of Rust's frameworks report.

use std::error::Error;

use crate::{Map, Value, capture_error, with_scope};

/// Reports an error of a component. The context has the name of the framework.
pub(crate) fn report(framework: &str, component: &str, error: &dyn Error) {
    let mut context = Map::<String, Value>::new();
    context.insert_text("component", component);
    with_scope(|scope| scope.set_context(framework, context), || capture_error(error));
}

/// The component in whose code a closure stands, by the name of the closure's type. The macro of Leptos puts the body of `UserCart`
/// into a function of its own: `shop::cart::__component_user_cart::{{closure}}`.
#[cfg(feature = "leptos")]
pub(crate) fn component_of(closure: &str) -> String {
    let function = closure.split("::{{closure}}").next().unwrap_or(closure);
    let name = function.rsplit("::").next().unwrap_or(function);
    let Some(words) = name.strip_prefix("__component_") else { return name.to_owned() };
    let mut component = String::new();
    for word in words.split('_') {
        let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
        component.push_str(&first.to_ascii_uppercase());
        component.push_str(rest);
    }
    component
}

#[cfg(all(test, feature = "leptos"))]
mod tests {
    use super::*;

    #[test]
    fn components_by_their_closures() {
        for (closure, component) in [
            ("shop::cart::__component_cart::{{closure}}", "Cart"),
            ("shop::cart::__component_user_cart::{{closure}}::{{closure}}", "UserCart"),
            ("shop::__component_größe::{{closure}}", "Größe"),
            ("shop::__component_ö_x::{{closure}}", "öX"),
            ("shop::fallback", "fallback"),
            ("", ""),
        ] {
            assert_eq!(component_of(closure), component, "{closure}");
        }
    }
}
