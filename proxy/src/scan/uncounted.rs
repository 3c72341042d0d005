//! Checks that code that reads untrusted texts uses [`crate::scan`], because bytes read in another way are not counted.
//! Each other use of the standard library is listed here, with the limit that makes it harmless.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Functions that read a text or a list until they find something.
const READERS: [&str; 29] = [
    ".find(",
    ".rfind(",
    ".split(",
    ".split_once(",
    ".split_inclusive(",
    ".split_terminator(",
    ".split_whitespace(",
    ".split_ascii_whitespace(",
    ".splitn(",
    ".rsplit",
    ".contains(",
    ".trim",
    ".chars()",
    ".char_indices()",
    ".bytes()",
    ".lines()",
    ".replace",
    ".matches(",
    ".match_indices(",
    ".to_ascii_",
    ".to_lowercase()",
    ".to_uppercase()",
    ".position(",
    ".rposition(",
    ".rev()",
    ".windows(",
    ".parse",
    "Regex",
    ".insert_str(",
];

/// A file, the functions that it may use, each with a number of uses, and the reason.
type Allowed = (&'static str, &'static [(&'static str, usize)], &'static str);

/// The permitted uses of the standard library's functions.
const ALLOWED: [Allowed; 60] = [
    ("alerts/alert_issue.rs", &[(".char_indices()", 1)], "as many characters as are kept"),
    (
        "alerts/escape.rs",
        &[(".trim", 2), (".bytes()", 1)],
        "one pass over the text, and over the line that is made of it; the digits with which it begins",
    ),
    (
        "lenient_json/repair.rs",
        &[(".trim", 1), (".chars()", 1), (".contains(", 1), (".bytes()", 1), (".parse", 1)],
        "one pass over the body; one character; a range; four digits; a word that is counted",
    ),
    ("model/rfc3339.rs", &[(".contains(", 2), (".parse", 2)], "ranges; numbers: one pass"),
    ("process/event_bounds.rs", &[(".find(", 1)], "a list of constants"),
    ("process/cut_text.rs", &[(".find(", 1), (".rev()", 1)], "at most three bytes back to a character"),
    ("process/cut_text.rs", &[(".char_indices()", 1), (".chars()", 2)], "as many characters as are kept"),
    ("process/describe.rs", &[(".find(", 2), (".rev()", 2)], "lists of exceptions and frames"),
    ("process/frame_name.rs", &[(".replace", 1)], "one pass over one name"),
    ("process/frame_name.rs", &[(".char_indices()", 1)], "counted where a character is taken"),
    ("process/group/default_group.rs", &[(".find(", 1), (".rev()", 1)], "lists of frames and of their files"),
    ("process/group/file.rs", &[(".find(", 2)], "lists of constants"),
    ("process/group/file.rs", &[(".windows(", 1)], "eight bytes"),
    ("process/group/fingerprint.rs", &[(".rev()", 2)], "lists of exceptions"),
    (
        "process/group/operator_rules.rs",
        &[(".find(", 1), (".rev()", 3), (".matches(", 1)],
        "lists of exceptions and frames; a pattern, which reads through `scan`",
    ),
    ("process/group/placeholders.rs", &[(".chars()", 1)], "the last character"),
    ("process/group/date_time.rs", &[(".find(", 2), (".contains(", 1)], "lists of constants"),
    ("process/group/parts.rs", &[(".find(", 1)], "four members of a frame"),
    ("process/group/v1.rs", &[(".contains(", 1)], "16 exceptions, which `bounds` keeps at most"),
    ("process/group/v1.rs", &[(".find(", 1)], "a list of constants"),
    (
        "process/lenient/contexts.rs",
        &[(".split_whitespace(", 2), (".trim", 3), (".split(", 2), (".bytes()", 2), (".contains(", 2)],
        "the first eight words of a description, each read once by each question; constants",
    ),
    ("process/lenient/contexts.rs", &[(".position(", 1), (".parse", 1)], "eight words; one number"),
    ("process/lenient/exception.rs", &[(".contains(", 1), (".trim", 1)], "one pass over the value"),
    ("process/lenient/level.rs", &[(".trim", 1), (".parse", 1), (".find(", 1)], "one pass; constants"),
    ("process/lenient/scalar.rs", &[(".trim", 1)], "one pass over a name"),
    ("process/lenient/sdk.rs", &[(".rsplit", 1)], "one pass over the name of a client"),
    (
        "process/lenient/security_report.rs",
        &[(".find(", 1), (".replace", 1)],
        "constants; one pass over each name of a report",
    ),
    (
        "process/lenient/stacktrace.rs",
        &[(".trim", 1), (".parse", 2), (".contains(", 1)],
        "numbers: one pass; a range",
    ),
    (
        "process/lenient/tags.rs",
        &[(".trim", 1), (".contains(", 2), (".replace", 1)],
        "one pass over a name for each question",
    ),
    (
        "process/lenient/template.rs",
        &[(".find(", 1), (".parse", 1)],
        "constants; a number of 128 digits at most",
    ),
    ("process/lenient/template_info.rs", &[(".rev()", 1)], "a list of exceptions"),
    ("process/lenient/time.rs", &[(".trim", 1), (".parse", 1)], "a number: one pass"),
    ("process/normalize.rs", &[(".contains(", 2), (".bytes()", 1)], "a range; two passes over an address"),
    ("process/panic.rs", &[(".replace", 1), (".parse", 1)], "one pass over the file of a panic; a number"),
    ("process/panic.rs", &[(".rposition(", 1), (".rev()", 1), (".find(", 1)], "lists of frames"),
    ("process/panic_place.rs", &[(".find(", 1), (".rev()", 1), (".rposition(", 2)], "lists of frames"),
    ("process/performance/ids.rs", &[(".to_ascii_", 1)], "one digit"),
    ("process/performance/trace_header.rs", &[(".parse", 1)], "a number: one pass"),
    (
        "process/performance/vitals.rs",
        &[(".bytes()", 2), (".contains(", 1)],
        "a text as long as a known kind of navigation; a range",
    ),
    (
        "process/security.rs",
        &[(".trim", 4)],
        "one pass over the body, and over the directive for each ending",
    ),
    ("process/source_context.rs", &[(".bytes()", 1)], "one pass over the file, which is counted"),
    (
        "process/symbolicate.rs",
        &[(".parse", 2), (".position(", 2), (".rev()", 1)],
        "numbers: one pass; the sources of one place",
    ),
    ("process/threads.rs", &[(".position(", 1)], "a list of threads"),
    (
        "process/user_agent.rs",
        &[(".find(", 2), (".trim", 1), (".replace", 1)],
        "tables of constants; a version of 32 bytes at most",
    ),
    ("process/wasm_frames.rs", &[(".bytes()", 2)], "a name as long as that of a crate"),
    ("scrub/blocks.rs", &[(".trim", 1)], "a part whose end was counted"),
    (
        "scrub/body.rs",
        &[(".trim", 2), (".contains(", 2), (".bytes()", 2), (".split(", 1), (".split_once(", 1)],
        "one pass over the body, which is counted, and over each of its fields",
    ),
    (
        "scrub/checks.rs",
        &[(".rev()", 1), (".split(", 1), (".find(", 1), (".to_ascii_", 1), (".contains(", 2)],
        "the digits of one number; constants; ranges",
    ),
    ("scrub/contact.rs", &[(".trim", 1), (".parse", 2), (".split(", 1)], "a run that was counted"),
    ("scrub/home_folders.rs", &[(".find(", 1)], "a list of constants"),
    ("scrub/keys.rs", &[("Regex", 4), (".to_ascii_", 2)], "names of fields, which are counted; one byte"),
    ("scrub/login.rs", &[(".rposition(", 1)], "a run that was counted"),
    (
        "scrub/named.rs",
        &[(".split(", 1), (".split_once(", 1), (".trim", 2), (".bytes()", 1), (".contains(", 1)],
        "cookies and names, which are counted; four letters",
    ),
    ("scrub/numbers.rs", &[(".contains(", 1)], "a range"),
    ("scrub/quoted.rs", &[(".find(", 1)], "a list of constants"),
    ("scrub/byte_counts.rs", &[(".contains(", 1)], "one pass over the text"),
    (
        "scrub/texts.rs",
        &[("Regex", 3), (".replace", 1), (".bytes()", 1), (".contains(", 2)],
        "one pass over the text for each pattern of the settings; 20 digits",
    ),
    ("scrub/tokens.rs", &[(".split(", 1), (".trim", 1), (".contains(", 1)], "a run that was counted"),
    (
        "scrub/walk.rs",
        &[(".split(", 1), (".split_once(", 1), (".trim", 1), (".contains(", 1)],
        "one pass over a line of cookies; a range",
    ),
    (
        "symbols/source_name.rs",
        &[(".match_indices(", 1), (".find(", 1), (".split(", 1)],
        "one pass over a folder: what follows a dash is read up to the next one",
    ),
];

/// The folders under this rule.
const FOLDERS: [&str; 2] = ["process", "scrub"];
/// Further files under this rule.
const OTHERS: [&str; 5] = [
    "model/rfc3339.rs",
    "symbols/source_name.rs",
    "alerts/escape.rs",
    "alerts/alert_issue.rs",
    "lenient_json/repair.rs",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = ["tests", "tests.rs", "linear.rs"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_test {
            sources(&path, found);
        } else if !is_test {
            found.push(path);
        }
    }
}

/// The lines of code of a file, without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split_once("#[cfg(test)]\nmod tests {").map_or(text.as_str(), |(code, _)| code);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The number of uses of a function in some code. Searching a constant list or a quoted text is permitted.
fn uses(code: &str, reader: &str) -> usize {
    let is_constant = |at: usize| {
        let before = code[..at].chars().next_back();
        reader == ".contains(" && before.is_some_and(|it| it.is_uppercase() || it == '"')
    };
    code.match_indices(reader).filter(|(at, _)| !is_constant(*at)).count()
}

#[test]
fn texts_are_read_where_it_is_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 50, "{files:?}");
    files.extend(OTHERS.map(|file| root.join(file)));
    let mut found = BTreeMap::new();
    for file in files {
        let code = code(&file);
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        for reader in READERS {
            let uses = uses(&code, reader);
            if uses > 0 {
                found.insert((name.clone(), reader), uses);
            }
        }
    }
    let mut allowed = BTreeMap::new();
    for (file, readers, why) in ALLOWED {
        assert!(!why.is_empty());
        for (reader, count) in readers {
            *allowed.entry((file.to_owned(), *reader)).or_insert(0) += count;
        }
    }
    assert_eq!(found, allowed, "read through `scan`, or say here why not");
}

#[test]
fn readers_are_found() {
    let code = "text.find('a'); LIST.contains(&a); b\"ab\".contains(&b); text.contains('a')";
    assert_eq!([".find(", ".contains(", ".trim"].map(|reader| uses(code, reader)), [1, 1, 0]);
}
