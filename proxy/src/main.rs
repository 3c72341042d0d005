//! The program: a thin shell over the library.

mod cli;

use std::process::ExitCode;

/// Event processing allocates and frees many small texts, and this allocator is faster at that. Measure the gain with
/// `npm run bench -- proxy`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    take_small_pages();
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("balefire-proxy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The allocator asks Linux for huge pages. Then each part of its memory that is touched takes 2 MiB, and an idle server
/// takes 12 MB for the 3 MB that it uses. If this fails, the server only takes more memory.
/// <https://man7.org/linux/man-pages/man2/PR_SET_THP_DISABLE.2const.html>
#[cfg(target_os = "linux")]
fn take_small_pages() {
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
