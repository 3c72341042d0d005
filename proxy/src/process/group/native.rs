//! Function names of Rust, C and C++, without the parts that depend on the build.

use super::token::{is_digits, is_hex};
use crate::scan::{all, rsplit_once, run, split_once};

/// Removes the suffixes that a build adds (`::h0123456789abcdef`, `.llvm.42`, ` [clone .cold]`, `@@GLIBC_2.34`), the
/// hash of a crate (`shop[0123456789abcdef]::pay`) and the numbers of closures.
pub(super) fn native(name: &str, out: &mut String) {
    let mut name = split_once(name, ".wasm.").map_or(name, |(_, name)| name);
    for end in [" [clone ", ".llvm.", ".cold", ".part.", ".isra.", ".constprop.", "@@"] {
        name = split_once(name, end).map_or(name, |(name, _)| name);
    }
    if let Some((path, hash)) = rsplit_once(name, "::h")
        && hash.len() == 16
        && all(hash, |byte| byte.is_ascii_hexdigit())
    {
        name = path;
    }
    without_hashes(name, out);
}

/// Removes hashes and numbers in brackets, and the numbers behind `{closure#`.
fn without_hashes(name: &str, out: &mut String) {
    let bytes = name.as_bytes();
    let mut at = 0;
    // The position of the next closing bracket. One search serves all brackets that open before it.
    let mut close = 0;
    loop {
        let open = run(bytes, at, |byte| !matches!(byte, b'[' | b'#'));
        let before = &name[at..open];
        out.push_str(before);
        let Some(sign) = bytes.get(open) else { return };
        if close <= open {
            close = run(bytes, open + 1, |byte| !matches!(byte, b']' | b'}'));
        }
        // A bracket that never closes is kept.
        let inner = if close < bytes.len() { &name[open + 1..close] } else { "" };
        let is_bracket = *sign == b'[';
        let is_noise = if is_bracket {
            is_hex(inner, 8) || inner.len() >= 8 && is_digits(inner)
        } else {
            before.ends_with("{closure") && is_digits(inner)
        };
        at = if !is_noise {
            out.push(if is_bracket { '[' } else { '#' });
            open + 1
        } else if is_bracket {
            // A hash is removed with its bracket; the brace of a closure stays.
            close + 1
        } else {
            close
        };
    }
}
