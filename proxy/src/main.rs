//! The program: a thin shell over the library.

mod background;
mod cli;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use balefire_protocol::dsn::Dsn;
use balefire_proxy::alert;
use balefire_proxy::app::{self, App, DEMO};
use balefire_proxy::backup::backup;
use balefire_proxy::config::{Config, Flags, Live, Loaded, LogFormat, load};
use balefire_proxy::process::hash::sha256_hex;
use balefire_proxy::secret::random_hex;
use balefire_proxy::serve;
use balefire_proxy::signals::{Hangups, told_to_stop};
use balefire_proxy::store::Project;
use balefire_proxy::symbols::{self, Converter};
use balefire_proxy::upload::{upload, upload_sources};
use clap::Parser;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::background::Background;
use crate::cli::{AlertCommand, Cli, Command, KeyCommand};

/// Most of the work on an event is small texts that come and go; `npm run bench -- proxy` says what it saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("balefire-proxy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// To stderr, from the level that `RUST_LOG` says.
fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Below this level ureq logs whole addresses, and a robot's address holds its token.
    let filter = filter.add_directive("ureq=info".parse().expect("a directive of our own"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
}

fn run() -> anyhow::Result<()> {
    let (command, flags) = Cli::parse().split();
    if let Command::ConvertSymbols { server, file, folder } = command {
        return symbols::answer(server, &file, &folder).context("cannot answer");
    }
    let loaded = load(&flags, environment())?;
    log(loaded.config.log);
    match command {
        Command::Serve => run_server(loaded, flags),
        Command::Dsn { project } => dsn(&loaded.config, &project),
        Command::Key { command } => key(&loaded.config, command),
        Command::Token => token(&loaded.config),
        Command::Upload { url, token, include_sources, files } => {
            upload_all(&url, &token, include_sources, &files)
        }
        Command::Backup { to } => save(&loaded.config, &to),
        Command::DeadLetter { command } => {
            let store = background::open_store(&loaded.config)?;
            cli::dead_letter::run(&loaded.config, store.as_ref(), command, &say)
        }
        Command::Check => check(&loaded),
        // It is done above, without a configuration.
        Command::ConvertSymbols { .. } => Ok(()),
        Command::Alert { command: AlertCommand::Test } => alert_test(&loaded.config),
    }
}

fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn run_server(loaded: Loaded, flags: Flags) -> anyhow::Result<()> {
    for line in loaded.lines() {
        tracing::debug!("{line}");
    }
    let config = loaded.config;
    let store = background::open_store(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime
        .block_on(TcpListener::bind(config.listen))
        .with_context(|| format!("cannot listen at {}", config.listen))?;
    let address = listener.local_addr()?;
    let converter = Converter::of_this_program().context("cannot find the program itself")?;
    let app = Arc::new(App::open_with(config.bound_to(address), store, converter)?);
    let background = Background::start(&app)?;
    announce(&app);
    // From here on, and not from when the task first runs: until then the signal would end the process.
    let hangups = runtime.block_on(async { Hangups::new() })?;
    runtime.spawn(reload_when_told(hangups, Arc::clone(&app.live), flags));
    say(&format!("balefire-proxy is ready at http://{address}"))?;
    runtime.block_on(serve::serve(app::router(app), listener, told_to_stop()));
    tracing::info!("storing what is still in the inbox");
    background.stop();
    Ok(())
}

/// Reads the configuration again at each SIGHUP. One that is wrong changes nothing.
async fn reload_when_told(mut hangups: Hangups, live: Arc<Live>, flags: Flags) {
    while hangups.next().await.is_some() {
        match load(&flags, environment()) {
            Ok(loaded) => {
                for line in loaded.lines() {
                    tracing::debug!("{line}");
                }
                live.replace(loaded.config);
                tracing::info!("the configuration was read again");
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "the configuration stays as it was");
            }
        }
    }
}

fn announce(app: &App) {
    let config = app.config();
    tracing::info!("listening at {}, reached at {}", config.listen, config.public_url);
    tracing::info!("data lies in {}", config.data.display());
    if let Some(project) = app.keys.project(DEMO) {
        for key in &project.keys {
            tracing::info!("DSN of {DEMO}: {}", config.dsn(key, project.id));
        }
    }
    if config.robots.is_empty() {
        tracing::info!("no DingTalk robot is configured: alerts are kept at /alerts/");
    }
}

fn dsn(config: &Config, slug: &str) -> anyhow::Result<()> {
    let store = background::open_store(config)?;
    let project = store.ensure_project(slug, &random_hex(16)?)?;
    let key = project.keys.first().with_context(|| format!("project {slug} has no key"))?;
    say(&config.dsn(key, project.id))
}

fn key(config: &Config, command: KeyCommand) -> anyhow::Result<()> {
    let store = background::open_store(config)?;
    let known = |slug: &str| -> anyhow::Result<Project> {
        let projects = store.projects()?;
        let found = projects.into_iter().find(|project| project.slug == slug);
        found.with_context(|| {
            format!("there is no project {slug}: `balefire-proxy dsn --project {slug}` makes it")
        })
    };
    match command {
        KeyCommand::List { project } => {
            let project = known(&project)?;
            project.keys.iter().try_for_each(|key| say(&config.dsn(key, project.id)))
        }
        KeyCommand::Add { project } => {
            let project = known(&project)?;
            let key = random_hex(16)?;
            store.add_key(project.id, &key)?;
            say(&config.dsn(&key, project.id))
        }
        KeyCommand::Revoke { key } => {
            let key = Dsn::parse(&key).map_or(key, |dsn| dsn.public_key);
            if !store.revoke_key(&key)? {
                bail!("no project has the key {key}");
            }
            say(&format!("{key} is revoked"))
        }
    }
}

fn save(config: &Config, to: &Path) -> anyhow::Result<()> {
    backup(&config.data, to)?;
    say(&format!("{} is in {}", config.data.display(), to.display()))
}

fn token(config: &Config) -> anyhow::Result<()> {
    let store = background::open_store(config)?;
    let token = random_hex(32)?;
    store.add_token(&sha256_hex(token.as_bytes()))?;
    say(&token)
}

fn upload_all(url: &str, token: &str, include_sources: bool, files: &[PathBuf]) -> anyhow::Result<()> {
    for file in files {
        let name = file.display();
        let told = upload(url, token, file).with_context(|| format!("cannot upload {name}"))?;
        let knows = if told.has_lines { "functions and lines" } else { "names of functions, no lines" };
        say(&format!("{name}: {}, {knows}, {} events resolved", told.debug_id, told.resolved))?;
        if include_sources {
            let sources = upload_sources(url, token, file);
            let sources = sources.with_context(|| format!("cannot upload the sources of {name}"))?;
            let told =
                if sources.is_some() { "sources uploaded" } else { "no source of it is on this machine" };
            say(&format!("{name}: {told}"))?;
        }
    }
    Ok(())
}

fn check(loaded: &Loaded) -> anyhow::Result<()> {
    loaded.lines().iter().try_for_each(|line| say(line))
}

fn alert_test(config: &Config) -> anyhow::Result<()> {
    let results = alert::send_test(config);
    if results.is_empty() {
        bail!("no DingTalk robot is configured");
    }
    let failed = results.iter().filter(|(_, result)| result.is_err()).count();
    for (robot, result) in &results {
        match result {
            Ok(()) => say(&format!("{robot}: delivered"))?,
            Err(error) => say(&format!("{robot}: {error}"))?,
        }
    }
    if failed > 0 {
        bail!("{failed} of {} robots failed", results.len());
    }
    Ok(())
}

/// To stdout, which may be a pipe that nobody reads any more.
fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).context("cannot write to stdout")
}
