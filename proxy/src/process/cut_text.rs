//! Cuts texts to a length.

/// The text up to a number of bytes, cut between characters, with `...` if something was cut off.
pub(super) fn cut_text(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut kept = start(text, bytes.saturating_sub(3)).to_owned();
    kept.push_str("...");
    kept
}

/// The longest prefix of the text that has at most so many bytes and ends between characters.
pub(super) fn start(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The text up to a number of characters, with `...` if something was cut off.
pub(super) fn cut_chars(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some(_) => text.chars().take(chars.saturating_sub(3)).chain("...".chars()).collect(),
    }
}
