//! What a frame counts as: the place that its event shares with others of its issue.

use std::borrow::Cow;

use super::file::plain_file;
use super::function::{dotnet, jvm, plain_function};
use super::language::{Language, language};
use super::parts::Parts;
use crate::scan::{contains, is_same, run_back};

/// Longest name that a minifier gives as a rule, in letters.
const MINIFIED: usize = 2;
/// Column behind which only a minifier writes.
const LONG_LINE: u64 = 200;
/// Python's comprehensions have no frame of their own since 3.12: <https://peps.python.org/pep-0709/>
const INLINED: [&str; 3] = ["<listcomp>", "<dictcomp>", "<setcomp>"];

/// What a frame tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A place.
    Place(String),
    /// Nothing: an unnamed function, or one with a minifier's name, in a bundle.
    Nothing,
    /// The same as its caller, of which newer versions of the language make it a part.
    PartOfCaller,
}

/// The places of one event's frames. Frames of one file follow one another: its name is made once.
#[derive(Default)]
pub(super) struct Places<'a> {
    file: &'a str,
    plain: String,
    is_bundle: bool,
}

impl<'a> Places<'a> {
    /// What a frame counts as.
    pub(super) fn of(&mut self, platform: &str, frame: &Parts<'a>) -> Told {
        let language = language(platform, frame);
        let function = frame.function;
        if language == Language::Python && INLINED.contains(&function) {
            return Told::PartOfCaller;
        }
        let mut place = String::with_capacity(64);
        if is_known_by_module(language) && !frame.module.is_empty() {
            match language {
                Language::Jvm => jvm(frame.module, &mut place),
                Language::DotNet => dotnet(frame.module, &mut place),
                _ => place.push_str(frame.module),
            }
            place.push(' ');
        } else if !is_path_of_rust(language, function) {
            place.push_str(self.file(language, frame));
            place.push(' ');
        }
        let file_length = place.len();
        if plain_function(language, function, &mut place) {
            let name = place.get(file_length..).unwrap_or_default();
            let is_minified = match language {
                Language::JavaScript => is_minified(name) && self.is_bundle_line(frame),
                // As ProGuard and R8 name classes and methods.
                Language::Jvm => is_minified(name) && is_minified_class(frame.module),
                _ => false,
            };
            return if is_minified { Told::Nothing } else { Told::Place(place) };
        }
        if frame.lineno == 0 || language == Language::JavaScript && self.is_bundle_line(frame) {
            return Told::Nothing;
        }
        place.push_str(&frame.lineno.to_string());
        Told::Place(place)
    }

    /// The plain name of a frame's file.
    pub(super) fn file(&mut self, language: Language, frame: &Parts<'a>) -> &str {
        let file = frame.file();
        if !is_same(file, self.file) || self.plain.is_empty() {
            self.file = file;
            self.plain.clear();
            self.is_bundle = plain_file(&without_builder(language, file), &mut self.plain);
        }
        &self.plain
    }

    /// Whether a line is one of a bundle, which names no place: the first, a very long one, or one of a file that a
    /// bundler named.
    fn is_bundle_line(&self, frame: &Parts<'_>) -> bool {
        frame.lineno <= 1 || frame.colno > LONG_LINE || self.is_bundle || contains(&self.plain, ".min.")
    }
}

/// Whether a module says more than a file, and is the same on each machine.
fn is_known_by_module(language: Language) -> bool {
    matches!(language, Language::Go | Language::Jvm | Language::DotNet)
}

/// A path of Rust says where a function is by itself, and engines disagree about the file of a module of wasm.
fn is_path_of_rust(language: Language, function: &str) -> bool {
    language == Language::Native && contains(function, "::")
}

/// A file of a compiler has the folders of whoever built it.
fn without_builder(language: Language, file: &str) -> Cow<'_, str> {
    let is_absolute = || file.starts_with('/') || file.get(1..3).is_some_and(|it| matches!(it, ":\\" | ":/"));
    match language {
        Language::DotNet | Language::Apple | Language::Native if is_absolute() => {
            Cow::Borrowed(&file[last_part(file, |byte| matches!(byte, b'/' | b'\\'))..])
        }
        _ => Cow::Borrowed(file),
    }
}

/// Where the last part of a text begins.
fn last_part(text: &str, is_separator: impl Fn(u8) -> bool) -> usize {
    run_back(text.as_bytes(), text.len(), 0, |byte| !is_separator(byte))
}

/// Whether a minifier may have given this name: one or two letters, or three in a mix.
fn is_minified(name: &str) -> bool {
    let is_mixed = || {
        let bytes = name.as_bytes();
        name.len() == MINIFIED + 1
            && (bytes.iter().any(|byte| matches!(byte, b'0'..=b'9' | b'$' | b'_'))
                || bytes.iter().skip(1).any(u8::is_ascii_uppercase)
                    && bytes.iter().any(u8::is_ascii_lowercase))
    };
    name.len() <= MINIFIED + 1 && name.is_ascii() && (name.len() <= MINIFIED || is_mixed())
}

/// Whether a class of the JVM has a name of an obfuscator: `a.b.c`.
fn is_minified_class(module: &str) -> bool {
    !module.is_empty() && is_minified(&module[last_part(module, |byte| byte == b'.')..])
}
