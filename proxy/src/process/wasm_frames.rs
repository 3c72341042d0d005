//! Marks wasm frames that are not in-app: frameworks, the standard library, and the glue code between wasm and the
//! page.
//!
//! The SDK in the page marks frames too, but an older SDK or another vendor's SDK knows fewer libraries.

use serde_json::{Value, json};

use super::event_fields::ORIGINAL_IN_APP;
use super::event_fields::{Fields, is_in_app, text};
use super::frame_name::plain_function;
use super::library_crates::is_library_crate;
use crate::scan::{contains, run, run_back, split_once, visit};

/// Functions that the linker adds.
const LINKED: [&str; 11] = [
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "malloc",
    "calloc",
    "realloc",
    "free",
    "_start",
    "__wasm_call_ctors",
    "rust_begin_unwind",
];
/// Prefixes of function names that compilers and wasm-bindgen generate.
const MADE: [&str; 6] = ["__rust", "rust_", "__wbg", "__wbindgen", "__externref", "wasm_bindgen__"];
/// Other functions of wasm-bindgen's JavaScript.
const GLUE: [&str; 9] = [
    "real",
    "makeMutClosure",
    "makeClosure",
    "handleError",
    "logError",
    "getObject",
    "takeObject",
    "dropObject",
    "addHeapObject",
];

/// Whether a frame is a wasm frame.
pub(super) fn is_wasm(frame: &Fields) -> bool {
    frame.contains_key("instruction_addr") || frame.contains_key("raw_function")
}

/// Marks library and tool frames of a stack with wasm as not in-app.
pub(super) fn mark(frames: &mut [Value]) {
    mark_those(frames, is_foreign);
}

/// Marks wasm frames without a function name and without a source as not in-app. Safari omits the names of the app and
/// of the standard library alike.
pub(super) fn mark_unnamed(frames: &mut [Value]) {
    mark_those(frames, is_unnamed);
}

/// Whether a wasm frame has neither a function name nor a source.
fn is_unnamed(frame: &Fields) -> bool {
    let function = text(frame, "function").unwrap_or("?");
    is_wasm(frame) && !has_source(frame) && (function == "?" || function.starts_with("wasm-function["))
}

fn has_source(frame: &Fields) -> bool {
    text(frame, "filename").is_some_and(|file| file.ends_with(".rs"))
}

/// Marks the wasm frames of one cargo package. The file of a panic shows that the package is a dependency, even if the
/// list lacks it.
pub(super) fn mark_package(frames: &mut [Value], package: &str) {
    let is_of_it = |name: &str| {
        name.len() == package.len()
            && name.bytes().zip(package.bytes()).all(|(a, b)| a == b || a == b'_' && b == b'-')
    };
    mark_those(frames, |frame| {
        let function = text(frame, "function").map(plain_function);
        is_wasm(frame) && !has_source(frame) && function.and_then(crate_of).is_some_and(is_of_it)
    });
}

fn mark_those(frames: &mut [Value], are: impl Fn(&Fields) -> bool) {
    for frame in frames.iter_mut().filter_map(Value::as_object_mut).filter(|frame| is_in_app(frame)) {
        if are(frame) {
            frame.insert("in_app".into(), false.into());
            let data = frame.entry("data").or_insert_with(|| json!({}));
            if let Some(data) = data.as_object_mut() {
                data.insert(ORIGINAL_IN_APP.into(), 1.into());
            }
        }
    }
}

/// Whether the names of a frame, in a stack with wasm, show that it belongs to a library or to a tool.
pub(super) fn is_foreign(frame: &Fields) -> bool {
    let function = text(frame, "function").unwrap_or_default();
    if is_wasm(frame) { is_library(function) && !has_source(frame) } else { is_glue(function) }
}

/// Whether a wasm function with an unknown file belongs to a library or to a tool.
pub(super) fn is_library(function: &str) -> bool {
    let name = plain_function(function);
    // wasm-bindgen names its wrappers `.. externref shim` and `.. multivalue shim`.
    name.ends_with(" shim")
        || contains(name, "__wasm_bindgen_generated")
        || LINKED.contains(&name)
        || MADE.iter().any(|start| name.starts_with(start))
        || crate_of(name).is_some_and(is_library_crate)
}

