//! Files that are uploaded in chunks, as `sentry-cli` does it. Each chunk and each assembled file is named by its
//! SHA-1.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use super::uploaded_symbols::LARGEST;

/// Largest chunk, in bytes. `sentry-cli` needs a power of two.
pub const PIECE: u64 = 8 << 20;
/// Most bytes of chunks that wait to be assembled.
const ROOM: u64 = 2 * LARGEST;
/// Most files that wait: chunks, and records of assembled files.
const FILES: u64 = 20_000;
/// Shortest time between two listings of the folder. A listing deletes the files that have waited too long.
const LISTING: Duration = Duration::from_secs(60);
/// How long a chunk may wait before it is deleted.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);
/// File extension of the records of assembled files.
const KNOWN: &str = "known";
/// Hex digits of a SHA-1.
const DIGITS: usize = 40;

/// Why a chunk, or the assembled file, is refused.
#[derive(Debug, thiserror::Error)]
pub enum ChunkError {
    /// It cannot be stored.
    #[error("cannot read or write the file")]
    Io(#[from] io::Error),
    /// Its content does not match its checksum.
    #[error("the content is not that of the checksum")]
    Checksum,
    /// It is too large.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// Too many chunks wait.
    #[error("too many chunks wait to be put together: try again later")]
    Full,
}

/// A SHA-1 as 40 lower-case hex digits, used as a file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Checksum(String);

impl Checksum {
    fn of(hash: Sha1) -> Self {
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl TryFrom<String> for Checksum {
    type Error = ChunkError;

    fn try_from(text: String) -> Result<Self, ChunkError> {
        let is_sum =
            text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_sum { Ok(Self(text)) } else { Err(ChunkError::Checksum) }
    }
}

impl From<Checksum> for String {
    fn from(checksum: Checksum) -> Self {
        checksum.0
    }
}

/// The chunks of a data directory.
#[derive(Debug)]
pub struct Chunks {
    folder: PathBuf,
    waiting: Mutex<Waiting>,
}

/// The waiting files; the counts follow each change.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    files: u64,
    bytes: u64,
    /// The time of the last listing of the folder.
    listed: Instant,
}

impl Chunks {
    /// Opens the folder, and creates it if it is missing.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let waiting = Mutex::new(list(&folder)?);
        Ok(Self { folder, waiting })
    }

    /// The chunks in the list that are missing.
    #[must_use]
    pub fn missing(&self, checksums: &[Checksum]) -> Vec<Checksum> {
        checksums.iter().filter(|it| !self.place(it).is_file()).cloned().collect()
    }

    /// Stores a chunk; an existing one stays.
    pub fn put(&self, checksum: &Checksum, bytes: &[u8]) -> Result<(), ChunkError> {
        if Checksum::of(Sha1::new_with_prefix(bytes)) != *checksum {
            return Err(ChunkError::Checksum);
        }
        if self.place(checksum).is_file() {
            return Ok(());
        }
        self.reserve(bytes.len() as u64)?;
        let part = self.place(checksum).with_extension("part");
        let written = fs::write(&part, bytes).and_then(|()| fs::rename(part, self.place(checksum)));
        if written.is_err() {
            self.release(bytes.len() as u64);
        }
        Ok(written?)
    }

    /// The debug id of the assembled file with this checksum, if it was accepted within the last day.
    #[must_use]
    pub fn known(&self, checksum: &Checksum) -> Option<String> {
        fs::read_to_string(self.place(checksum).with_extension(KNOWN)).ok()
    }

    /// Records the debug id of an assembled file, so that it need not be uploaded again.
    pub fn remember(&self, checksum: &Checksum, debug_id: &str) -> Result<(), ChunkError> {
        self.reserve(debug_id.len() as u64)?;
        Ok(fs::write(self.place(checksum).with_extension(KNOWN), debug_id)?)
    }

    /// Assembles chunks into a file, and deletes them.
    pub fn assemble(&self, checksum: &Checksum, pieces: &[Checksum], place: &Path) -> Result<(), ChunkError> {
        let mut whole = BufWriter::new(File::create(place)?);
        let mut hash = Sha1::new();
        let mut size = 0;
        for piece in pieces {
            let mut bytes = Vec::new();
            File::open(self.place(piece))?.read_to_end(&mut bytes)?;
            size += bytes.len() as u64;
            if size > LARGEST {
                return Err(ChunkError::TooLarge(LARGEST));
            }
            hash.update(&bytes);
            whole.write_all(&bytes)?;
        }
        whole.flush()?;
        for piece in pieces {
            // A file may contain a chunk twice. A chunk that cannot be removed is deleted after a day.
            let size = fs::metadata(self.place(piece)).map_or(0, |about| about.len());
            if fs::remove_file(self.place(piece)).is_ok() {
                self.release(size);
            }
        }
        if Checksum::of(hash) == *checksum { Ok(()) } else { Err(ChunkError::Checksum) }
    }

