//! Converts uploads in a process of their own, so that a crash leaves the server running.
//!
//! Anybody with a token can upload a file, and the code that reads it is large: a file of some KB can need more stack,
//! memory or time than there is. So the server starts its own program again for each file, under limits that the
//! operating system enforces.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};

use super::add_error::Refusal;
use super::{AddError, UploadedSymbols, convert, process_limits, sources};

/// The subcommand that converts a file. It is for the server only.
pub const COMMAND: &str = "convert-symbols";
/// The stack of a conversion, in bytes: enough for the deepest nesting that is read, with a reserve.
pub(super) const STACK: usize = 64 << 20;
/// Most bytes of the output of a failed conversion that are logged.
const LAST_WORDS: usize = 400;

/// How uploads are converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Converter {
    /// In this process, on a thread with a large stack; memory and time have no limit.
    Thread,
    /// In a child process that runs this program.
    Process(PathBuf),
}

impl Converter {
    /// Child processes of the program that is running.
    pub fn of_this_program() -> io::Result<Self> {
        // This link stays valid after the file was replaced.
        let link = Path::new("/proc/self/exe");
        Ok(Self::Process(if link.exists() { link.to_owned() } else { std::env::current_exe()? }))
    }

    /// Converts a file; the results are written to the folder.
    pub(super) fn convert(&self, file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
        match self {
            Self::Thread => on_large_stack(file, folder),
            Self::Process(program) => in_process(program, file, folder),
        }
    }
}

/// The answer of a conversion process.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Added(UploadedSymbols),
    Refused(Refusal),
}

/// The main function of a conversion process. It converts a file for the server with this process id, and writes the
/// answer to stdout.
pub fn answer(server: u32, file: &Path, folder: &Path) -> io::Result<()> {
    process_limits::set(server, file.metadata()?.len())?;
    let answer = match on_large_stack(file, folder) {
        Ok(added) => Answer::Added(added),
        Err(error) => Answer::Refused(error.into()),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()
}

fn in_process(program: &Path, file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
    let mut command = Command::new(program);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, "balefire-proxy");
    // It does not need the environment, which may contain secrets.
    command.env_clear().stdin(Stdio::null());
    command.arg(COMMAND).arg(std::process::id().to_string()).arg(file).arg(folder);
    let output = command.output()?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let words: String = words.chars().take(LAST_WORDS).collect();
        let status = output.status.to_string();
        tracing::warn!(status, words, "conversion of an upload died");
        return Err(AddError::Died(death(output.status, file)));
    }
    match serde_json::from_slice(&output.stdout).map_err(io::Error::from)? {
        Answer::Added(added) => Ok(added),
        Answer::Refused(refusal) => Err(refusal.into()),
    }
}

/// Describes how a conversion ended without an answer.
fn death(status: ExitStatus, file: &Path) -> String {
    let limits = process_limits::describe(file.metadata().map_or(0, |about| about.len()));
    format!("ended early ({status}); it may take {limits}")
}

fn on_large_stack(file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
    thread::scope(|scope| {
        let work = thread::Builder::new()
            .name("conversion".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || convert_file(file, folder))?;
        // A file that makes its reader panic is broken; the server continues.
        work.join().unwrap_or_else(|_| Err(AddError::Broken("its reader panicked".to_owned())))
    })
}

fn convert_file(file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
    if sources::is_bundle(file)? { sources::unpack(file, folder) } else { convert::convert(file, folder) }
}
