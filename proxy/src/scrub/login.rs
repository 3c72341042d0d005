//! Finds user names and passwords in URLs: `https://jo:secret@host`, `redis://:secret@host`.

use super::cuts::Cuts;
use super::words::is_space;
use crate::scan::{find as find_text, run};

/// Finds logins: everything between `//` and the last `@` before the path. So an `@` within a password is covered too.
pub(super) fn find(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(slashes) = find_text(text, at, "//") {
        let start = run(bytes, slashes, |byte| byte == b'/');
        let end = run(bytes, start, is_of_authority);
        if let Some(login) = bytes.get(start..end).and_then(|it| it.iter().rposition(|byte| *byte == b'@')) {
            cuts.add(start..start + login);
        }
        at = end;
    }
}

/// Whether a byte may be in a URL before the path.
const fn is_of_authority(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'<' | b'>' | b'`' | b'\\')
}
