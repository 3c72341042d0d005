//! What survives the death of the process: which envelopes it was at work on.
//!
//! One small write for each batch, and none when the batch is done: a cursor that has passed the batch says that it was
//! done. The write is not flushed, because the page cache outlives the process; after a power cut there may be an older
//! marker, whose batch is done.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The file, in the data directory.
pub const FILE: &str = "worker.marker";

/// A batch that was begun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Begun {
    /// The first row of it.
    pub first: i64,
    /// The last row of it.
    pub last: i64,
    /// How many envelopes it has.
    pub count: i64,
    /// How often the process has died on this envelope before, if it has but one.
    pub deaths: i64,
    /// Up to which row batches are small.
    pub until: i64,
}

/// The file with the batch that was begun last.
#[derive(Debug)]
pub struct Marker(Mutex<File>);

impl Marker {
    /// Opens the file in a directory, or makes it.
    pub fn open(data: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(data.join(FILE))?;
        Ok(Self(Mutex::new(file)))
    }

    /// The batch that was begun last; none if there was none, or if what stands there is damaged.
    pub(super) fn read(&self) -> io::Result<Option<Begun>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        file.seek(SeekFrom::Start(0))?;
        if let Err(error) = Read::by_ref(&mut *file).take(1 << 10).read_to_string(&mut text) {
            return if error.kind() == io::ErrorKind::InvalidData { Ok(None) } else { Err(error) };
        }
        let Some((line, _)) = text.split_once('\n') else { return Ok(None) };
        let numbers: Result<Vec<i64>, _> = line.split(' ').map(str::parse).collect();
        let Ok([first, last, count, deaths, until]) = numbers.as_deref() else { return Ok(None) };
        let begun = Begun { first: *first, last: *last, count: *count, deaths: *deaths, until: *until };
        Ok((begun.count > 0).then_some(begun))
    }

    /// Notes a batch before it is begun.
    pub(super) fn write(&self, begun: &Begun) -> io::Result<()> {
        let Begun { first, last, count, deaths, until } = begun;
        // Always as long, so that nothing of an older one stays behind it.
        let line = format!("{first:020} {last:020} {count:020} {deaths:020} {until:020}\n");
        write_at_start(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), line.as_bytes())
    }

    /// Notes that nothing is under way: what ends the process now is not an envelope.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.write(&Begun::default())
    }
}

/// One call into the system.
#[cfg(unix)]
fn write_at_start(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, 0)
}

#[cfg(not(unix))]
fn write_at_start(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    io::Write::write_all(file, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_after_reopening() {
        let data = tempfile::tempdir().unwrap();
        let marker = Marker::open(data.path()).unwrap();
        assert_eq!(marker.read().unwrap(), None);
        marker.write(&Begun { first: i64::MAX, last: i64::MAX, ..Begun::default() }).unwrap();
        let begun = Begun { first: 7, last: 9, count: 3, deaths: 1, until: 12 };
        marker.write(&begun).unwrap();
        assert_eq!(Marker::open(data.path()).unwrap().read().unwrap(), Some(begun));
        marker.clear().unwrap();
        assert_eq!(marker.read().unwrap(), None);
    }

    #[test]
    fn a_damaged_marker_is_none() {
        let data = tempfile::tempdir().unwrap();
        for text in [&b"1 2 3\n"[..], b"1 2 3 4 5", b"a b c d e\n", b"\xff\xfe\n", b"1 2 -3 4 5\n"] {
            std::fs::write(data.path().join(FILE), text).unwrap();
            assert_eq!(Marker::open(data.path()).unwrap().read().unwrap(), None);
        }
    }
}
