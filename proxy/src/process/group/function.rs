//! A function's name as the grouping uses it, parsed by the rules of its language.

use super::language::Language;
use super::native::native;
use super::token::{is_digit, is_digits};
use crate::scan::{chars, contains, find, rsplit_once, run, split_once, trim, trim_end, visit};

/// Names that engines, runtimes and toolchains give to an anonymous function.
const UNNAMED: [&str; 16] = [
    "",
    "?",
    "<anonymous>",
    "anonymous",
    "(anonymous)",
    "<computed>",
    "<unknown>",
    "<redacted>",
    "<lambda>",
    "global code",
    "module code",
    "eval code",
    "eval",
    "<eval>",
    "<fn>",
    "unknown",
];
/// Markers of JVM classes that are generated at run time. A number or a name specific to the process follows them.
const GENERATORS: [&str; 12] = [
    "$HibernateProxy$",
    "$MockitoMock$",
    "$ByteBuddy$",
    "$auxiliary$",
    "$Proxy",
    "$Lambda",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
    "GeneratedSerializationConstructorAccessor",
    "LambdaForm$",
    "_jvst",
    "__proxy",
];
/// Prefixes that Swift puts before the name of a function derived from another.
const APPLE_PREFIXES: [&str; 5] = ["specialized ", "partial apply for ", "@objc ", "merged ", "@nonobjc "];
/// Prefixes that Ruby puts before the name of the method that contains a block.
const RUBY_PREFIXES: [&str; 3] = ["block in ", "rescue in ", "ensure in "];

/// Appends the function's name and returns `true`. For an anonymous function it appends nothing and returns `false`.
pub(super) fn plain_function(language: Language, function: &str, out: &mut String) -> bool {
    let name = trim(function);
    match language {
        Language::JavaScript => {
            let Some(name) = of_javascript(name) else { return false };
            glue(name, out);
        }
        _ if UNNAMED.contains(&name) => return false,
        Language::Native => native(name, out),
        Language::Go => go(name, out),
        Language::Jvm => jvm(name, out),
        Language::DotNet => dotnet(name, out),
        Language::Php => php(name, out),
        Language::Apple => apple(name, out),
        Language::Ruby => ruby(name, out),
        Language::Python | Language::Other => out.push_str(name),
    }
    true
}

/// `pay` of `Cart.pay`, `async pay`, `new pay`, `Object.pay [as buy]`, `async*pay`, `shop/pay`: Chromium adds the
/// receiver, Firefox adds the enclosing functions, Safari adds neither. `shop/<` is an anonymous function.
pub(super) fn of_javascript(function: &str) -> Option<&str> {
    let name = rsplit_once(function, '*').map_or(function, |(_, name)| name);
    let (name, alias) = match split_once(name, " [as ") {
        Some((name, alias)) => (name, alias.strip_suffix(']')),
        None => (name, None),
    };
    let name = rsplit_once(name, '/').map_or(name, |(_, name)| name);
    // `Promise.all (index 0)`
    let name = split_once(name, " (").map_or(name, |(name, _)| name);
    let name = rsplit_once(name, '.').map_or(name, |(_, name)| name);
    let name = ["async ", "new ", "get ", "set ", "static "]
        .iter()
        .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let is_named = |name: &&str| !UNNAMED.contains(name) && !name.ends_with('<');
    Some(name).filter(is_named).or_else(|| alias.filter(is_named))
}

/// Names of wasm-bindgen, without the build hash or the number at their end: `__wbg_fetch_8119fbf8d0e4f4d1`,
/// `__wbg_adapter_28`.
fn glue(name: &str, out: &mut String) {
    let is_glue = ["__wbg", "__wbindgen", "wasm_bindgen__"].iter().any(|start| name.starts_with(start));
    let cut = trim_end(name, |byte| byte.is_ascii_hexdigit());
    let tail = &name[cut.len()..];
    if is_glue && (is_digits(tail) || tail.len() == 16) {
        out.push_str(cut.strip_suffix('h').filter(|_| tail.len() == 16).unwrap_or(cut));
        out.push('*');
    } else {
        out.push_str(name);
    }
}

/// A Rust function. The number of a closure stays, because it counts within the function; wrappers of the compiler are
/// removed.
fn go(name: &str, out: &mut String) {
    let mut name = name.strip_suffix("-fm").unwrap_or(name);
    for end in ["·dwrap·", ".gowrap", ".deferwrap"] {
        name = split_once(name, end).map_or(name, |(name, _)| name);
    }
    match split_once(name, "[go.shape") {
        Some((before, after)) => {
            out.push_str(before);
            out.push_str("[...]");
            out.push_str(rsplit_once(after, ']').map_or("", |(_, after)| after));
        }
        None => out.push_str(name),
    }
}

