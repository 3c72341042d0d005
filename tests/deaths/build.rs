//! The app gives its stack pointer away, so that the guard can give its stack back.
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg=--export=__stack_pointer");
    }
}
