//! Says what is missing in a checkout that was not built; a published crate has it.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=js/balefire.js");
    let is_wasm = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_wasm && !Path::new("js/balefire.js").exists() {
        println!(
            "cargo::error=rust/js/balefire.js is not built yet: run `npm run build` in the repository first"
        );
    }
}
