//! The program: a thin shell over the library.

mod cli;

use std::process::ExitCode;

/// Most of the work on an event is small texts that come and go; `npm run bench -- proxy` says what it saves.
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
