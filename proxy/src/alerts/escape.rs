//! Text from a browser, made harmless inside the markdown of a chat.
//!
//! Whoever can make a page throw can choose these words. Chats do not say which markdown their clients
//! understand, nor whether a backslash escapes, so nothing is escaped: each character that could start
//! something becomes its full-width twin, which people read the same and no parser knows.

use crate::scan::chars;

/// One line of at most `max` characters, in which nothing is markup.
#[must_use]
pub(crate) fn escape_markdown(text: &str, max: usize) -> String {
    escape(text, max, twin_in_markdown)
}

/// One line of at most `max` characters for a message without markup, in which nothing is a link or a mention.
#[must_use]
pub(crate) fn escape_plain(text: &str, max: usize) -> String {
    escape(text, max, twin_in_plain_text)
}

/// The twin of a character between what stands before it and the next one, if there is one.
type Twin = fn(&str, char, Option<char>) -> char;

fn escape(text: &str, max: usize, twin: Twin) -> String {
    let mut line = String::new();
    let mut length = 0;
    // However long the text, looking at four times the wanted length is enough: seldom is more of it space.
    let mut chars =
        chars(text.trim_end()).filter(|c| !is_invisible(*c)).take(max.saturating_mul(4)).peekable();
    while let Some(c) = chars.next() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && (line.is_empty() || line.ends_with(' ')) {
            continue;
        }
        if length == max {
            // The last character makes room for the ellipsis.
            line.pop();
            line.push('…');
            return line;
        }
        line.push(twin(&line, c, chars.peek().copied()));
        length += 1;
    }
    line.truncate(line.trim_end().len());
    line
}

fn twin_in_markdown(before: &str, c: char, next: Option<char>) -> char {
    match c {
        '[' => '［',
        ']' => '］',
        '<' => '＜',
        '>' => '＞',
        '*' => '＊',
        '~' => '～',
        '#' => '＃',
        '|' => '｜',
        '&' => '＆',
        '\\' => '＼',
        '`' => '＇',
        // `snake_case` is no emphasis.
        '_' if !is_in_word(before, next) => '＿',
        // At the beginning of a line they make lists, rules, and headings of the line before:
        // <https://spec.commonmark.org/0.31.2/#leaf-blocks>
        '-' if before.is_empty() && is_of_block(c, next) => '－',
        '+' if before.is_empty() && is_of_block(c, next) => '＋',
        '=' if before.is_empty() && is_of_block(c, next) => '＝',
        '.' if is_number(before) && is_blank(next) => '．',
        ')' if is_number(before) && is_blank(next) => '）',
        _ => twin_in_plain_text(before, c, next),
    }
}

fn twin_in_plain_text(before: &str, c: char, next: Option<char>) -> char {
    match c {
        // `web@1.4.2` calls nobody: a mention needs the robot's `at` as well.
        '@' if !is_in_word(before, next) => '＠',
        // Clients turn bare addresses into links: `https://a.test` is one, `https：//a.test` is none. A template may go on
        // with slashes behind the end.
        ':' if next.is_none_or(|next| next == '/') => '：',
        '.' if before.ends_with("www") || before.ends_with("WWW") => '．',
        _ => c,
    }
}

fn is_in_word(before: &str, next: Option<char>) -> bool {
    before.ends_with(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
}

/// Whether a character at the beginning of a line starts a block, by the next one.
fn is_of_block(c: char, next: Option<char>) -> bool {
    next == Some(c) || is_blank(next)
}

fn is_blank(next: Option<char>) -> bool {
    next.is_none_or(|next| next.is_whitespace() || next.is_control())
}

fn is_number(before: &str) -> bool {
    !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit())
}

/// Characters that are not seen but turn the reading direction, or hide between others.
/// <https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(escape_markdown(text, 40), expect);
    }

    #[test]
    fn ordinary_titles_stay() {
        check("TypeError: x is undefined", "TypeError: x is undefined");
        check("reading 'price' (snake_case, a-b)", "reading 'price' (snake_case, a-b)");
        check("web@1.4.2+7", "web@1.4.2+7");
        check("漢字 😀 é", "漢字 😀 é");
    }

    #[test]
    fn blocks_at_the_beginning() {
        check("- x - y", "－ x - y");
        check("--- x", "－-- x");
        check("= = x", "＝ = x");
        check("-1 is odd", "-1 is odd");
        check("+", "＋");
        check("12. x 3. y", "12． x 3. y");
        check("1) x", "1） x");
        check("1.5 s", "1.5 s");
    }

    #[test]
    fn plain_text_has_neither_links_nor_mentions() {
        for (text, expect) in [
            ("# [x](https://evil.test) **b**", "# [x](https：//evil.test) **b**"),
            ("@138 a@b @all\nx", "＠138 a@b ＠all x"),
            ("www.evil.test", "www．evil.test"),
            ("dingtalk://x", "dingtalk：//x"),
            ("https:", "https："),
        ] {
            assert_eq!(escape_plain(text, 60), expect);
        }
    }

    #[test]
    fn links_and_images() {
        check("[click](https://evil.test)", "［click］(https：//evil.test)");
        check("![](//evil.test/x.png)", "!［］(//evil.test/x.png)");
        check("<https://evil.test>", "＜https：//evil.test＞");
        check("www.evil.test", "www．evil.test");
        check("window.price", "window.price");
    }

    #[test]
    fn headings_emphasis_code() {
        check("# big", "＃ big");
        check("**bold** _it_ `rm`", "＊＊bold＊＊ ＿it＿ ＇rm＇");
        check("~~no~~ | a | b |", "～～no～～ ｜ a ｜ b ｜");
        check("\\[x\\]", "＼［x＼］");
    }

    #[test]
    fn html_and_entities() {
        check("<font color=red>", "＜font color=red＞");
        check("&#64;all", "＆＃64;all");
    }

    #[test]
    fn mentions() {
        check("@13800000000 @all", "＠13800000000 ＠all");
        check("hello@", "hello＠");
    }

    #[test]
    fn newlines_and_controls_become_one_space() {
        check("a\r\n\r\n# b\t\u{0}\u{2028}c", "a ＃ b c");
        check("  a  ", "a");
        check("\n\n", "");
    }

    #[test]
    fn direction_marks_are_dropped() {
        check("\u{202e}gpj.exe\u{200b}\u{feff}", "gpj.exe");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(escape_markdown("漢字漢字", 4), "漢字漢字");
        assert_eq!(escape_markdown("漢字漢字漢", 4), "漢字漢…");
        assert_eq!(escape_markdown(&"x".repeat(1_000_000), 120).chars().count(), 120);
        assert_eq!(escape_markdown(&" ".repeat(1_000_000), 120), "");
        assert_eq!(escape_markdown("ab   ", 2), "ab");
    }

    #[test]
    fn a_long_text_is_read_once_at_most() {
        for unit in ["a", " ", "\u{200b}", "[", "www.", "_"] {
            crate::scan::linear::check("line", unit, 4, &|text| drop(escape_markdown(text, 200)));
        }
    }
}
