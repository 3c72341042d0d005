//! The configuration: a file, and behind a line of dashes the environment, a variable a line.

use std::sync::LazyLock;

use balefire_proxy::config::{Flags, Loaded, load};
use tempfile::TempDir;

use super::server::folder;

const BEHIND: &str = "\n---\n";
/// A value that nobody may see.
const SECRET: &str = "SECfuzz0123456789";

static FOLDER: LazyLock<TempDir> = LazyLock::new(folder);

/// It is read, or the reason names a key and shows no secret; read again, it is the same.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (file, environment) = text.split_once(BEHIND).unwrap_or((text, ""));
    let path = FOLDER.path().join("balefire.toml");
    // A secret is there in any case.
    std::fs::write(&path, file.replace("{{SECRET}}", SECRET)).expect("the folder is ours");
    match read(&path, environment) {
        Ok(loaded) => {
            let lines = loaded.lines();
            assert!(!lines.is_empty());
            let shown = format!("{}\n{:?}", lines.join("\n"), loaded.config.channels);
            assert!(!shown.contains(SECRET) || is_elsewhere(file), "{shown}");
            let again = read(&path, environment).expect("it was read before");
            assert_eq!(again.lines(), lines);
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.is_empty());
            assert!(!shown.contains(SECRET) || is_elsewhere(file), "{shown}");
        }
    }
}

fn read(path: &std::path::Path, environment: &str) -> Result<Loaded, balefire_proxy::config::ConfigError> {
    let flags = Flags { file: Some(path.to_owned()), ..Flags::default() };
    let secret = ("BALEFIRE_ALERT__DINGTALK__FUZZ__SECRET", SECRET);
    let token = ("BALEFIRE_ALERT__DINGTALK__FUZZ__ACCESS_TOKEN", SECRET);
    let variables = environment.lines().filter_map(|line| line.split_once('='));
    let all = variables.chain([secret, token]).map(|(name, value)| (name.to_owned(), value.to_owned()));
    load(&flags, all)
}

/// Whether the file has the text where no secret belongs: in a name, say.
fn is_elsewhere(file: &str) -> bool {
    file.contains("{{SECRET}}") || file.contains(SECRET)
}
