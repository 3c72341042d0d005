//! Who logs in, in the address of a service: `https://jo:secret@host`, `redis://:secret@host`.

use super::cuts::Cuts;
use super::words::is_space;
use crate::scan::{find as find_text, run};

/// Finds logins: all between `//` and the last `@` before the path, so that an `@` within a password hides nothing.
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

/// What may stand before the path of an address.
const fn is_of_authority(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'<' | b'>' | b'`' | b'\\')
}
