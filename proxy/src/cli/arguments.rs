//! The command line: commands, arguments and flags.

use std::path::PathBuf;

use balefire_proxy::config::Flags;
use balefire_proxy::model::project::DEMO;
use balefire_proxy::symbols;
use clap::{Parser, Subcommand};

use super::dead_letter::DeadLetterCommand;
use super::export::ExportArguments;
use super::project_name::project_name;
use super::token::TokenArguments;

/// Takes error envelopes at a DSN, keeps and groups them, shows them, and tells a DingTalk group.
#[derive(Debug, Parser)]
#[command(name = "balefire-proxy", version)]
pub struct Cli {
    /// The configuration file [default: balefire.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8787]
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// Where the databases lie [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What is to be done.
#[derive(Debug, Clone, Default, Subcommand)]
pub enum Command {
    /// Runs the server (this is what happens without a command)
    #[default]
    Serve,
    /// Prints the DSN of a project, which is made if there is none of this name
    Dsn {
        /// The project's name: lower-case letters, digits and dashes
        #[arg(long, default_value = DEMO, value_parser = project_name)]
        project: String,
    },
    /// Keys of a project: each is a DSN
    Key {
        /// What is to be done with them.
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Makes a token for the web API, the pages and uploads, and prints it: this once
    Token(TokenArguments),
    /// Hands wasm files with DWARF to a running server, so that it finds source lines
    Upload {
        /// Where the server is reached; the names in the environment are those of sentry-cli
        #[arg(long, env = "SENTRY_URL", default_value = "http://127.0.0.1:8787")]
        url: String,
        /// A token of `balefire-proxy token`
        #[arg(long, env = "SENTRY_AUTH_TOKEN", hide_env_values = true)]
        token: String,
        /// Sends the sources too, as far as they are on this machine: events then show the lines themselves
        #[arg(long)]
        include_sources: bool,
        /// What was built, before it is stripped
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Copies all data, while the server runs or not, to a directory in which a server can be started
    Backup {
        /// The directory: empty, or made
        to: PathBuf,
    },
    /// Puts a backup in the place of the data directory, which must be empty or missing; stop the server first
    Restore {
        /// The folder of a backup, or a single store.db, of this version or an older one
        from: PathBuf,
    },
    /// Prints issues and events of a project as JSON, one object a line; the server may be running
    Export(ExportArguments),
    /// Items that were accepted and could not be stored
    DeadLetter {
        /// What is to be done with them.
        #[command(subcommand)]
        command: DeadLetterCommand,
    },
    /// Prints each value of the configuration and where it came from
    Check,
    /// Deletion of what is old
    Retention {
        /// What is to be done about it.
        #[command(subcommand)]
        command: RetentionCommand,
    },
    /// Converts an upload, for the server that took it, and under limits
    #[command(name = symbols::COMMAND, hide = true)]
    ConvertSymbols {
        /// The process id of the server
        server: u32,
        /// The file
        file: PathBuf,
        /// Where the symbols lie
        folder: PathBuf,
    },
    /// Tries what alerts need
    Alert {
        /// What is to be tried.
        #[command(subcommand)]
        command: AlertCommand,
    },
}

/// What is to be done with keys.
#[derive(Debug, Clone, Subcommand)]
pub enum KeyCommand {
    /// Prints the DSNs of a project, one a line
    List {
        /// The project's name
        #[arg(long, default_value = DEMO, value_parser = project_name)]
        project: String,
    },
    /// Makes one more key for a project and prints its DSN; the others stay
    Add {
        /// The project's name
        #[arg(long, default_value = DEMO, value_parser = project_name)]
        project: String,
    },
    /// Takes a key back: within seconds nothing is taken that comes with it
    Revoke {
        /// The key, or its DSN
        key: String,
    },
}

/// What is to be done about deletion.
#[derive(Debug, Clone, Subcommand)]
pub enum RetentionCommand {
    /// Says that the clock of this machine is right, so that deletion by age goes on after a jump
    Confirm,
}

/// What is to be tried of alerts.
#[derive(Debug, Clone, Subcommand)]
pub enum AlertCommand {
    /// Sends a message through each channel, and says how that ended; with a rule, sends nothing and says what the rule
    /// would have sent within the last week
    Test {
        /// The name of a rule; one of a project is PROJECT/NAME
        #[arg(long, value_name = "NAME")]
        rule: Option<String>,
    },
}

impl Cli {
    /// Splits the command line into the command and the flags that set configuration values.
    pub fn split(self) -> (Command, Flags) {
        let flags = Flags { file: self.config, listen: self.listen, data: self.data };
        (self.command.unwrap_or_default(), flags)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn command_line_makes_sense() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serve_is_the_default_and_takes_flags_on_both_sides() {
        for line in [&["p", "--listen", "a:1"][..], &["p", "serve", "--listen", "a:1"]] {
            let (command, flags) = Cli::try_parse_from(line).unwrap().split();
            assert!(matches!(command, Command::Serve));
            assert_eq!(flags.listen.as_deref(), Some("a:1"));
        }
    }

    #[test]
    fn dead_letters_are_named_or_all_are_meant() {
        let parse = |words: &[&str]| Cli::try_parse_from([&["p", "dead-letter"], words].concat());
        assert!(parse(&["retry", "1", "2"]).is_ok() && parse(&["drop", "--all"]).is_ok());
        assert!(parse(&["list"]).is_ok() && parse(&["list", "--project", "shop"]).is_ok());
        assert!(parse(&["retry"]).is_err() && parse(&["drop", "1", "--all"]).is_err());
        assert!(parse(&["drop", "x"]).is_err() && parse(&["list", "--project", "A B"]).is_err());
    }
}