/// The crate of a path: `shop` of `<&shop::Cart as core::fmt::Debug>::fmt`. A type without a crate gives the trait's
/// crate.
fn crate_of(name: &str) -> Option<&str> {
    let mut rest = name;
    while let Some(inner) = ["<", "&", "(", "[", "*", "dyn ", "mut ", "const ", "impl "]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))
    {
        visit(rest.len() - inner.len());
        rest = inner;
    }
    let word = |text: &str| run(text.as_bytes(), 0, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let length = word(rest);
    let (first, after) = rest.split_at(length);
    // v0 mangling: `core[6fbd9a0ab1c1cd2c]::panicking::panic`
    let after = after.strip_prefix('[').and_then(|it| split_once(it, ']')).map_or(after, |(_, after)| after);
    if after.starts_with("::") {
        return Some(first);
    }
    let (_, of_trait) = split_once(after, " as ")?;
    let length = word(of_trait);
    of_trait[length..].starts_with("::").then_some(&of_trait[..length])
}

/// Whether a JavaScript function is wasm-bindgen's. The receiver or the enclosing functions may precede its name.
fn is_glue(function: &str) -> bool {
    let bytes = function.as_bytes();
    let name = &function[run_back(bytes, bytes.len(), 0, |byte| !matches!(byte, b'.' | b'/' | b'*'))..];
    GLUE.contains(&name) || MADE.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_libraries() {
        for (function, expect) in [
            ("shop.wasm.shop::cart::total::h0123456789abcdef", false),
            ("shop::App::view", false),
            ("<shop::App as yew::functional::FunctionProvider>::run", false),
            ("<&shop::Cart as core::fmt::Debug>::fmt", false),
            ("leptos_start::main", false),
            ("balefire_deaths::price_of", false),
            ("wasm-function[7]", false),
            ("main", false),
            ("pay", false),
            ("yew::html::component::scope::Scope<COMP>::push", true),
            ("<F as leptos::children::ToChildren>::to_children", true),
            ("<(A,B) as tachys::view::Render>::build", true),
            ("reactive_graph::effect::Effect::new::{{closure}}", true),
            (
                "<dyn core::ops::function::FnMut() as wasm_bindgen::closure::WasmClosure>::describe::invoke",
                true,
            ),
            ("dlmalloc::dlmalloc::Dlmalloc<A>::malloc", true),
            ("core[6fbd9a0ab1c1cd2c]::panicking::panic", true),
            ("__rustc[5224e6b81cd82a8f]::rust_begin_unwind", true),
            ("closure 12 externref shim", true),
            ("memcpy", true),
            ("dioxus_core::scope::Scope::run", true),
            ("<T as subsecond::HotFunction<(A,),subsecond::Fn1Marker>>::call_it", true),
        ] {
            assert_eq!(is_library(function), expect, "{function}");
        }
    }

    #[test]
    fn functions_of_the_glue() {
        for (function, expect) in [
            ("real", true),
            ("imports.wbg.__wbg_fetch_8119fbf8d0e4f4d1", true),
            ("__wbg_get_imports/imports.wbg.__wbg_then_44b73946d2fb3e7d", true),
            ("__wbg_adapter_28", true),
            ("wasm_bindgen__convert__closures_____invoke__h6114102bb2b8b802", true),
            ("Cart.pay", false),
            ("realPrice", false),
            ("HTMLButtonElement.onclick", false),
        ] {
            assert_eq!(is_glue(function), expect, "{function}");
        }
    }

    #[test]
    fn frames_of_a_package() {
        let frame = |function: &str| json!({"function": function, "instruction_addr": "0x1", "in_app": true});
        let mut frames = [
            frame("rust_decimal::Decimal::div::h0123456789abcdef"),
            frame("<rust_decimal::Decimal as core::ops::Div>::div"),
            frame("rust_decimal_macros::f"),
            frame("shop::total"),
            frame("total"),
        ];
        mark_package(&mut frames, "rust-decimal");
        let own: Vec<_> = frames.iter().map(|it| it["in_app"] == true).collect();
        assert_eq!(own, [false, false, true, true, true]);
    }

    #[test]
    fn what_the_page_said_is_kept_beside() {
        let mut frames = [
            json!({"function": "yew::app_handle::run", "instruction_addr": "0x1", "in_app": true}),
            json!({"function": "yew::app_handle::run", "instruction_addr": "0x1", "in_app": true, "filename": "src/app.rs"}),
            json!({"function": "shop::pay", "instruction_addr": "0x2", "in_app": true}),
            json!({"function": "core::f", "instruction_addr": "0x3", "in_app": false, "data": 7}),
        ];
        let before = frames.clone();
        mark(&mut frames);
        assert_eq!((&frames[0]["in_app"], &frames[0]["data"]["orig_in_app"]), (&json!(false), &json!(1)));
        assert_eq!(frames[1..], before[1..]);
    }
}