    /// Counts a file that is about to wait, if there is space. The folder is listed only once in a while.
    fn reserve(&self, bytes: u64) -> Result<(), ChunkError> {
        let mut waiting = self.waiting();
        if waiting.listed.elapsed() > LISTING {
            *waiting = list(&self.folder)?;
        }
        if waiting.files >= FILES || waiting.bytes + bytes > ROOM {
            return Err(ChunkError::Full);
        }
        waiting.files += 1;
        waiting.bytes += bytes;
        Ok(())
    }

    fn release(&self, bytes: u64) {
        let mut waiting = self.waiting();
        waiting.files = waiting.files.saturating_sub(1);
        waiting.bytes = waiting.bytes.saturating_sub(bytes);
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Two numbers, which the next listing of the folder corrects.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, checksum: &Checksum) -> PathBuf {
        self.folder.join(&checksum.0)
    }
}

/// Counts the waiting files of the folder, and deletes those that have waited too long.
fn list(folder: &Path) -> io::Result<Waiting> {
    let mut waiting = Waiting { files: 0, bytes: 0, listed: Instant::now() };
    for entry in fs::read_dir(folder)? {
        // Another upload may have assembled it meanwhile.
        let Ok(about) = entry.as_ref().map_err(|_| ()).and_then(|it| it.metadata().map_err(|_| ())) else {
            continue;
        };
        let age = about.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        if age.is_some_and(|age| age > PATIENCE) {
            fs::remove_file(entry?.path())?;
        } else {
            waiting.files += 1;
            waiting.bytes += about.len();
        }
    }
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(bytes: &[u8]) -> Checksum {
        Checksum::of(Sha1::new_with_prefix(bytes))
    }

    fn counted(chunks: &Chunks) -> (u64, u64) {
        let waiting = chunks.waiting();
        (waiting.files, waiting.bytes)
    }

    #[test]
    fn pieces_become_the_whole_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = Chunks::open(folder.path().join("chunks")).unwrap();
        let pieces = [sum(b"two"), sum(b"one"), sum(b"two")];
        assert_eq!(chunks.missing(&pieces), pieces);
        chunks.put(&pieces[0], b"two").unwrap();
        chunks.put(&pieces[1], b"one").unwrap();
        chunks.put(&pieces[1], b"one").unwrap();
        assert!(chunks.missing(&pieces).is_empty());
        let place = folder.path().join("whole");
        chunks.assemble(&sum(b"twoonetwo"), &pieces, &place).unwrap();
        assert_eq!(fs::read(place).unwrap(), b"twoonetwo");
        assert_eq!(fs::read_dir(folder.path().join("chunks")).unwrap().count(), 0);
    }

    #[test]
    fn what_is_not_what_it_says_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = Chunks::open(folder.path().join("chunks")).unwrap();
        for text in ["../../one", "", &"A".repeat(40), &"a".repeat(41)] {
            assert!(Checksum::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(matches!(chunks.put(&sum(b"two"), b"one"), Err(ChunkError::Checksum)));
        chunks.put(&sum(b"one"), b"one").unwrap();
        let wrong = chunks.assemble(&sum(b"two"), &[sum(b"one")], &folder.path().join("whole"));
        assert!(matches!(wrong, Err(ChunkError::Checksum)));
    }

    #[test]
    fn what_waits_is_bounded_and_ages() {
        let folder = tempfile::tempdir().unwrap();
        let large = File::create(folder.path().join(String::from(sum(b"large")))).unwrap();
        large.set_len(ROOM).unwrap();
        let chunks = Chunks::open(folder.path().to_owned()).unwrap();
        assert!(matches!(chunks.put(&sum(b"one"), b"one"), Err(ChunkError::Full)));
        large.set_modified(SystemTime::now() - 2 * PATIENCE).unwrap();
        let chunks = Chunks::open(folder.path().to_owned()).unwrap();
        chunks.put(&sum(b"one"), b"one").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn many_pieces_do_not_list_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = Chunks::open(folder.path().join("chunks")).unwrap();
        // This file is counted only by a listing, so the counts show that no listing happened.
        fs::write(folder.path().join("chunks/other"), "uncounted").unwrap();
        let pieces: Vec<[u8; 2]> = (0..5000_u16).map(u16::to_le_bytes).collect();
        for piece in pieces.iter().chain(&pieces[..7]) {
            chunks.put(&sum(piece), piece).unwrap();
        }
        assert_eq!(counted(&chunks), (5000, 10_000));
        let sums: Vec<_> = pieces.iter().map(|it| sum(it)).collect();
        chunks.assemble(&sum(&pieces.concat()), &sums, &folder.path().join("whole")).unwrap();
        assert_eq!(counted(&chunks), (0, 0));
    }

    #[test]
    fn so_many_pieces_wait_and_the_count_is_right_after_a_listing() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = Chunks::open(folder.path().to_owned()).unwrap();
        fs::write(folder.path().join(String::from(sum(b"one"))), "one").unwrap();
        chunks.waiting().files = FILES;
        assert!(matches!(chunks.put(&sum(b"two"), b"two"), Err(ChunkError::Full)));
        let Some(long_ago) = Instant::now().checked_sub(2 * LISTING) else { return };
        chunks.waiting().listed = long_ago;
        chunks.put(&sum(b"two"), b"two").unwrap();
        assert_eq!(counted(&chunks), (2, 6));
    }
}
