//! A function's name as the grouping knows it, in the spelling of its language.

use super::language::Language;
use super::token::{is_digits, is_hex};

/// What engines, runtimes and toolchains call a function without a name.
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
/// What makes classes of the JVM while it runs; behind it stands a number or a name of this process.
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
/// What Swift puts before the name of a function that it made of another.
const APPLE_PREFIXES: [&str; 5] = ["specialized ", "partial apply for ", "@objc ", "merged ", "@nonobjc "];
/// What Ruby puts before the name of the method around a block.
const RUBY_PREFIXES: [&str; 3] = ["block in ", "rescue in ", "ensure in "];

/// Appends the function's name; `false`, and nothing, where there is none.
pub(super) fn plain_function(language: Language, function: &str, out: &mut String) -> bool {
    let name = function.trim();
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

/// `pay` of `Cart.pay`, `async pay`, `new pay`, `Object.pay [as buy]`, `async*pay`, `shop/pay`: Chromium names the
/// receiver, Firefox the functions around it, Safari neither. `shop/<` is a function without a name.
pub(super) fn of_javascript(function: &str) -> Option<&str> {
    let name = function.rsplit_once('*').map_or(function, |(_, name)| name);
    let (name, alias) = match name.split_once(" [as ") {
        Some((name, alias)) => (name, alias.strip_suffix(']')),
        None => (name, None),
    };
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    // `Promise.all (index 0)`
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
    let name = ["async ", "new ", "get ", "set ", "static "]
        .iter()
        .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let is_named = |name: &&str| !UNNAMED.contains(name) && !name.ends_with('<');
    Some(name).filter(is_named).or_else(|| alias.filter(is_named))
}

/// wasm-bindgen's names end in a hash of the build, or in a number: `__wbg_fetch_8119fbf8d0e4f4d1`,
/// `__wbg_adapter_28`.
fn glue(name: &str, out: &mut String) {
    let is_glue = ["__wbg", "__wbindgen", "wasm_bindgen__"].iter().any(|start| name.starts_with(start));
    let cut = name.trim_end_matches(|it: char| it.is_ascii_hexdigit());
    let tail = &name[cut.len()..];
    if is_glue && (is_digits(tail) || tail.len() == 16) {
        out.push_str(cut.strip_suffix('h').filter(|_| tail.len() == 16).unwrap_or(cut));
        out.push('*');
    } else {
        out.push_str(name);
    }
}

/// Without what a build puts at the end: `::h0123456789abcdef`, `.llvm.42`, ` [clone .cold]`, `@@GLIBC_2.34`; without
/// the hash of a crate, `shop[0123456789abcdef]::pay`, and the numbers of closures.
fn native(name: &str, out: &mut String) {
    let mut name = name.split_once(".wasm.").map_or(name, |(_, name)| name);
    for end in [" [clone ", ".llvm.", ".cold", ".part.", ".isra.", ".constprop.", "@@"] {
        name = name.split_once(end).map_or(name, |(name, _)| name);
    }
    if let Some((path, hash)) = name.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        name = path;
    }
    while let Some((before, after)) = name.split_once(['[', '#']) {
        let sign = name.as_bytes().get(before.len()).copied();
        out.push_str(before);
        let length = after.find([']', '}']).unwrap_or(0);
        let inner = &after[..length];
        let is_noise = match sign {
            Some(b'[') => is_hex(inner, 8) || is_digits(inner) && inner.len() >= 8,
            _ => is_digits(inner) && before.ends_with("{closure"),
        };
        if !is_noise {
            out.push(if sign == Some(b'[') { '[' } else { '#' });
            name = after;
        } else {
            // The bracket of a hash goes with it; the brace of a closure stays.
            name = if sign == Some(b'[') { &after[length + 1..] } else { &after[length..] };
        }
    }
    out.push_str(name);
}

/// A closure's number is that of its place in its function, and stays; what the compiler wraps around does not.
fn go(name: &str, out: &mut String) {
    let mut name = name.strip_suffix("-fm").unwrap_or(name);
    for end in ["·dwrap·", ".gowrap", ".deferwrap"] {
        name = name.split_once(end).map_or(name, |(name, _)| name);
    }
    match name.split_once("[go.shape") {
        Some((before, after)) => {
            out.push_str(before);
            out.push_str("[...]");
            out.push_str(after.rsplit_once(']').map_or("", |(_, after)| after));
        }
        None => out.push_str(name),
    }
}

