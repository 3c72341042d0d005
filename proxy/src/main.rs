//! The program: a thin shell over the library.

mod background;
mod cli;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use balefire_protocol::dsn::Dsn;
use balefire_proxy::alerts;
use balefire_proxy::app::App;
use balefire_proxy::backup::backup;
use balefire_proxy::config::{Config, Flags, Live, Loaded, LogFormat, load};
use balefire_proxy::data_dir::integrity::{check_at_start, check_logs};
use balefire_proxy::data_dir::lock::DataLock;
use balefire_proxy::model::project::DEMO;
use balefire_proxy::model::project::Project;
use balefire_proxy::model::rfc3339;
use balefire_proxy::retention::clock;
use balefire_proxy::secret::random_hex;
use balefire_proxy::serve;
use balefire_proxy::signals::{Hangups, told_to_stop};
use balefire_proxy::store::RetentionState;
use balefire_proxy::symbols::{self, Converter};
use balefire_proxy::upload::{upload, upload_sources};
use balefire_proxy::web::router::routers;
use clap::Parser;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

use crate::background::Background;
use crate::cli::{AlertCommand, Cli, Command, KeyCommand, RetentionCommand, token};

/// Most of the work on an event is small texts that come and go; `npm run bench -- proxy` says what it saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How much longer than the grace the server may take to say that the grace is over.
const MARGIN: Duration = Duration::from_secs(2);

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
        Command::Token(arguments) => token::run(&loaded.config, arguments),
        Command::Upload { url, token, include_sources, files } => {
            upload_all(&url, &token, include_sources, &files)
        }
        Command::Backup { to } => save(&loaded.config, &to),
        Command::DeadLetter { command } => {
            let store = background::open_store(&loaded.config)?;
            cli::dead_letter::run(&loaded.config, store.as_ref(), command, &say)
        }
        Command::Check => check(&loaded),
        Command::Retention { command: RetentionCommand::Confirm } => confirm_clock(&loaded.config),
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
    background::make_directory(&config)?;
    let lock = DataLock::acquire(&config.data)
        .with_context(|| format!("cannot open the store in {}", config.data.display()))?;
    let damaged_logs = check_logs(&config.data);
    let store = background::open_store(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime
        .block_on(async { serve::listen(config.listen) })
        .with_context(|| format!("cannot listen at {}", config.listen))?;
    let address = listener.local_addr()?;
    let converter = Converter::of_this_program().context("cannot find the program itself")?;
    let app = Arc::new(App::open_with(config.bound_to(address), store, converter)?);
    for (log, lost) in damaged_logs {
        app.health.report_damaged_log(log, lost);
    }
    let check = check_at_start(&app.store, &app.health, lock.last_stop())?;
    let background = Background::start(&app)?;
    announce(&app);
    // From here on, and not from when they are first waited for: until then a signal would end the process.
    let hangups = runtime.block_on(async { Hangups::new() })?;
    let told = wait_for_signals()?;
    runtime.spawn(reload_when_told(hangups, Arc::clone(&app.live), flags));
    say(&format!("balefire-proxy is ready at http://{address}"))?;
    let health = Arc::clone(&app.health);
    serve_until_told(&runtime, &app, listener, told);
    tracing::info!("storing what is still in the inbox");
    background.stop();
    // With the last request the store goes, which closes its file; the lock is held until then. Work that did not end in
    // the grace is not waited for: nobody was said 200 to for it.
    drop(app);
    runtime.shutdown_timeout(MARGIN);
    // What was not looked through, or is damaged, is looked through at the next start.
    if check.is_done()
        && !health.is_damaged()
        && let Err(error) = lock.end_clean()
    {
        tracing::warn!(error = &error as &dyn std::error::Error, "clean stop not noted");
    }
    Ok(())
}

/// What the thread that waits for signals says.
struct Told {
    /// Ends when the server is to stop.
    stop: oneshot::Receiver<()>,
    /// Ends when that has taken too long.
    give_up: oneshot::Receiver<()>,
}

/// Waits for the signal to stop, and then for the end of the grace, on a thread of its own, so that both count however
/// busy the threads of the server are.
fn wait_for_signals() -> anyhow::Result<Told> {
    let (stop, stopped) = oneshot::channel::<()>();
    let (give_up, given_up) = oneshot::channel::<()>();
    let own = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // From here on, and not from when it is first waited for: until then a signal would end the process.
    let told = own.block_on(async { told_to_stop() })?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        own.block_on(async {
            told.await;
            drop(stop);
            tokio::time::sleep(serve::GRACE + MARGIN).await;
            drop(give_up);
        });
    })?;
    Ok(Told { stop: stopped, give_up: given_up })
}

/// Serves until the process is told to stop, and for the grace after that.
fn serve_until_told(runtime: &Runtime, app: &Arc<App>, listener: TcpListener, told: Told) {
    let stop = async {
        // Told to, or the thread that tells has gone.
        let _ = told.stop.await;
    };
    let (routers, connections) = (routers(Arc::clone(app)), Arc::clone(&app.connections));
    runtime.block_on(async {
        tokio::select! {
            () = serve::serve(routers, listener, connections, stop) => {}
            _ = told.give_up => tracing::warn!("the server is too busy to end its requests"),
        }
    });
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

fn upload_all(url: &str, token: &str, include_sources: bool, files: &[PathBuf]) -> anyhow::Result<()> {
    for file in files {
        let name = file.display();
        let told = upload(url, token, file).with_context(|| format!("cannot upload {name}"))?;
        let knows = if told.has_lines { "functions and lines" } else { "names of functions, no lines" };
        let events = if told.symbolicated == 1 { "event" } else { "events" };
        say(&format!("{name}: {}, {knows}, {} {events} symbolicated", told.debug_id, told.symbolicated))?;
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

fn confirm_clock(config: &Config) -> anyhow::Result<()> {
    let store = background::open_store(config)?;
    let Some(seen) = store.retention_state()?.clock.jumped.and(store.retention_state()?.clock.seen) else {
        return say("deletion by age is not paused: there is nothing to confirm");
    };
    store.update_retention(&|state| RetentionState { clock: clock::confirm(state.clock), ..state })?;
    say(&format!("the clock is right at {}: deletion by age goes on within a minute", rfc3339::format(seen)))
}

fn alert_test(config: &Config) -> anyhow::Result<()> {
    let results = alerts::send_test(config);
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
