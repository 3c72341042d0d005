//! Links of relayed messages.

use super::bounds::RelayError;

/// Longest link, in bytes.
const LONGEST: usize = 2_000;
/// How DingTalk's clients write a link that opens beside the chat; other chats cannot open it.
const OF_DINGTALK: &str = "dingtalk://dingtalkclient/page/link?";

/// A link to a page, as it may stand in any markup.
pub(super) fn link(text: &str, member: &'static str) -> Result<String, RelayError> {
    let link = without_dingtalk(text.trim());
    if is_page(&link) { Ok(parentheses_encoded(&link)) } else { Err(RelayError::Link(member)) }
}

/// Whether it is an address of a page.
fn is_page(link: &str) -> bool {
    let rest = ["http://", "https://"].iter().find_map(|scheme| link.strip_prefix(scheme));
    let is_refused =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`');
    link.len() <= LONGEST && rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(is_refused))
}

/// The address in a link of DingTalk's clients, or the link itself.
fn without_dingtalk(link: &str) -> String {
    let Some(query) = link.strip_prefix(OF_DINGTALK) else { return link.to_owned() };
    let url = query.split('&').find_map(|pair| pair.strip_prefix("url="));
    url.and_then(decode).unwrap_or_else(|| link.to_owned())
}

/// The text with the links of DingTalk's clients in it written as addresses, as in `[name](dingtalk://..)`.
pub(super) fn with_plain_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OF_DINGTALK) {
        let end = after.find([')', ' ', '\n', '"']).unwrap_or(after.len());
        let (query, left) = after.split_at_checked(end).unwrap_or((after, ""));
        plain.push_str(before);
        plain.push_str(&parentheses_encoded(&without_dingtalk(&format!("{OF_DINGTALK}{query}"))));
        rest = left;
    }
    plain.push_str(rest);
    plain
}

/// The link as it may stand in `[..](..)`: <https://spec.commonmark.org/0.31.2/#link-destination>
fn parentheses_encoded(link: &str) -> String {
    link.replace('(', "%28").replace(')', "%29")
}

/// What `quote_plus` of Python has made of an address.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_pages() {
        for good in ["https://a.test", "http://a.test/x?y=1#z", "http://漢字.test/"] {
            assert_eq!(link(good, "link").as_deref(), Ok(good));
        }
        assert_eq!(link("https://a.test/(1)", "link").as_deref(), Ok("https://a.test/%281%29"));
        for bad in [
            "javascript:alert(1)",
            "HTTP://a.test",
            "//a.test",
            "https://",
            "https://a b",
            "ftp://a.test",
            "",
            "http://a\n",
        ] {
            let found = link(bad, "link");
            assert_eq!(
                found,
                if bad == "http://a\n" { Ok("http://a".into()) } else { Err(RelayError::Link("link")) }
            );
        }
        assert!(link(&format!("https://{}", "a".repeat(LONGEST)), "link").is_err());
    }

    #[test]
    fn links_of_dingtalk_are_opened() {
        let wrapped =
            "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fa.test%2Fx%3Fy%3D%281%29&pc_slide=false";
        assert_eq!(link(wrapped, "link").as_deref(), Ok("https://a.test/x?y=%281%29"));
        assert_eq!(
            with_plain_links(&format!("see [a]({wrapped}) and [b]({wrapped})!")),
            "see [a](https://a.test/x?y=%281%29) and [b](https://a.test/x?y=%281%29)!"
        );
        assert_eq!(with_plain_links("[a](https://a.test)"), "[a](https://a.test)");
        for broken in ["dingtalk://dingtalkclient/page/link?url=%", "dingtalk://dingtalkclient/page/link?x"] {
            assert_eq!(with_plain_links(broken), broken);
            assert!(link(broken, "link").is_err());
        }
    }
}
