//! Lines on stdout.

use std::io::Write;

use anyhow::Context;

/// Prints a line. Stdout may be a closed pipe, so printing can fail.
pub fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).context("cannot write to stdout")
}
