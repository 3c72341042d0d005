//! DingTalk's markdown as a page: headings, quotes, lists, bold, italic, links and images, as its documentation lists them.
//! Lines join unless a blank line parts them, and anything else is text.
//! <https://open.dingtalk.com/document/orgapp/robot-message-type>

use maud::{Markup, html};

use crate::web::pages::language::t;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// The text as a page.
pub(super) fn markdown(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! { @for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) { (self::block(block.trim_matches('\n'))) } }
}

/// Whether an address is one of the web.
pub(super) fn is_web_link(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

fn block(text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().collect();
    let all =
        |item: fn(&str) -> Option<&str>| lines.iter().map(|line| item(line)).collect::<Option<Vec<_>>>();
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    if let (1..=6, Some(heading)) = (level, text.get(level..).and_then(|rest| rest.strip_prefix(' '))) {
        // Headings of the page are of the page.
        return html! { p class={ "heading h" (level) } { (inline(heading)) } };
    }
    if let Some(quoted) = all(|line| line.strip_prefix('>').map(str::trim_start)) {
        return html! { blockquote { (inline(&quoted.join(" "))) } };
    }
    if let Some(items) = all(|line| line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))) {
        return html! { ul { @for item in items { li { (inline(item)) } } } };
    }
    if let Some(items) = all(numbered) {
        return html! { ol { @for item in items { li { (inline(item)) } } } };
    }
    html! { p { (inline(&lines.join(" "))) } }
}

/// What follows `1. `.
fn numbered(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then_some(())?;
    line.get(digits..)?.strip_prefix(". ")
}

fn inline(text: &str) -> Markup {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '!' => rest.strip_prefix('!').and_then(link).map(|(alt, _, behind)| (image(alt), behind)),
            '[' => link(rest)
                .filter(|(_, url, _)| is_web_link(url))
                .map(|(name, url, behind)| (anchor(name, url), behind)),
            '*' => emphasis(rest),
            _ => None,
        };
        match found {
            Some((markup, behind)) => {
                parts.push(html! { (reveal_hidden(&std::mem::take(&mut plain))) });
                parts.push(markup);
                rest = behind;
            }
            None => {
                plain.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    html! { @for part in parts { (part) } (reveal_hidden(&plain)) }
}

/// `[name](url)` at the beginning, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.strip_prefix('[')?.split_once(']')?;
    let (url, behind) = rest.strip_prefix('(')?.split_once(')')?;
    Some((name, url, behind))
}

fn anchor(name: &str, url: &str) -> Markup {
    html! { a href=(url) rel="noreferrer nofollow" { (reveal_hidden(name)) } }
}

/// Pictures are not fetched: the preview asks no other server.
fn image(alt: &str) -> Markup {
    html! { span.image { (t("image")) @if !alt.is_empty() { ": " (reveal_hidden(alt)) } } }
}

/// `**bold**` or `*italic*` at the beginning, and what follows.
fn emphasis(text: &str) -> Option<(Markup, &str)> {
    if let Some(rest) = text.strip_prefix("**") {
        let (bold, behind) = rest.split_once("**").filter(|(bold, _)| !bold.is_empty())?;
        return Some((html! { strong { (reveal_hidden(bold)) } }, behind));
    }
    let (italic, behind) =
        text.strip_prefix('*')?.split_once('*').filter(|(italic, _)| !italic.is_empty())?;
    Some((html! { em { (reveal_hidden(italic)) } }, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(markdown(text).0, expect);
    }

    #[test]
    fn blocks() {
        check("### a\n\nb\nc", "<p class=\"heading h3\">a</p><p>b c</p>");
        check("#a\n\n####### b", "<p>#a</p><p>####### b</p>");
        check(
            "> a\n> b\n\n- a\n- b\n\n1. a\n2. b",
            "<blockquote>a b</blockquote><ul><li>a</li><li>b</li></ul><ol><li>a</li><li>b</li></ol>",
        );
        check("- a\nb", "<p>- a b</p>");
        check("| a | b |\n|---|---|", "<p>| a | b | |---|---|</p>");
    }

    #[test]
    fn within_a_line() {
        check("**a** *b* c*d", "<p><strong>a</strong> <em>b</em> c*d</p>");
        check(
            "[a](https://b.test/) x",
            "<p><a href=\"https://b.test/\" rel=\"noreferrer nofollow\">a</a> x</p>",
        );
        check("![p](https://b.test/p.png)", "<p><span class=\"image\">image: p</span></p>");
        check("`code` ~~x~~", "<p>`code` ~~x~~</p>");
    }

    #[test]
    fn nothing_becomes_markup_of_the_page() {
        check("[a](javascript:alert(1)) <b>\"", "<p>[a](javascript:alert(1)) &lt;b&gt;&quot;</p>");
        check(
            "[<i>](https://b.test/\"x)",
            "<p><a href=\"https://b.test/&quot;x\" rel=\"noreferrer nofollow\">&lt;i&gt;</a></p>",
        );
        check("**** [](", "<p>**** [](</p>");
    }
}
