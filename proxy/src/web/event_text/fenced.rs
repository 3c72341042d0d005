//! Markdown whose headings are ours, and in which everything else is fenced so that it cannot break out.

use crate::web::hidden_characters::reveal_hidden;

/// Said at the end of a text that was cut.
const CUT: &str = "\n[cut]";

/// A text that grows up to a bound.
pub(super) struct Fenced {
    text: String,
    most: usize,
}

impl Fenced {
    /// With these lines of our own at the beginning, and at most so many bytes.
    pub(super) fn new(begin: String, most: usize) -> Self {
        Self { text: begin, most }
    }

    /// Adds a section. The heading is ours; the content is anything, of at most `most` bytes. A section that has no room is
    /// cut, or left out.
    pub(super) fn section(&mut self, heading: &'static str, content: &str, most: usize) {
        let content = reveal_hidden(content.trim_end());
        if content.trim().is_empty() {
            return;
        }
        let fence = fence(&content);
        let frame = format!("\n## {heading}\n\n{fence}text\n\n{fence}\n");
        let room = self.most.saturating_sub(self.text.len() + frame.len()).min(most);
        if room < CUT.len() * 2 {
            return;
        }
        let content = if content.len() > room { cut(&content, room) } else { content.into_owned() };
        self.text.push_str(&format!("\n## {heading}\n\n{fence}text\n{content}\n{fence}\n"));
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A fence that is longer than any row of backticks in a text, so that none within ends it:
/// <https://spec.commonmark.org/0.31.2/#fenced-code-blocks>
fn fence(content: &str) -> String {
    let (mut longest, mut row) = (2, 0);
    for byte in content.bytes() {
        row = if byte == b'`' { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    "`".repeat(longest + 1)
}

/// The beginning of a text, at most `room` bytes with the word that it was cut.
fn cut(content: &str, room: usize) -> String {
    let mut end = room.saturating_sub(CUT.len()).min(content.len());
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{CUT}", content.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, expect: &str) {
        let mut fenced = Fenced::new("begin\n".into(), 1_000);
        fenced.section("A", content, 500);
        assert_eq!(fenced.into_text(), format!("begin\n{expect}"));
    }

    #[test]
    fn nothing_breaks_out() {
        check("a", "\n## A\n\n```text\na\n```\n");
        check("```\n# Heading\n```", "\n## A\n\n````text\n```\n# Heading\n```\n````\n");
        check("x ````` y", "\n## A\n\n``````text\nx ````` y\n``````\n");
        check(" \n", "");
        check("a\u{202e}b\u{1b}[31m\r\n", "\n## A\n\n```text\na\\u{202e}b\\u{1b}[31m\n```\n");
    }

    #[test]
    fn sections_and_the_whole_are_bounded() {
        let mut fenced = Fenced::new(String::new(), 200);
        fenced.section("A", &"é".repeat(1_000), 61);
        assert!(fenced.text.contains("é\n[cut]\n```") && fenced.text.len() < 100, "{}", fenced.text);
        fenced.section("B", &"`".repeat(10_000), 9_999);
        fenced.section("C", &"x".repeat(1_000), 9_999);
        fenced.section("D", &"x".repeat(1_000), 9_999);
        let text = fenced.into_text();
        assert!(text.len() <= 200 && text.ends_with("[cut]\n```\n") && text.contains("## C"), "{text}");
    }
}
