//! Stops a build that would make an app without its recorder, and says what to do.

use std::env;
use std::path::Path;

/// Made by `npm run build`, and not in git.
const SNIPPET: &str = "js/balefire.js";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SNIPPET}");
    if Path::new(SNIPPET).exists() {
        return;
    }
    let is_wasm = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    let has_recorder = env::var_os("CARGO_FEATURE_RECORDER").is_some();
    // Cargo writes this file into packages; it builds each before it is published, for the host.
    let is_package = Path::new("Cargo.toml.orig").exists();
    if is_package {
        println!(
            "cargo::error=this package has no {SNIPPET}, and no app could use it: run `npm run build` in the repository before `cargo package`"
        );
    } else if is_wasm && has_recorder && is_in_cargos_cache() {
        println!(
            "cargo::error=a git dependency has no {SNIPPET}, which is built and not in git. Clone the repository, run `npm run build` in it, and depend on its folder: balefire = {{ path = \"../balefire/rust\" }}. Or do without the recorder: default-features = false, features = [\"direct\"]"
        );
    } else if is_wasm && has_recorder {
        println!(
            "cargo::error=rust/{SNIPPET} is not built yet: run `npm run build` in the repository first, or do without the recorder: default-features = false, features = [\"direct\"]"
        );
    }
}

/// Whether this is a checkout of a git dependency, where a build by hand would be lost:
/// <https://doc.rust-lang.org/cargo/guide/cargo-home.html>
fn is_in_cargos_cache() -> bool {
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    folder.replace('\\', "/").contains("/git/checkouts/")
}
