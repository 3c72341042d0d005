//! Finds damage in the middle of a SQLite log. At the next opening SQLite takes the damaged frame for the end of the
//! log, and silently drops all commits after it. <https://sqlite.org/fileformat2.html#the_write_ahead_log>

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// The log's head, in bytes.
const HEAD: usize = 32;
/// The head of a frame, in bytes; a page follows.
const FRAME: usize = 24;
/// First four bytes of a log. Their last bit is the byte order of the checksums.
const MAGIC: u32 = 0x377f_0682;
/// The largest page that SQLite writes, in bytes.
const PAGE: usize = 65_536;
/// Fewest whole commits after a broken frame that mean damage. A single one may be torn: it was being written when the
/// machine failed.
const COMMITS: u64 = 2;

/// The commits that SQLite drops from a damaged log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostCommits {
    /// The broken frame, from 0.
    pub frame: u64,
    /// How many whole commits follow the broken frame.
    pub commits: u64,
}

/// Searches a log for damage. No other process may write meanwhile; a log that is restarted during the search counts as
/// whole.
pub fn lost_commits(path: &Path) -> io::Result<Option<LostCommits>> {
    let head = |path| {
        let mut head = [0; HEAD];
        File::open(path).and_then(|mut file| file.read_exact(&mut head)).map(|()| head)
    };
    let before = match head(path) {
        Ok(before) => before,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut log = BufReader::with_capacity(1 << 20, File::open(path)?);
    log.read_exact(&mut [0; HEAD])?;
    let found = scan(&before, &mut log)?;
    Ok(found.filter(|_| head(path).is_ok_and(|after| after == before)))
}

fn scan(head: &[u8; HEAD], frames: &mut impl Read) -> io::Result<Option<LostCommits>> {
    let Some(log) = Log::of(head) else { return Ok(None) };
    let mut frame = vec![0; FRAME + log.page];
    let mut seed = log.seed;
    let (mut broken, mut commits) = (None, 0);
    for number in 0.. {
        match frames.read_exact(&mut frame) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            read => read?,
        }
        let stored = (word(&frame, 16), word(&frame, 20));
        let sum = log.checksum(log.checksum(seed, frame.get(..8)), frame.get(FRAME..));
        let is_whole = frame.get(8..16) == Some(&log.salts[..]) && sum == stored;
        if !is_whole {
            broken = broken.or(Some(number));
        } else if broken.is_some() && word(&frame, 4) != 0 {
            commits += 1;
        }
        // Each checksum continues from the stored one before it, so frames after a broken one can still be verified.
        seed = stored;
    }
    Ok(broken.filter(|_| commits >= COMMITS).map(|frame| LostCommits { frame, commits }))
}

/// The head of a log.
struct Log {
    page: usize,
    salts: [u8; 8],
    seed: (u32, u32),
    is_big_endian: bool,
}

impl Log {
    fn of(head: &[u8; HEAD]) -> Option<Self> {
        let magic = word(head, 0);
        let page = word(head, 8) as usize;
        if magic & !1 != MAGIC || !page.is_power_of_two() || !(512..=PAGE).contains(&page) {
            return None;
        }
        let salts = head.get(16..24)?.try_into().ok()?;
        let seed = (word(head, 24), word(head, 28));
        let log = Self { page, salts, seed, is_big_endian: magic & 1 == 1 };
        (log.checksum((0, 0), head.get(..24)) == seed).then_some(log)
    }

    fn checksum(&self, (mut a, mut b): (u32, u32), bytes: Option<&[u8]>) -> (u32, u32) {
        let read = |four: &[u8]| {
            let four = four.try_into().unwrap_or_default();
            if self.is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        for eight in bytes.unwrap_or_default().chunks_exact(8) {
            let (first, second) = eight.split_at(4);
            a = a.wrapping_add(read(first)).wrapping_add(b);
            b = b.wrapping_add(read(second)).wrapping_add(a);
        }
        (a, b)
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    u32::from_be_bytes(four.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commits in a log, each of a page or more.
    const ROWS: usize = 20;

    /// The log of an open database with this many commits.
    fn log(rows: usize) -> Vec<u8> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch("CREATE TABLE t (x TEXT)").unwrap();
        for _ in 0..rows {
            connection.execute("INSERT INTO t VALUES (?1)", ["x".repeat(5_000)]).unwrap();
        }
        std::fs::read(directory.path().join("x.db-wal")).unwrap()
    }

    fn found(log: &[u8]) -> Option<LostCommits> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        std::fs::write(&path, log).unwrap();
        lost_commits(&path).unwrap()
    }

    #[test]
    fn a_whole_log_and_a_torn_one() {
        let whole = log(ROWS);
        assert_eq!(found(&whole), None);
        assert_eq!(found(&[]), None);
        assert_eq!(found(&whole[..HEAD - 1]), None);
        assert_eq!(lost_commits(Path::new("/no/such/log")).unwrap(), None);
        // A power cut leaves a part of the last commit, with garbage after it.
        for cut in [HEAD, whole.len() - 1, whole.len() - 5_000, whole.len() / 2 + 17] {
            let mut torn = whole[..cut].to_vec();
            assert_eq!(found(&torn), None, "{cut}");
            torn.extend(std::iter::repeat_n(0xa5, 20_000));
            assert_eq!(found(&torn), None, "{cut}");
        }
    }

    #[test]
    fn frames_of_the_log_before_are_no_commits() {
        let (old, new) = (log(ROWS), log(3));
        let over = [&new[..], &old[new.len()..]].concat();
        assert_eq!(found(&over), None);
    }

    #[test]
    fn any_byte_of_a_frame_with_commits_behind_it() {
        let whole = log(ROWS);
        let size = FRAME + 4_096;
        let frames = (whole.len() - HEAD) / size;
        assert_eq!(whole.len(), HEAD + frames * size);
        for number in (0..frames / 2).step_by(5) {
            for at in [0, 5, 9, 17, FRAME, FRAME + 2_000, size - 1] {
                let mut damaged = whole.clone();
                damaged[HEAD + number * size + at] ^= 0x10;
                let found = found(&damaged).unwrap_or_else(|| panic!("byte {at} of frame {number}"));
                assert_eq!(found.frame, number as u64, "byte {at}");
                assert!(found.commits >= 2);
            }
        }
        // The last commit may as well have been torn.
        let mut damaged = whole;
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(found(&damaged), None);
    }
}
