//! The command line: one file for each command.

mod alert;
mod alert_rule;
mod arguments;
mod backup;
mod check;
mod dead_letter;
mod duration;
mod environment;
mod export;
mod key;
mod logging;
mod output;
mod project_name;
mod restore;
mod retention;
mod serve;
mod signals;
mod store;
mod token;
mod upload;

use anyhow::Context;
use balefire_proxy::config::load;
use balefire_proxy::symbols;
use clap::Parser;

use self::arguments::{AlertCommand, Cli, Command, RetentionCommand};
use self::environment::environment;
use self::output::say;
use self::store::open_store;

/// Runs the command of the command line.
pub fn run() -> anyhow::Result<()> {
    let (command, flags) = Cli::parse().split();
    if let Command::ConvertSymbols { server, file, folder } = command {
        return symbols::answer(server, &file, &folder).context("cannot answer");
    }
    let loaded = load(&flags, environment())?;
    logging::start(loaded.config.log);
    match command {
        Command::Serve => serve::run(loaded, flags),
        Command::Dsn { project } => key::dsn(&loaded.config, &project),
        Command::Key { command } => key::run(&loaded.config, command),
        Command::Token(arguments) => token::run(&loaded.config, arguments),
        Command::Upload { url, token, include_sources, files } => {
            upload::run(&url, &token, include_sources, &files)
        }
        Command::Backup { to } => backup::run(&loaded.config, &to),
        Command::Restore { from } => restore::run(&loaded.config, &from),
        Command::Export(arguments) => export::run(&loaded.config, &arguments),
        Command::DeadLetter { command } => {
            let store = open_store(&loaded.config)?;
            dead_letter::run(&loaded.config, store.as_ref(), command, &say)
        }
        Command::Check => check::run(&loaded),
        Command::Retention { command: RetentionCommand::Confirm } => retention::confirm(&loaded.config),
        // This command has already run above, without a configuration.
        Command::ConvertSymbols { .. } => Ok(()),
        Command::Alert { command: AlertCommand::Test { rule: None } } => alert::test(&loaded.config),
        Command::Alert { command: AlertCommand::Test { rule: Some(rule) } } => {
            alert_rule::replay(loaded.config, &rule)
        }
    }
}