/// A class or a method of the JVM, without the numbers of generated classes, of lambdas and of inner classes. These
/// numbers count through a whole class.
pub(super) fn jvm(name: &str, out: &mut String) {
    if let Some((class, made)) = split_once(name, "$$") {
        let word = run(made.as_bytes(), 0, |byte| byte.is_ascii_alphabetic() || byte == b'_');
        return out.extend([class, "$$", &made[..word], "*"]);
    }
    for generator in GENERATORS {
        if let Some((class, _)) = split_once(name, generator) {
            return out.extend([class, generator, "*"]);
        }
    }
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let number = run(bytes, at, |byte| !is_digit(byte));
        let end = run(bytes, number, is_digit);
        let before = &name[at..number];
        out.push_str(before);
        if end > number && (before.ends_with('$') || before.ends_with("__") || end - number >= 4) {
            out.push('*');
        } else {
            out.push_str(&name[number..end]);
        }
        at = end;
    }
}

/// A .NET function, kept whole because its last dot may be within the parameters. Numbers of compiler-generated names
/// (`<Run>b__0`, `<Load>d__12`, `<>c__DisplayClass5_0`, `lambda_method12`) count through a class and are replaced.
pub(super) fn dotnet(name: &str, out: &mut String) {
    let is_made = ["<>", ">b__", ">d__", ">g__", "lambda_method", "DisplayClass"];
    if is_made.iter().any(|part| contains(name, *part)) {
        without_numbers(name, out);
    } else {
        out.push_str(name);
    }
}

/// PHP 8.4 names a closure by its first line, `{closure:Cart::pay():12}`, and an anonymous class by its file.
fn php(name: &str, out: &mut String) {
    if let Some((class, _)) = split_once(name, "@anonymous") {
        let method = rsplit_once(name, "::").map_or("", |(_, method)| method);
        return out.extend([class, "@anonymous::", method]);
    }
    match split_once(name, "{closure:") {
        Some((before, inner)) => {
            let inner = trim_end(inner, |byte| matches!(byte, b'}' | b':'));
            let inner = trim_end(trim_end(inner, is_digit), |byte| byte == b':');
            out.extend([before, "{closure:", inner, "}"]);
        }
        None => match split_once(name, "__TwigTemplate_") {
            Some((before, after)) => {
                let method = split_once(after, "::").map_or("", |(_, method)| method);
                out.extend([before, "__TwigTemplate_*::", method]);
            }
            None => out.push_str(name),
        },
    }
}

/// `Cart.load()` of `specialized Cart.load()` and `(2) suspend resume partial function for Cart.load()`; `-[Cart pay]`
/// of `__12-[Cart pay]_block_invoke_2`.
fn apple(name: &str, out: &mut String) {
    let mut name = split_once(name, "partial function for ").map_or(name, |(_, name)| name);
    while let Some(inner) = without_any(&APPLE_PREFIXES, name) {
        name = inner;
    }
    if let Some((method, _)) = split_once(name, "_block_invoke") {
        let sign = run(method.as_bytes(), 0, |byte| !matches!(byte, b'-' | b'+'));
        let start = if method.as_bytes().get(sign + 1) == Some(&b'[') { sign } else { 0 };
        return out.extend([&method[start..], " block"]);
    }
    out.push_str(name);
}

/// `pay` of `block (2 levels) in pay`. Compiled templates, `_app_views_cart_html_erb___12_34`, lose their numbers.
fn ruby(name: &str, out: &mut String) {
    let mut name = name;
    loop {
        let inner = without_any(&RUBY_PREFIXES, name).or_else(|| {
            let levels = find(name.strip_prefix("block (")?, 0, " levels) in ")?;
            name.get("block (".len() + levels + " levels) in ".len()..)
        });
        match inner {
            Some(inner) => name = inner,
            None => break,
        }
    }
    match split_once(name, "___").filter(|_| name.starts_with("_app_")) {
        Some((template, _)) => out.extend([template, "___*"]),
        None => out.push_str(name),
    }
}

/// The name without the first of these prefixes that matches.
fn without_any<'a>(prefixes: &[&str], name: &'a str) -> Option<&'a str> {
    let (prefix, rest) = prefixes.iter().find_map(|prefix| Some((prefix, name.strip_prefix(prefix)?)))?;
    visit(prefix.len());
    Some(rest)
}

/// Replaces each run of digits by `*`.
fn without_numbers(name: &str, out: &mut String) {
    let mut in_number = false;
    for char in chars(name) {
        let is_digit = char.is_ascii_digit();
        match (is_digit, in_number) {
            (true, false) => out.push('*'),
            (true, true) => {}
            (false, _) => out.push(char),
        }
        in_number = is_digit;
    }
}
