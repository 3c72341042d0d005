//! The program: a thin shell over the library.

mod cli;

use std::process::ExitCode;

/// Event processing allocates and frees many small texts, and this allocator is faster at that. Measure the gain with
/// `npm run bench -- proxy`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("balefire-proxy: {error:#}");
            ExitCode::FAILURE
        }
    }
}
