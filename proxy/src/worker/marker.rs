//! The batch that the worker has started, in a file that survives the death of the process.
//!
//! Each batch costs one small write, and none when it is stored: the store's cursor then is the end of the batch. The write
//! is not flushed, because the page cache outlives the process. After a power cut the file may hold an older batch, which is
//! stored.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::inbox::Offset;

/// The file, in the data directory.
pub const FILE: &str = "worker.marker";
/// Most bytes of the file that are read: three numbers and two offsets, each with a number for every partition.
const LONGEST: u64 = 64 << 10;

/// A batch that was started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StartedBatch {
    /// The store's cursor before the batch.
    pub after: Offset,
    /// The offset of the last envelope.
    pub last: Offset,
    /// How many envelopes the batch has.
    pub count: usize,
    /// How often the process has died on this envelope before, if it is the only one.
    pub deaths: u32,
    /// How many envelopes after `after` were suspected when the batch was started.
    pub suspects: usize,
}

/// The file with the batch that was started last.
#[derive(Debug)]
pub struct Marker(Mutex<File>);

impl Marker {
    /// Opens or makes the file in a directory.
    pub fn open(data: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(data.join(FILE))?;
        Ok(Self(Mutex::new(file)))
    }

    /// The batch that was started last. `None` if nothing was under way, or if the file is damaged.
    pub(super) fn read(&self) -> io::Result<Option<StartedBatch>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        file.seek(SeekFrom::Start(0))?;
        match Read::by_ref(&mut *file).take(LONGEST).read_to_string(&mut text) {
            Ok(_) => Ok(parse(&text).filter(|batch| batch.count > 0)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a batch before it is started. Lines of a longer batch before it may stay behind it, and are not read.
    pub(super) fn write(&self, batch: &StartedBatch) -> io::Result<()> {
        let StartedBatch { after, last, count, deaths, suspects } = batch;
        let text = format!("{count} {deaths} {suspects}\n{after}\n{last}\n");
        write_at_start(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), text.as_bytes())
    }

    /// Writes that nothing is under way: an end of the process from now on is no fault of an envelope.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.write(&StartedBatch::default())
    }
}

/// Three numbers on the first line, then two offsets. `None` for anything else, also for the format of older versions.
fn parse(text: &str) -> Option<StartedBatch> {
    // The last line ends too: half of an offset is another one.
    let lines: Vec<&str> = text.split('\n').collect();
    let [numbers, after, last, _, ..] = lines.as_slice() else { return None };
    let numbers: Vec<u64> = numbers.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [count, deaths, suspects] = numbers.as_slice() else { return None };
    Some(StartedBatch {
        after: Offset::new(*after),
        last: Offset::new(*last),
        count: usize::try_from(*count).ok()?,
        deaths: u32::try_from(*deaths).ok()?,
        suspects: usize::try_from(*suspects).ok()?,
    })
}

/// One system call.
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
    fn a_batch_is_read_after_reopening() {
        let data = tempfile::tempdir().unwrap();
        let marker = Marker::open(data.path()).unwrap();
        assert_eq!(marker.read().unwrap(), None);
        let long = Offset::new("ingest/0:18446744073709551615 ingest/1:7");
        let longer =
            StartedBatch { after: long.clone(), last: long, count: 2_000, deaths: 2, suspects: 9_999 };
        marker.write(&longer).unwrap();
        assert_eq!(marker.read().unwrap(), Some(longer));
        let (after, last) = (Offset::default(), Offset::new("9"));
        let batch = StartedBatch { after, last, count: 3, deaths: 1, suspects: 12 };
        marker.write(&batch).unwrap();
        assert_eq!(Marker::open(data.path()).unwrap().read().unwrap(), Some(batch));
        marker.clear().unwrap();
        assert_eq!(marker.read().unwrap(), None);
    }

    #[test]
    fn a_damaged_marker_is_none() {
        let data = tempfile::tempdir().unwrap();
        let older = format!("{:020} {:020} {:020} {:020} {:020}\n", 7, 9, 3, 1, 12);
        for text in
            [older.as_str(), "", "1 2 3\n", "1 2 3\n4\n5", "a b c\n4\n5\n", "1 2 -3\n4\n5\n", "1 2\n4\n5\n"]
        {
            std::fs::write(data.path().join(FILE), text).unwrap();
            assert_eq!(Marker::open(data.path()).unwrap().read().unwrap(), None, "{text}");
        }
        std::fs::write(data.path().join(FILE), b"\xff\xfe\n").unwrap();
        assert_eq!(Marker::open(data.path()).unwrap().read().unwrap(), None);
    }
}
