//! A file name as the grouping uses it: without origin, query, and the parts that change from build to build.
//!
//! The hash formats are those of current bundlers; `tests/fixtures/grouping/bundlers.json` has names of real builds.

use super::super::file_path::path;
use super::token::{is_build_id, is_digit, is_digits, is_hex, runs};
use crate::scan::{all, any, char_at, count, rsplit_once, run, run_back, trim_end};

/// Extensions of bundlers' output. Only in these files a short mixed word counts as a hash.
const BUNDLED: [&str; 7] = ["js", "mjs", "cjs", "css", "wasm", "map", "bundle"];
/// Output folders of bundlers, where the whole file name may be a hash without a digit.
const BUILD_FOLDERS: [&str; 11] =
    ["_app", "_astro", "_next", "_nuxt", "assets", "build", "chunks", "dist", "immutable", "static", "js"];
/// Length of the hashes of Rollup, Vite, esbuild, Parcel and webpack's `[contenthash:8]`.
const SHORT_HASH: usize = 8;
/// Length of the hashes of Turbopack.
const TURBOPACK_HASH: usize = 13;
/// What Turbopack writes behind the hash of a chunk for the server: `[root-of-the-server]__1p__7esdaog-y._.js`.
const SERVER_MARK: &str = "._";
/// Fewest digits of a build number, a date or a time. A shorter number is part of the name.
const NUMBER: usize = 4;
/// Suffixes of a version: `1.2.0-rc.1`.
const PRERELEASE: [&str; 9] = ["alpha", "beta", "canary", "dev", "next", "nightly", "pre", "rc", "snapshot"];

/// Appends the file's name without build-specific parts. Returns whether its last part had a build hash, which makes
/// the file a bundle.
pub(in crate::process) fn plain_file(filename: &str, out: &mut String) -> bool {
    if let Some(scheme) = ["data:", "blob:"].iter().find(|scheme| filename.starts_with(**scheme)) {
        out.push_str(scheme);
        return false;
    }
    let path = path(filename);
    let mut in_build = false;
    let mut rest = path.strip_prefix("./").unwrap_or(path);
    loop {
        let end = run(rest.as_bytes(), 0, |byte| !matches!(byte, b'/' | b'\\'));
        let Some(after) = rest.get(end + 1..) else { return last(rest, in_build, out) };
        let folder = &rest[..end];
        if is_build_id(folder) {
            out.push('*');
        } else {
            in_build |= BUILD_FOLDERS.contains(&folder);
            words(folder, false, out);
        }
        out.push('/');
        rest = after;
    }
}

/// Replaces the hash in the last part of a path: `app.3f2a9c1b.js` and `index-DiwrgTda.js` become `app.*.js` and
/// `index-*.js`.
pub(super) fn last(name: &str, in_build: bool, out: &mut String) -> bool {
    let Some((stem, extension)) = rsplit_once(name, '.').filter(|(_, end)| !is_digits(end)) else {
        if is_build_id(name) {
            out.push('*');
            return true;
        }
        return words(name, false, out);
    };
    let is_bundled = BUNDLED.contains(&extension);
    let (stem, mark) = stem.strip_suffix(SERVER_MARK).map_or((stem, ""), |it| (it, SERVER_MARK));
    let is_hash = if !is_bundled {
        words(stem, false, out)
    } else if is_whole_hash(stem, in_build) {
        out.push('*');
        true
    } else if let Some(before) = before_hash(stem) {
        // The part before it may be a hash or a version, too.
        words(before, true, out);
        push_star(out);
        true
    } else {
        words(stem, true, out)
    };
    out.push_str(mark);
    out.push('.');
    out.push_str(extension);
    is_hash
}

/// Whether the whole name is a hash, as in the output of SvelteKit, Nuxt and Turbopack.
fn is_whole_hash(stem: &str, in_build: bool) -> bool {
    is_build_id(stem)
        || is_turbopack_hash(stem)
        || stem.len() == SHORT_HASH
            && (is_capitals_hash(stem) || is_base64_hash(stem) && (in_build || has_digit_or_sign(stem)))
}

fn has_digit_or_sign(stem: &str) -> bool {
    // `cart-row` and `page_two` are names: a `-` or `_` alone is too weak a sign of a hash.
    runs(stem) >= 3 && any(stem, is_digit)
}

/// The part before the hash at the end of a name, with the separator. Rollup's hashes have eight letters of base64url,
/// `-` and `_` among them: <https://rollupjs.org/configuration-options/#output-hashcharacters>
fn before_hash(stem: &str) -> Option<&str> {
    let tail = |length: usize| {
        let at = stem.len().checked_sub(length)?;
        let (before, tail) = stem.split_at_checked(at)?;
        before.ends_with(['-', '.', '_', '~']).then_some((before, tail))
    };
    if let Some((before, hash)) = tail(SHORT_HASH)
        && (is_capitals_hash(hash) || is_base64_hash(hash))
    {
        return Some(before);
    }
    tail(TURBOPACK_HASH).filter(|(_, hash)| is_turbopack_hash(hash)).map(|(before, _)| before)
}

