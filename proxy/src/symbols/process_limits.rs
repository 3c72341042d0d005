//! Limits of the process that reads an upload.

use std::io;

/// Most memory, in bytes of address space. It limits files that grow while they are read. Of compilers' files, the
/// largest accepted one needs less than half of it.
const MEMORY: u64 = 2 << 30;
/// Longest CPU time for any file, in seconds.
const SECONDS: u64 = 20;
/// Additional CPU time for each MiB of the file, in seconds: about 20 times the usual need.
const SECONDS_PER_MIB: u64 = 1;

/// The limits in words, for a file of this many bytes.
pub(super) fn describe(size: u64) -> String {
    format!("{} MiB of memory and {} s of computing", MEMORY >> 20, seconds(size))
}

fn seconds(size: u64) -> u64 {
    SECONDS + SECONDS_PER_MIB * (size >> 20)
}

/// Sets the limits of this process, which a server with this process id started to read a file of this many bytes.
#[cfg(unix)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(unused_variables, reason = "only Linux tells of the end of a parent")
)]
pub(super) fn set(server: u32, size: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let lower = |resource, value: u64| {
        // The process that started the server may have set a lower limit.
        let value = getrlimit(resource).maximum.map_or(value, |most| most.min(value));
        setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })
    };
    lower(Resource::Core, 0)?;
    lower(Resource::Cpu, seconds(size))?;
    lower(Resource::As, MEMORY)?;
    #[cfg(target_os = "linux")]
    {
        // This process ends when its server ends, which may have happened already.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        let parent = rustix::process::getppid().map(|id| id.as_raw_nonzero().get().unsigned_abs());
        if parent != Some(server) {
            return Err(io::Error::other("the server is gone"));
        }
        // If memory is short, the system ends this process before the server.
        let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    }
    Ok(())
}

/// On this system no limit is set; if a conversion dies, the server stays alive.
#[cfg(not(unix))]
pub(super) fn set(_: u32, _: u64) -> io::Result<()> {
    Ok(())
}
