//! Names source files independently of the machine that built them.

use crate::scan::{all, find, rsplit_once, split_once};

/// Folders of the standard library and of its own dependencies.
const LIBRARY: [&str; 3] = ["/rustc/", "/rustlib/src/rust/", "/rust/deps/"];
/// Length of the hash that cargo appends to the name of a registry or a repository, in hexadecimal digits.
const SOURCE_HASH: usize = 16;
/// Fewest hexadecimal digits of the revision folder in a git checkout.
const REVISION: usize = 7;

/// The name of a file, and whether it belongs to the app: files of the standard library, and crates from a registry or
/// from git, do not. The name of an absolute path excludes the folders of the build machine.
#[must_use]
pub fn source_name(path: &str) -> (&str, bool) {
    for library in LIBRARY {
        if let Some((_, rest)) = split_once(path, library) {
            return (find(rest, 0, "library/").and_then(|at| rest.get(at..)).unwrap_or(rest), false);
        }
    }
    if let Some(name) = dependency(path) {
        return (name, false);
    }
    // Cargo's layout; the folders above are specific to the build machine.
    if let Some((root, _)) = rsplit_once(path, "/src/") {
        return (path.get(root.len() + 1..).unwrap_or(path), true);
    }
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let folder = rsplit_once(path, '/').and_then(|(folders, _)| rsplit_once(folders, '/'));
    (folder.filter(|_| is_absolute).and_then(|(root, _)| path.get(root.len() + 1..)).unwrap_or(path), true)
}

/// The name of a dependency's file, from the folder of its crate or of its repository. The folder above, `CARGO_HOME`,
/// may be anywhere, such as `/usr/local/cargo` in the Docker image `rust`, or may be cut off by `--remap-path-prefix`:
/// <https://doc.rust-lang.org/cargo/guide/cargo-home.html#directories>
fn dependency(path: &str) -> Option<&str> {
    let mut before = "";
    let mut rest = path;
    while let Some((folder, after)) = split_once(rest, '/') {
        if is_source(folder) {
            let (next, below) = split_once(after, '/')?;
            // `registry/src/index.crates.io-1949cf8c6b5b557f/yew-0.23.0/src/lib.rs`
            if is_crate(next) {
                return Some(after);
            }
            // `git/checkouts/yew-1a2b3c4d5e6f7a8b/3c4d5e6/packages/yew/src/lib.rs`
            if before == "checkouts" && next.len() >= REVISION && all(next, |byte| byte.is_ascii_hexdigit()) {
                return Some(below);
            }
        }
        // The rest of a path without its beginning, or a folder of `cargo vendor --versioned-dirs`.
        if matches!(before, "" | "vendor" | "cargo-vendor-dir") && is_crate(folder) {
            return Some(rest);
        }
        before = folder;
        rest = after;
    }
    None
}

/// Whether a folder belongs to a registry or to a repository: `index.crates.io-1949cf8c6b5b557f`.
fn is_source(folder: &str) -> bool {
    rsplit_once(folder, '-')
        .is_some_and(|(_, hash)| hash.len() == SOURCE_HASH && all(hash, |byte| byte.is_ascii_hexdigit()))
}

fn is_crate(folder: &str) -> bool {
    package_of(folder).is_some()
}

/// The package in the folder into which cargo unpacks it: `yew` for `yew-0.23.0` and for `yew-0.23.0-rc.1`.
#[must_use]
pub fn package_of(folder: &str) -> Option<&str> {
    folder.match_indices('-').find_map(|(at, _)| {
        let (name, version) = (folder.get(..at)?, folder.get(at + 1..)?);
        let end = version.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(version.len());
        let mut numbers = version.get(..end)?.split('.');
        let has_three = numbers.by_ref().take(3).filter(|it| !it.is_empty()).count() == 3;
        (has_three && numbers.next().is_none()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages() {
        for (folder, expect) in [
            ("yew-0.23.0", Some("yew")),
            ("wasm-bindgen-0.2.130", Some("wasm-bindgen")),
            ("thaw-0.5.0-beta.2", Some("thaw")),
            ("aws-sdk-s3-1.2.3+build.7", Some("aws-sdk-s3")),
            ("shop", None),
            ("shop-2", None),
            ("shop-1.2", None),
            ("shop-1.2.3.4", None),
            ("shop-1..3", None),
        ] {
            assert_eq!(package_of(folder), expect, "{folder}");
        }
    }

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
            (
                "/home/me/.cargo/git/checkouts/yew-1a2b3c4d5e6f7a8b/3c4d5e6/packages/yew/src/lib.rs",
                ("packages/yew/src/lib.rs", false),
            ),
            // Docker's image `rust`.
            (
                "/usr/local/cargo/registry/src/index.crates.io-1949cf8c6b5b557f/yew-0.23.0/src/lib.rs",
                ("yew-0.23.0/src/lib.rs", false),
            ),
            (
                "D:/tools/cargo/registry/src/rsproxy.cn-e3de039b2554c837/thaw-0.5.0-beta/src/button.rs",
                ("thaw-0.5.0-beta/src/button.rs", false),
            ),
            // `--remap-path-prefix`
            ("/index.crates.io-1949cf8c6b5b557f/yew-0.23.0/src/lib.rs", ("yew-0.23.0/src/lib.rs", false)),
            ("/yew-0.23.0/src/lib.rs", ("yew-0.23.0/src/lib.rs", false)),
            ("yew-0.23.0/src/lib.rs", ("yew-0.23.0/src/lib.rs", false)),
            ("/builds/me/shop/vendor/yew-0.23.0/src/lib.rs", ("yew-0.23.0/src/lib.rs", false)),
            ("/build/cargo-vendor-dir/yew-0.23.0/src/lib.rs", ("yew-0.23.0/src/lib.rs", false)),
            // Apps that are called so.
            ("/home/me/registry/src/main.rs", ("src/main.rs", true)),
            ("/home/me/git/checkouts/shop/src/main.rs", ("src/main.rs", true)),
            ("/builds/vendor/shop/src/main.rs", ("src/main.rs", true)),
            ("/build/shop-1.2.0/src/main.rs", ("src/main.rs", true)),
        ] {
            assert_eq!(source_name(path), expect);
        }
    }
}
