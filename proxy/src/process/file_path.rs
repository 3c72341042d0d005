//! File URLs, without the parts that differ between visitors or pages.

use crate::scan::{find, run_of_chars, split_once};

/// Removes query and fragment from a URL: they may hold secrets, and they differ from visitor to visitor.
pub(super) fn without_query(url: &str) -> &str {
    url.get(..run_of_chars(url, |c| !matches!(c, '?' | '#'))).unwrap_or_default()
}

/// Removes origin, query and fragment from the URL of a file.
pub(crate) fn path(filename: &str) -> &str {
    // Safari's name for a wasm module that has no name.
    if filename == "<?>" {
        return filename;
    }
    let bare = without_query(filename);
    match split_once(bare, "://") {
        // `webpack:///./src/a.js` and `file:///a.js` have no host; `https://host/a.js` has.
        Some((_, rest)) => {
            find(rest, 0, '/').and_then(|at| rest.get(at..)).filter(|path| path.len() > 1).unwrap_or(rest)
        }
        None => bare,
    }
}