/// A class or a method of the JVM, without the numbers of what was made while it ran, and of lambdas and inner classes,
/// which are counted through a whole class.
pub(super) fn jvm(name: &str, out: &mut String) {
    if let Some((class, made)) = name.split_once("$$") {
        let word = made.find(|it: char| !it.is_ascii_alphabetic() && it != '_').unwrap_or(made.len());
        return out.extend([class, "$$", &made[..word], "*"]);
    }
    for generator in GENERATORS {
        if let Some((class, _)) = name.split_once(generator) {
            return out.extend([class, generator, "*"]);
        }
    }
    let mut rest = name;
    while let Some(at) = rest.find(|it: char| it.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let length = from.bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(before);
        if before.ends_with('$') || before.ends_with("__") || length >= 4 {
            out.push('*');
        } else {
            out.push_str(&from[..length]);
        }
        rest = &from[length..];
    }
    out.push_str(rest);
}

/// Whole, as the last dot may stand among the parameters; what the compiler makes (`<Run>b__0`, `<Load>d__12`,
/// `<>c__DisplayClass5_0`, `lambda_method12`) is counted through a class.
pub(super) fn dotnet(name: &str, out: &mut String) {
    let is_made = ["<>", ">b__", ">d__", ">g__", "lambda_method", "DisplayClass"];
    if is_made.iter().any(|part| name.contains(part)) {
        without_numbers(name, out);
    } else {
        out.push_str(name);
    }
}

/// PHP 8.4 names a closure by the line it begins on, `{closure:Cart::pay():12}`; a class without a name by its file.
fn php(name: &str, out: &mut String) {
    if let Some((class, _)) = name.split_once("@anonymous") {
        let method = name.rsplit_once("::").map_or("", |(_, method)| method);
        return out.extend([class, "@anonymous::", method]);
    }
    match name.split_once("{closure:") {
        Some((before, inner)) => {
            let inner = inner.trim_end_matches(['}', ':']).trim_end_matches(|it: char| it.is_ascii_digit());
            out.extend([before, "{closure:", inner.trim_end_matches(':'), "}"]);
        }
        None => match name.split_once("__TwigTemplate_") {
            Some((before, after)) => {
                let method = after.split_once("::").map_or("", |(_, method)| method);
                out.extend([before, "__TwigTemplate_*::", method]);
            }
            None => out.push_str(name),
        },
    }
}

/// `Cart.load()` of `specialized Cart.load()` and `(2) suspend resume partial function for Cart.load()`;
/// `-[Cart pay]` of `__12-[Cart pay]_block_invoke_2`.
fn apple(name: &str, out: &mut String) {
    let mut name = name.split_once("partial function for ").map_or(name, |(_, name)| name);
    while let Some(inner) = APPLE_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        name = inner;
    }
    if let Some((method, _)) = name.split_once("_block_invoke") {
        let start = method.find(['-', '+']).filter(|at| method[*at..].get(1..2) == Some("[")).unwrap_or(0);
        return out.extend([&method[start..], " block"]);
    }
    out.push_str(name);
}

/// `pay` of `block (2 levels) in pay`; compiled templates, `_app_views_cart_html_erb___12_34`, without their numbers.
fn ruby(name: &str, out: &mut String) {
    let mut name = name;
    loop {
        let inner = RUBY_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).or_else(|| {
            let (levels, inner) = name.split_once(" levels) in ")?;
            levels.starts_with("block (").then_some(inner)
        });
        match inner {
            Some(inner) => name = inner,
            None => break,
        }
    }
    match name.split_once("___").filter(|_| name.starts_with("_app_")) {
        Some((template, _)) => out.extend([template, "___*"]),
        None => out.push_str(name),
    }
}

/// Each run of digits as `*`.
fn without_numbers(name: &str, out: &mut String) {
    let mut in_number = false;
    for char in name.chars() {
        let is_digit = char.is_ascii_digit();
        match (is_digit, in_number) {
            (true, false) => out.push('*'),
            (true, true) => {}
            (false, _) => out.push(char),
        }
        in_number = is_digit;
    }
}
