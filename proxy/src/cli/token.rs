//! `balefire-proxy token`: makes, lists and revokes tokens.

use std::time::Duration;

use anyhow::{Context, bail};
use balefire_proxy::config::Config;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::{Scopes, TokenScope};
use balefire_proxy::secret::random_hex;
use balefire_proxy::store::{NewToken, Token, TokenAdmin};
use clap::{Args, Subcommand};

use super::duration::duration;
use super::output::say;
use super::store::open_store;

/// Longest name of a token, in characters.
const NAME: usize = 64;

/// What a new token may do, or what is to be done with those there are.
#[derive(Debug, Clone, Args)]
pub struct TokenArguments {
    /// What it is for [default: token- and its number]
    #[arg(long, value_parser = name)]
    name: Option<String>,
    /// What it may do, under Sentry's names, with commas or one by one [default: read, work on issues, upload]
    #[arg(long = "scope", value_name = "SCOPE", num_args = 1.., value_delimiter = ',')]
    scopes: Vec<TokenScope>,
    /// For how long it is valid: 90d, 12h or 4w [default: for ever]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    expires: Option<Duration>,
    #[command(subcommand)]
    command: Option<TokenCommand>,
}

/// What is to be done with the tokens there are.
#[derive(Debug, Clone, Subcommand)]
pub enum TokenCommand {
    /// Prints number, name, scopes and times of all tokens
    List,
    /// Takes a token back: from now on it is refused
    Revoke {
        /// Its number or its name
        token: String,
    },
}

/// Runs the command.
pub fn run(config: &Config, arguments: TokenArguments) -> anyhow::Result<()> {
    let TokenArguments { name, scopes, expires, command } = arguments;
    if command.is_some() && (name.is_some() || !scopes.is_empty() || expires.is_some()) {
        bail!("--name, --scope and --expires belong to a new token");
    }
    let store = open_store(config)?;
    match command {
        None => add(store.as_ref(), name, scopes, expires),
        Some(TokenCommand::List) => list(store.as_ref()),
        Some(TokenCommand::Revoke { token }) => revoke(store.as_ref(), &token),
    }
}

fn add(
    store: &dyn TokenAdmin,
    name: Option<String>,
    scopes: Vec<TokenScope>,
    expires: Option<Duration>,
) -> anyhow::Result<()> {
    let token = random_hex(32)?;
    let created = Timestamp::now();
    let mut new = NewToken::new(&sha256_hex(token.as_bytes()), created);
    new.name = name;
    new.expires = expires.map(|expires| Timestamp(created.0 + expires.as_secs_f64()));
    if !scopes.is_empty() {
        new.scopes = Scopes::new(scopes);
    }
    if store.add_token(&new)?.is_none() {
        bail!("there is a token of this name; `balefire-proxy token list` shows it");
    }
    say(&token)
}

fn list(store: &dyn TokenAdmin) -> anyhow::Result<()> {
    let mut rows = vec![["ID", "NAME", "CREATED", "LAST USED", "EXPIRES", "SCOPES"].map(str::to_owned)];
    rows.extend(store.tokens()?.iter().map(|token| row(token, Timestamp::now())));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(n, cell)| format!("{cell:<0$}", widths.get(n).unwrap_or(&0)))
            .collect();
        say(&cells.join("  "))?;
    }
    Ok(())
}

fn row(token: &Token, now: Timestamp) -> [String; 6] {
    let time = |at: Option<Timestamp>, none: &str| at.map_or_else(|| none.to_owned(), rfc3339::format);
    let expires = match token.expires {
        Some(_) if token.is_expired(now) => "expired".to_owned(),
        expires => time(expires, "never"),
    };
    [
        token.id.to_string(),
        token.name.clone(),
        time(token.created, "unknown"),
        time(token.last_used, "never"),
        expires,
        token.scopes.to_string(),
    ]
}

fn revoke(store: &dyn TokenAdmin, asked: &str) -> anyhow::Result<()> {
    let tokens = store.tokens()?;
    let found = tokens.iter().find(|token| token.name == asked || token.id.to_string() == asked);
    let token = found.with_context(|| {
        format!("no token has the number or name {asked}; `balefire-proxy token list` shows all")
    })?;
    if !store.revoke_token(token.id)? {
        bail!("{} was revoked meanwhile", token.name);
    }
    say(&format!("{} is revoked", token.name))
}

/// Checks a token name. A number is refused, and so is the default name of an unnamed token.
fn name(text: &str) -> Result<String, String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.trim().is_empty() || text.chars().count() > NAME || text.contains(char::is_control) {
        return Err(format!("not a name of 1 to {NAME} characters"));
    }
    if is_number(text) || text.strip_prefix("token-").is_some_and(is_number) {
        return Err(
            "a name that is a number, or token- and a number, is taken for a token's number".to_owned()
        );
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for text in ["ci", "Anna's laptop", "token-x", "7a", "漢"] {
            assert!(name(text).is_ok(), "{text}");
        }
        for text in ["", " ", "7", "token-7", "a\nb", &"a".repeat(65)] {
            assert!(name(text).is_err(), "{text}");
        }
    }
}
