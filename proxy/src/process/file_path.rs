//! The address of a file without what changes from page to page.

use crate::scan::{find, run_of_chars, split_once};

/// An address without query and fragment: they may hold secrets, and each visitor has others.
pub(super) fn without_query(url: &str) -> &str {
    url.get(..run_of_chars(url, |c| !matches!(c, '?' | '#'))).unwrap_or_default()
}

/// A file's address without origin, query and fragment.
pub(crate) fn path(filename: &str) -> &str {
    // What Safari calls a module of wasm without a name.
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
