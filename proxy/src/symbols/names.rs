//! Demangles the names of functions.
//!
//! For some C++ names the time of demangling doubles with each few bytes (`_ZStIStIStI..`: a second at 64). So C++
//! names are demangled once, when an upload is converted, in a process that has a limit; events never wait for it.

use std::borrow::Cow;

use symbolic::common::{Language, Name, NameMangling};
use symbolic::demangle::{Demangle, DemangleOptions};
use symbolic::symcache::transform::{Function, Transformer};

/// Longest name that is demangled, in bytes; names from compilers are shorter.
const MANGLED: usize = 16 << 10;

/// Demangles the names in a module during conversion.
pub(super) struct Demangler;

impl Transformer for Demangler {
    fn transform_function<'f>(&'f mut self, mut function: Function<'f>) -> Function<'f> {
        function.name = demangled(function.name, Language::Unknown);
        function
    }
}

/// Demangles a Rust name; other names stay unchanged.
pub(super) fn rust(name: &str) -> Cow<'_, str> {
    demangled(Cow::Borrowed(name), Language::Rust)
}

fn demangled(name: Cow<'_, str>, language: Language) -> Cow<'_, str> {
    if name.len() > MANGLED {
        return name;
    }
    match Name::new(name.as_ref(), NameMangling::Mangled, language).demangle(DemangleOptions::name_only()) {
        Some(demangled) => Cow::Owned(demangled),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expect: &str) {
        assert_eq!(demangled(Cow::Borrowed(name), Language::Unknown), expect);
    }

    #[test]
    fn names_of_compilers() {
        check("price", "price");
        check("_ZN4shop4cart5total17h0123456789abcdefE", "shop::cart::total");
        check("_RNvNtCs1234_4shop4cart5total", "shop::cart::total");
        check("_ZN3foo3barEv", "foo::bar");
        check("shop::cart::total", "shop::cart::total");
    }

    #[test]
    fn names_of_other_languages_wait_for_nothing_in_an_event() {
        assert_eq!(rust("_RNvNtCs1234_4shop4cart5total"), "shop::cart::total");
        assert_eq!(rust("_ZN3foo3barEv"), "_ZN3foo3barEv");
        // Demangling this name would take far too long.
        let endless = format!("_Z{}", "StI".repeat(28));
        assert_eq!(rust(&endless), endless);
        let deep = format!("_R{}", "NvC".repeat(5000));
        assert_eq!(rust(&deep), deep);
    }
}
