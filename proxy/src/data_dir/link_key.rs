//! The key that signs the links in messages: a file of the data directory that its owner alone may read.
//!
//! Who deletes it makes all links invalid that were sent; the next start makes another one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::model::action_link::{KEY, KEY_FILE, LinkKey};

/// Most bytes of the file that are read: it holds 64 hex digits and a line end.
const LONGEST: u64 = 128;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum LinkKeyError {
    /// The file cannot be read or written.
    #[error("cannot read or make the key of links, {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds something else. It is left as it is, because somebody may need it.
    #[error("{} is no key of links: delete it, and the next start makes another one", .0.display())]
    Invalid(PathBuf),
    /// The system provides no random bytes.
    #[error("there are no random bytes for the key of links")]
    Random(#[from] getrandom::Error),
}

/// The key of a data directory; a new one if there is none.
pub fn open(data: &Path) -> Result<LinkKey, LinkKeyError> {
    let path = data.join(KEY_FILE);
    let failed = |source| LinkKeyError::Io { path: path.clone(), source };
    match read(&path) {
        Ok(text) => return parse(&text).ok_or_else(|| LinkKeyError::Invalid(path.clone())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let mut key = [0; KEY];
    getrandom::fill(&mut key)?;
    write(&path, &key).map_err(failed)?;
    Ok(LinkKey::new(key))
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    io::Read::read_to_string(&mut io::Read::take(fs::File::open(path)?, LONGEST), &mut text)?;
    Ok(text)
}

fn parse(text: &str) -> Option<LinkKey> {
    let digits = text.trim_end();
    if digits.len() != 2 * KEY || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; KEY];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(LinkKey::new(key))
}

/// Writes a file beside it and renames that, so that a crash leaves no half of a key.
fn write(path: &Path, key: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    // One that a crash has left.
    let _ = fs::remove_file(&beside);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{digits}")?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::action_link::{Action, ActionLink};
    use crate::model::timestamp::Timestamp;

    fn link(key: &LinkKey) -> String {
        ActionLink { issue: 1, action: Action::Resolve, expires: 1 }.sign(key)
    }

    #[test]
    fn it_is_made_once_and_stays() {
        let data = tempfile::tempdir().unwrap();
        let first = link(&open(data.path()).unwrap());
        assert_eq!(link(&open(data.path()).unwrap()), first);
        assert_eq!(fs::read_to_string(data.path().join(KEY_FILE)).unwrap().len(), 2 * KEY + 1);
        fs::remove_file(data.path().join(KEY_FILE)).unwrap();
        // What a crash has left is in nobody's way.
        fs::write(data.path().join("link.new"), "half").unwrap();
        let second = open(data.path()).unwrap();
        assert_ne!(link(&second), first);
        let ours = Timestamp(0.0);
        assert!(ActionLink::read(&first, &second, ours).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        open(data.path()).unwrap();
        let mode = fs::metadata(data.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn another_file_is_left_as_it_is() {
        for text in ["", "zz", &"0".repeat(2 * KEY - 1), &"g".repeat(2 * KEY), &"0".repeat(1_000)] {
            let data = tempfile::tempdir().unwrap();
            fs::write(data.path().join(KEY_FILE), text).unwrap();
            assert!(matches!(open(data.path()), Err(LinkKeyError::Invalid(_))), "{text}");
            assert_eq!(fs::read_to_string(data.path().join(KEY_FILE)).unwrap(), text);
        }
        let data = tempfile::tempdir().unwrap();
        fs::create_dir(data.path().join(KEY_FILE)).unwrap();
        assert!(matches!(open(data.path()), Err(LinkKeyError::Io { .. })));
    }
}
