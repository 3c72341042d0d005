//! The grouping key of a frame: the parts that identify its place in the code, in each build and browser.

use std::borrow::Cow;

use super::file::plain_file;
use super::function::{dotnet, jvm, plain_function};
use super::language::{Language, language};
use super::parts::Parts;
use crate::scan::{contains, is_same, run_back};

/// Longest name that a minifier usually gives, in letters.
const MINIFIED: usize = 2;
/// Column beyond which only minified code reaches.
const LONG_LINE: u64 = 200;
/// Python's comprehensions have no frame of their own since 3.12: <https://peps.python.org/pep-0709/>
const INLINED: [&str; 3] = ["<listcomp>", "<dictcomp>", "<setcomp>"];

/// The contribution of a frame to the group.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The frame has a stable place.
    Place(String),
    /// The frame is ignored: an unnamed function, or one with a minifier's name, in a bundle.
    Nothing,
    /// The frame is merged with its caller, because newer versions of the language inline it there.
    PartOfCaller,
}

/// Computes the places of one event's frames. Adjacent frames are often in one file, so the last file name is cached.
#[derive(Default)]
pub(super) struct Places<'a> {
    file: &'a str,
    plain: String,
    is_bundle: bool,
}

impl<'a> Places<'a> {
    /// The contribution of one frame.
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
                // Names of classes and methods from ProGuard and R8.
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

    /// The name of a frame's file, without build-specific parts.
    pub(super) fn file(&mut self, language: Language, frame: &Parts<'a>) -> &str {
        let file = frame.file();
        if !is_same(file, self.file) || self.plain.is_empty() {
            self.file = file;
            self.plain.clear();
            self.is_bundle = plain_file(&without_builder(language, file), &mut self.plain);
        }
        &self.plain
    }

    /// Whether the line is useless because it is in a bundle: the first line, a very long line, or a file with a
    /// bundler's name.
    fn is_bundle_line(&self, frame: &Parts<'_>) -> bool {
        frame.lineno <= 1 || frame.colno > LONG_LINE || self.is_bundle || contains(&self.plain, ".min.")
    }
}

/// Whether the module identifies the code better than the file, and is the same on each machine.
fn is_known_by_module(language: Language) -> bool {
    matches!(language, Language::Go | Language::Jvm | Language::DotNet)
}

/// Whether the function name is a Rust path. It identifies the function alone; engines name the file of a wasm module
/// differently.
fn is_path_of_rust(language: Language, function: &str) -> bool {
    language == Language::Native && contains(function, "::")
}

/// Removes the folders of the build machine from an absolute path, in compiled languages.
fn without_builder(language: Language, file: &str) -> Cow<'_, str> {
    let is_absolute = || file.starts_with('/') || file.get(1..3).is_some_and(|it| matches!(it, ":\\" | ":/"));
    match language {
        Language::DotNet | Language::Apple | Language::Native if is_absolute() => {
            Cow::Borrowed(&file[last_part(file, |byte| matches!(byte, b'/' | b'\\'))..])
        }
        _ => Cow::Borrowed(file),
    }
}

/// The position of the last part of a text.
fn last_part(text: &str, is_separator: impl Fn(u8) -> bool) -> usize {
    run_back(text.as_bytes(), text.len(), 0, |byte| !is_separator(byte))
}

/// Whether a minifier may have given this name: one or two letters, or three mixed letters, digits or signs.
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

/// Whether a JVM class has an obfuscated name: `a.b.c`.
fn is_minified_class(module: &str) -> bool {
    !module.is_empty() && is_minified(&module[last_part(module, |byte| byte == b'.')..])
}
