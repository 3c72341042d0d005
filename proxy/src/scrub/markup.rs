//! Finds the contents of XML and HTML elements with secret names: `<password>x</password>`.

use std::collections::HashMap;

use super::cuts::Cuts;
use super::keys::Keys;
use super::words::is_key;
use crate::scan::{find as find_text, run};

/// Finds the contents of secret elements, up to the end tag of the same name. An element without an end tag is ignored
/// ("usage: --token <token>"). [`super::named`] finds attributes.
pub(super) fn find(text: &str, keys: &Keys, cuts: &mut Cuts) {
    let ends = end_tags(text, keys);
    if ends.is_empty() {
        return;
    }
    let bytes = text.as_bytes();
    let mut used: HashMap<&str, usize> = HashMap::new();
    let mut at = 0;
    while let Some(open) = find_text(text, at, "<") {
        let name = tag_name(text, open + 1);
        at = open + 1 + name.len();
        let Some(ends) = ends.get(name) else { continue };
        let content = run(bytes, at, |byte| byte != b'>' && byte != b'<') + 1;
        if bytes.get(content - 1) != Some(&b'>') || bytes.get(content - 2) == Some(&b'/') {
            continue;
        }
        // Each end tag is passed over once, because the positions only grow.
        let first = used.entry(name).or_default();
        while ends.get(*first).is_some_and(|end| *end < content) {
            *first += 1;
        }
        if let Some(end) = ends.get(*first) {
            cuts.add(content..*end);
            at = *end;
        }
    }
}

/// The positions of the end tags of secret elements, by name.
fn end_tags<'a>(text: &'a str, keys: &Keys) -> HashMap<&'a str, Vec<usize>> {
    let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut at = 0;
    while let Some(close) = find_text(text, at, "</") {
        let name = tag_name(text, close + 2);
        at = close + 2 + name.len();
        if !name.is_empty() && keys.is_secret(name) {
            ends.entry(name).or_default().push(close);
        }
    }
    ends
}

/// The name of a tag, with its namespace prefix.
fn tag_name(text: &str, from: usize) -> &str {
    let end = run(text.as_bytes(), from, |byte| is_key(byte) || byte == b':');
    text.get(from..end).unwrap_or_default()
}
