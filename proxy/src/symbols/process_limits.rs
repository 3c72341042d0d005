//! What a process may take that reads an upload.

use std::io;

/// Most memory, in bytes of address space. It is what bounds a file that grows as it is read; of what compilers make,
/// the largest that is taken needs less than half of it.
const MEMORY: u64 = 2 << 30;
/// Longest computing of any file, in seconds.
const SECONDS: u64 = 20;
/// And for each MiB of the file, in seconds: some 20 times what it takes.
const SECONDS_PER_MIB: u64 = 1;

/// The limits in words, for a file of so many bytes.
pub(super) fn describe(size: u64) -> String {
    format!("{} MiB of memory and {} s of computing", MEMORY >> 20, seconds(size))
}

fn seconds(size: u64) -> u64 {
    SECONDS + SECONDS_PER_MIB * (size >> 20)
}

/// Limits this process from now on, which a server of this id started to read a file of so many bytes.
#[cfg(unix)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(unused_variables, reason = "only Linux tells of the end of a parent")
)]
pub(super) fn set(server: u32, size: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let lower = |resource, value: u64| {
        // Whoever started the server may have set less.
        let value = getrlimit(resource).maximum.map_or(value, |most| most.min(value));
        setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })
    };
    lower(Resource::Core, 0)?;
    lower(Resource::Cpu, seconds(size))?;
    lower(Resource::As, MEMORY)?;
    #[cfg(target_os = "linux")]
    {
        // Not longer than the server that asked for it, which may be gone before this.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        let parent = rustix::process::getppid().map(|id| id.as_raw_nonzero().get().unsigned_abs());
        if parent != Some(server) {
            return Err(io::Error::other("the server is gone"));
        }
        // Where memory is short, it goes before the server does.
        let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    }
    Ok(())
}

/// There is no limit to set here: a conversion that dies leaves the server alive.
#[cfg(not(unix))]
pub(super) fn set(_: u32, _: u64) -> io::Result<()> {
    Ok(())
}
