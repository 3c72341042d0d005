use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::HeaderValue;
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
fn the_choice_of_the_viewer_comes_first() {
    for (cookie, expect) in [
        (None, Language::Chinese),
        (Some("balefire-language=en"), Language::English),
        (Some("a=b; balefire-language=en; c"), Language::English),
        (Some("balefire-language=fr"), Language::Chinese),
        (Some("xbalefire-language=en"), Language::Chinese),
        (Some("en"), Language::Chinese),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("zh"));
        cookie.map(|cookie| headers.insert(header::COOKIE, HeaderValue::from_static(cookie)));
        assert_eq!(Language::of(&headers), expect, "{cookie:?}");
    }
}

#[test]
fn values_take_their_places() {
    assert_eq!(fill("{a} of {b}, {c}{", &[("b", "<2>"), ("a", "{b}")]), "{b} of <2>, {");
    let link = html! { a href="/" { "x" } };
    assert_eq!(fill_markup("<{link}>", &[("link", link)]).0, "&lt;<a href=\"/\">x</a>&gt;");
    assert_eq!(Language::Chinese.run(|| plural(1234, "{n} event", "{n} events")), "1,234 个事件");
    assert_eq!(
        (plural(1, "{n} event", "{n} events"), plural(0, "{n} event", "{n} events")),
        ("1 event".into(), "0 events".into())
    );
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

/// The string literal that a source begins with, and what follows it.
fn literal(source: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = source.trim_start().strip_prefix('"')?.chars();
    loop {
        match rest.next()? {
            '"' => return Some((text, rest.as_str())),
            '\\' => match rest.next()? {
                // A line that goes on: the white space after it is left out.
                '\n' => rest = rest.as_str().trim_start().chars(),
                'n' => text.push('\n'),
                escaped => text.push(escaped),
            },
            other => text.push(other),
        }
    }
}

/// Where a function of this module is called in a source: what follows the parenthesis.
fn calls<'a>(source: &'a str, name: &str) -> Vec<&'a str> {
    let call = format!("{name}(");
    let found = source.match_indices(&call).filter(|(at, _)| {
        !source[..*at].ends_with(|before: char| before.is_alphanumeric() || "_.".contains(before))
    });
    found.map(|(at, _)| &source[at + call.len()..]).collect()
}

/// The texts in a source that are given to functions of this module.
fn texts_in(source: &str) -> Vec<String> {
    let first = ["t", "text", "fill", "fill_markup"].into_iter().flat_map(|name| calls(source, name));
    let mut found: Vec<String> = first.filter_map(literal).map(|(text, _)| text).collect();
    // The two texts stand last.
    for call in ["plural", "samples"].into_iter().flat_map(|name| calls(source, name)) {
        let two = call.split_once("\"").and_then(|(before, _)| {
            let (one, rest) = literal(&call[before.len()..])?;
            let (many, _) = literal(rest.trim_start().strip_prefix(',')?)?;
            Some([one, many])
        });
        found.extend(two.into_iter().flatten());
    }
    found
}

#[test]
fn every_text_has_one_translation_with_the_same_values_and_none_is_unused() {
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
        let other = seen.insert(english, chinese);
        assert!(other.is_none_or(|other| other == chinese), "{english} has two translations");
    }
}
