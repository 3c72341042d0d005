//! What a process may take that reads an upload.

use std::io;

/// Most memory, in bytes of address space: some 5 times what the largest file needs that is taken.
pub(super) const MEMORY: u64 = 2 << 30;
/// Longest computing, in seconds: some 5 times what the largest file needs that is taken.
pub(super) const SECONDS: u64 = 120;

/// The limits in words.
pub(super) fn describe() -> String {
    format!("{} MiB of memory and {SECONDS} s of computing", MEMORY >> 20)
}

/// Limits this process from now on.
#[cfg(unix)]
pub(super) fn set() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limit = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Cpu, limit(SECONDS))?;
    setrlimit(Resource::As, limit(MEMORY))?;
    #[cfg(target_os = "linux")]
    {
        // Not longer than the server that asked for it; and where memory is short, it goes before the server does.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    }
    Ok(())
}

/// There is no limit to set here: a conversion that dies leaves the server alive.
#[cfg(not(unix))]
pub(super) fn set() -> io::Result<()> {
    Ok(())
}
