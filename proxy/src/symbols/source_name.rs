//! What a source file is called, whoever built it.

use crate::scan::{find, rsplit_once, split_once};

/// Folders of the standard library and of what it is built with.
const LIBRARY: [&str; 3] = ["/rustc/", "/rustlib/src/rust/", "/rust/deps/"];
/// Folders of cargo's dependencies, and how many folders below belong to cargo.
const DEPENDENCIES: [(&str, usize); 2] = [(".cargo/registry/src/", 1), (".cargo/git/checkouts/", 2)];

/// What a file is called, and whether it is the app's own: not the standard library's, nor of a crate of a registry or
/// of git. The name of an absolute path has no folder of whoever built it.
#[must_use]
pub fn source_name(path: &str) -> (&str, bool) {
    for library in LIBRARY {
        if let Some((_, rest)) = split_once(path, library) {
            return (find(rest, 0, "library/").and_then(|at| rest.get(at..)).unwrap_or(rest), false);
        }
    }
    for (folder, depth) in DEPENDENCIES {
        if let Some((_, rest)) = split_once(path, folder) {
            let below = |rest, _| split_once(rest, '/').map_or(rest, |(_, below)| below);
            return ((0..depth).fold(rest, below), false);
        }
    }
    // Cargo's layout; the folders above are those of whoever built it.
    if let Some((root, _)) = rsplit_once(path, "/src/") {
        return (path.get(root.len() + 1..).unwrap_or(path), true);
    }
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let folder = rsplit_once(path, '/').and_then(|(folders, _)| rsplit_once(folders, '/'));
    (folder.filter(|_| is_absolute).and_then(|(root, _)| path.get(root.len() + 1..)).unwrap_or(path), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_as_their_authors_do() {
        for (path, expect) in [
            ("src/main.rs", ("src/main.rs", true)),
            ("/home/me/shop/src/main.rs", ("src/main.rs", true)),
            ("C:/Users/me/shop/src/main.rs", ("src/main.rs", true)),
            ("/home/me/src/shop/src/pages/cart.rs", ("src/pages/cart.rs", true)),
            ("/home/me/shop/build.rs", ("shop/build.rs", true)),
            ("/home/me/shop/examples/pay.rs", ("examples/pay.rs", true)),
            ("examples/pay.rs", ("examples/pay.rs", true)),
            ("/rustc/59807616e1fa/library/core/src/panicking.rs", ("library/core/src/panicking.rs", false)),
            ("/rust/deps/dlmalloc-0.2.8/src/dlmalloc.rs", ("dlmalloc-0.2.8/src/dlmalloc.rs", false)),
            (
                "/home/me/.rustup/toolchains/x/lib/rustlib/src/rust/library/std/src/rt.rs",
                ("library/std/src/rt.rs", false),
            ),
            (
                "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/yew-0.21.0/src/lib.rs",
                ("yew-0.21.0/src/lib.rs", false),
            ),
            ("/home/me/.cargo/git/checkouts/yew-1a2b/3c4d/src/lib.rs", ("src/lib.rs", false)),
        ] {
            assert_eq!(source_name(path), expect);
        }
    }
}