/// Whether the text is a hash of esbuild or Angular: eight letters of base32, whose digits are 2 to 7.
fn is_capitals_hash(word: &str) -> bool {
    word.len() == SHORT_HASH && all(word, |byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
}

/// Whether the text is eight letters of base64url, mixed more than in a word.
fn is_base64_hash(word: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b'-' | b'_');
    if !all(word, |byte| byte.is_ascii_alphanumeric() || is_sign(byte)) {
        return false;
    }
    let has_letter = any(word, |byte| byte.is_ascii_alphabetic());
    let has_sign = any(word, is_sign);
    let has_inner_capital = word
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [before, capital] if capital.is_ascii_uppercase() && !is_sign(*before)));
    // `list-v10` has a digit and a `-`, but its parts are words, so it is a name.
    let is_mixed = has_inner_capital && any(word, |byte| byte.is_ascii_lowercase());
    is_mixed || has_letter && any(word, is_digit) && (!has_sign || runs(word) >= 3)
}

/// Whether the text is a Turbopack hash: thirteen small letters and digits, with `-` and `_` among them and some
/// digits.
fn is_turbopack_hash(word: &str) -> bool {
    word.len() == TURBOPACK_HASH
        && all(word, |byte| byte.is_ascii_lowercase() || is_digit(byte) || matches!(byte, b'-' | b'_'))
        && count(word, is_digit) >= 2
        && runs(word) >= 3
}

/// Appends a name in which versions, dates, numbers and hashes are replaced by `*`. Returns whether there was a hash.
fn words(name: &str, is_bundled: bool, out: &mut String) -> bool {
    let mut found_hash = false;
    let mut rest = name;
    while let Some(first) = rest.as_bytes().first() {
        let end = run(rest.as_bytes(), 0, |byte| !is_separator(byte));
        let word = &rest[..end];
        let may_be_version = first.is_ascii_digit() || matches!(first, b'v' | b'V');
        if let Some(length) = if may_be_version { version(rest) } else { None } {
            found_hash |= is_hash(word, is_bundled);
            push_star(out);
            rest = &rest[length..];
        } else if is_hash(word, is_bundled) {
            found_hash = true;
            push_star(out);
            rest = &rest[end..];
        } else if word.len() >= NUMBER && is_digits(word) {
            found_hash |= is_bundled && word.len() >= 7;
            push_star(out);
            rest = &rest[end..];
        } else {
            out.push_str(word);
            rest = &rest[end..];
        }
        if rest.as_bytes().first().copied().is_some_and(is_separator) {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    found_hash
}

/// Whether the character separates words of a name.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'~' | b'@' | b'+' | b'=')
}

/// Adjacent replaced words share one `*`: `1.2.0-3f2a9c1b` and `3f2a9c1b` give the same name.
fn push_star(out: &mut String) {
    let before = run_back(out.as_bytes(), out.len(), 0, is_separator);
    if before < out.len() && out[..before].ends_with('*') {
        out.truncate(before);
    } else {
        out.push('*');
    }
}

fn is_hash(word: &str, is_bundled: bool) -> bool {
    is_hex(word, 7)
        || is_bundled
            && word.len() >= 6
            && any(word, is_digit)
            && (is_hex(word, 6) && (runs(word) >= 3 || count(word, is_digit) >= 4)
                || word.len() >= SHORT_HASH && runs(word) >= 4 && all(word, |it| it.is_ascii_alphanumeric()))
}

/// The length of a version or date at the beginning of the text: `1.85.0`, `v2.0-rc.1`, `2026-11-20`.
fn version(text: &str) -> Option<usize> {
    let digits = |text: &str| run(text.as_bytes(), 0, is_digit);
    let start = usize::from(text.starts_with(['v', 'V']));
    let first = digits(&text[start..]);
    if first == 0 {
        return None;
    }
    let mut end = start + first;
    let mut parts = 1;
    let separator = char_at(text, end).filter(|it| matches!(it, '.' | '-' | '_'))?;
    while let Some(rest) = text[end..].strip_prefix(separator)
        && (separator == '.' || parts <= 3)
    {
        let length = digits(rest);
        if length == 0 || rest[length..].starts_with(|it: char| it.is_alphanumeric()) {
            break;
        }
        end += 1 + length;
        parts += 1;
    }
    let is_date = parts == 3 && first == 4;
    if parts < 2 || separator != '.' && !is_date {
        return None;
    }
    Some(end + prerelease(&text[end..]))
}

/// The length of a version suffix such as `-rc.1`.
fn prerelease(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['-', '.']) else { return 0 };
    let Some(word) = PRERELEASE.iter().find(|word| rest.starts_with(**word)) else { return 0 };
    let after = &rest[word.len()..];
    let tail = run(after.as_bytes(), 0, |it| is_digit(it) || matches!(it, b'.' | b'-'));
    // The separator before the next word stays.
    let kept = trim_end(&after[..tail], |it| matches!(it, b'.' | b'-')).len();
    if after[kept..].starts_with(|it: char| it.is_alphanumeric()) { 0 } else { 1 + word.len() + kept }
}
