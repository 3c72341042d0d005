//! Lines on stdout.

use std::io::Write;

use anyhow::Context;

/// To stdout, which may be a pipe that nobody reads any more.
pub fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).context("cannot write to stdout")
}
