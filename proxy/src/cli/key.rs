//! `balefire-proxy dsn` and `balefire-proxy key`: the keys of projects.

use anyhow::{Context, bail};
use balefire_protocol::dsn::Dsn;
use balefire_proxy::config::Config;
use balefire_proxy::model::project::{Project, is_new_slug};
use balefire_proxy::secret::random_hex;
use balefire_proxy::store::{MOST_PROJECTS, ProjectAdmin, Projects};

use super::arguments::KeyCommand;
use super::output::say;
use super::store::open_store;

/// Prints the DSN of a project, and creates the project if it is missing.
pub fn dsn(config: &Config, slug: &str) -> anyhow::Result<()> {
    let store = open_store(config)?;
    let projects = store.projects()?;
    let is_new = !projects.iter().any(|project| project.slug == slug);
    if is_new && projects.len() >= MOST_PROJECTS as usize {
        bail!("a server has at most {MOST_PROJECTS} projects");
    }
    if is_new && !is_new_slug(slug) {
        bail!("the name of a new project has at least one letter, and does not begin with a dash: {slug}");
    }
    let project = store.ensure_project(slug, &random_hex(16)?)?;
    let key = project.keys.first().with_context(|| format!("project {slug} has no key"))?;
    say(&config.dsn(key, project.id))
}

/// Lists, adds or revokes keys.
pub fn run(config: &Config, command: KeyCommand) -> anyhow::Result<()> {
    let store = open_store(config)?;
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
