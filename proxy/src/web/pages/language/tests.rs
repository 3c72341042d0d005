use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use maud::html;

use super::*;

#[test]
fn headers_choose_the_language() {
    for (header, expect) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::Chinese)),
        ("en-US,en;q=0.9,zh-CN;q=0.8", Some(Language::English)),
        ("de, zh;q=0.5, en;q=0.7", Some(Language::English)),
        ("ZH-hant-TW", Some(Language::Chinese)),
        ("zh;q=0, en;q=0.1", Some(Language::English)),
        ("zh;q=x", None),
        ("zhx, de", None),
        ("", None),
    ] {
        assert_eq!(preferred(header), expect, "{header}");
    }
}

#[test]
fn values_take_their_places() {
    assert_eq!(fill("{a} of {b}, {c}{", &[("b", "<2>"), ("a", "{b}")]), "{b} of <2>, {");
    let link = html! { a href="/" { "x" } };
    assert_eq!(fill_markup("<{link}>", &[("link", link)]).0, "&lt;<a href=\"/\">x</a>&gt;");
    assert_eq!(t("Issues"), "Issues");
    assert_eq!(Language::Chinese.run(|| t("Issues")), "问题");
    assert_eq!(Language::Chinese.run(|| t("not translated")), "not translated");
}

/// The source files of the pages, but those of this module.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "language") {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("language.rs") {
            found.push(path);
        }
    }
}

/// The string literals that are given to `t`, `fill` and `fill_markup` in a source.
fn texts_in(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in ["t(", "fill(", "fill_markup("] {
        for (at, _) in source.match_indices(call) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '.') {
                continue;
            }
            let Some(literal) = source[at + call.len()..].trim_start().strip_prefix('"') else { continue };
            let mut text = String::new();
            let mut rest = literal.chars();
            while let Some(character) = rest.next() {
                match character {
                    '"' => break,
                    '\\' => match rest.next() {
                        // A line that goes on: the white space after it is left out.
                        Some('\n') => {
                            let behind = rest.as_str().trim_start();
                            rest = behind.chars();
                        }
                        Some(escaped) => text.push(escaped),
                        None => break,
                    },
                    other => text.push(other),
                }
            }
            found.push(text);
        }
    }
    found
}

#[test]
fn every_text_has_a_translation_with_the_same_values_and_none_is_unused() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages"), &mut files);
    let used: BTreeSet<String> =
        files.iter().flat_map(|file| texts_in(&fs::read_to_string(file).unwrap())).collect();
    assert!(used.len() > 5, "the search for texts finds none");
    let known: BTreeSet<String> = CHINESE.keys().map(|text| (*text).to_owned()).collect();
    assert_eq!(used.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "without a translation");
    assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "not used");
    let names = |text: &'static str| {
        let mut names = BTreeSet::new();
        pieces(text, |piece| {
            if let Piece::Name(name) = piece {
                names.insert(name);
            }
        });
        names
    };
    let mut seen = BTreeMap::new();
    for (english, chinese) in chinese::TEXTS.iter().flat_map(|texts| texts.iter()) {
        assert_eq!(names(english), names(chinese), "{english}");
        assert_eq!(seen.insert(english, chinese), None, "{english} is translated twice");
    }
}
