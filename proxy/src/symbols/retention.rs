//! Limits the number of stored builds; the newest uploads stay.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::uploaded_symbols::ID;

/// Deletes the oldest builds if there are more than `most`.
pub(super) fn drop_oldest(folder: &Path, most: usize) -> io::Result<()> {
    let mut builds: HashMap<String, (SystemTime, Vec<PathBuf>)> = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some((id, _)) =
            name.to_str().and_then(|name| name.split_once('.')).filter(|(id, _)| id.len() == ID)
        else {
            continue;
        };
        let at = entry.metadata()?.modified()?;
        let (newest, files) = builds.entry(id.to_owned()).or_insert((at, Vec::new()));
        *newest = at.max(*newest);
        files.push(entry.path());
    }
    let mut builds: Vec<_> = builds.into_values().collect();
    builds.sort_by_key(|(newest, _)| *newest);
    let too_many = builds.len().saturating_sub(most);
    for path in builds.into_iter().take(too_many).flat_map(|(_, files)| files) {
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_oldest_go_with_all_their_files() {
        let folder = tempfile::tempdir().unwrap();
        let id = |n: usize| format!("{n:0>36}");
        for n in 0..3 {
            for ending in ["symcache", "functions"] {
                let file = fs::File::create(folder.path().join(format!("{}.{ending}", id(n)))).unwrap();
                file.set_modified(SystemTime::now() - Duration::from_secs(100 - n as u64)).unwrap();
            }
        }
        // New sources for the oldest build make it the newest one, so it stays.
        fs::create_dir(folder.path().join(format!("{}.sources", id(0)))).unwrap();
        fs::create_dir(folder.path().join("chunks")).unwrap();
        drop_oldest(folder.path(), 2).unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let kept = |n, ending| format!("{}.{ending}", id(n));
        assert_eq!(
            left,
            [
                kept(0, "functions"),
                kept(0, "sources"),
                kept(0, "symcache"),
                kept(2, "functions"),
                kept(2, "symcache"),
                "chunks".to_owned()
            ]
        );
    }
}
