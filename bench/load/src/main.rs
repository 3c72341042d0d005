//! Posts envelopes to a running server for some seconds, waits until they are stored, and prints one JSON object:
//! how it answered, how fast, and what that cost it. `npm run bench -- proxy` runs it; docs/bench.md says how.

mod envelope;
mod event_id;
mod http;
mod load;
mod metrics;
mod pace;
mod report;
mod storage;
mod tally;
mod usage;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use balefire_protocol::dsn::Dsn;
use clap::Parser;

use crate::envelope::Template;
use crate::load::{Load, Target};
use crate::pace::Pace;
use crate::report::{Costs, Phase, Report};
use crate::usage::Usage;

/// Posts envelopes to a server, waits until they are stored, and prints what it saw as JSON.
#[derive(Debug, Parser)]
struct Cli {
    /// Where to send
    #[arg(long)]
    dsn: String,
    /// The server's process
    #[arg(long)]
    pid: u32,
    /// A file with an envelope in which 32 zeros stand wherever the id of its event does
    #[arg(long)]
    envelope: PathBuf,
    /// Sends it as gzip
    #[arg(long)]
    gzip: bool,
    /// How many connections send at once
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// For how many seconds
    #[arg(long, default_value_t = 5.0)]
    secs: f64,
    /// Requests per second, whatever the answers do; without it, each connection sends when it was answered
    #[arg(long)]
    rate: Option<f64>,
    /// Threads that send
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(cli.threads).enable_all().build()?;
    let report = runtime.block_on(measure(cli))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn measure(cli: Cli) -> anyhow::Result<Report> {
    ensure!(cli.rate.is_none_or(|rate| rate > 0.0), "--rate is not above 0");
    let sample =
        std::fs::read(&cli.envelope).with_context(|| format!("cannot read {}", cli.envelope.display()))?;
    let target = Target::of(&Dsn::parse(&cli.dsn)?)?;
    let load = Load {
        target: target.clone(),
        template: if cli.gzip { Template::gzip(&sample)? } else { Template::plain(&sample)? },
        connections: cli.connections,
        time: Duration::try_from_secs_f64(cli.secs).context("--secs is no time")?,
        pace: cli.rate.map_or(Pace::AsAnswered, Pace::Rate),
    };
    let before = metrics::outcomes(&target).await?;
    let (idle, own) = (Usage::of(cli.pid)?, Usage::of(std::process::id())?);
    let ran = load::run(load).await;
    let (loaded, own) = (Usage::of(cli.pid)?, Usage::of(std::process::id())?.since(&own));
    let stored = storage::wait(&target, &before, ran.tally.accepted()).await?;
    let settled = Usage::of(cli.pid)?;
    let costs = Costs {
        idle: idle.memory,
        answered: Phase { cpu: loaded.since(&idle), memory: loaded.memory },
        settled: Phase { cpu: settled.since(&idle), memory: settled.memory },
        own_cpu: own,
    };
    Ok(Report::new(&ran, stored, costs))
}
