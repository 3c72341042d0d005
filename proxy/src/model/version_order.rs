//! The order of releases: versions of one package by their numbers, as <https://semver.org/#spec-item-11> has it, everything
//! else by its date.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::timestamp::Timestamp;

/// Most numbers of a version: Sentry takes four, `1.2.3.4`.
const NUMBERS: usize = 4;

/// A version: `shop@1.4.2-rc.1+build`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version<'a> {
    /// Empty without one.
    package: &'a str,
    numbers: [u64; NUMBERS],
    pre_release: &'a str,
    /// The number of the build, as `12` in `shop@1.4.2+12`. Other build metadata says nothing about the order.
    build: Option<u64>,
}

/// The lengths of hashes in Sentry's order of releases: a number of such a length is none of a version.
const HASHES: [usize; 6] = [12, 16, 20, 32, 40, 64];

impl<'a> Version<'a> {
    /// Reads a version: at least two numbers, or one behind a package. A hash, or a date without dots, is none.
    fn parse(text: &'a str) -> Option<Self> {
        let (package, version) = text.rsplit_once('@').unwrap_or(("", text));
        if HASHES.contains(&version.len()) && version.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let version = version.strip_prefix('v').unwrap_or(version);
        let (version, build) = version.split_once('+').unwrap_or((version, ""));
        let (version, pre_release) = split_pre_release(version);
        let mut numbers = [0; NUMBERS];
        let mut parts = 0;
        for part in version.split('.') {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            *numbers.get_mut(parts).filter(|_| is_number)? = part.parse().ok()?;
            parts += 1;
        }
        let is_version = parts > 1 || !package.is_empty();
        is_version.then_some(Self { package, numbers, pre_release, build: build.parse().ok() })
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| compare_pre_releases(self.pre_release, other.pre_release))
            .then_with(|| self.build.cmp(&other.build))
    }
}

/// The numbers of a version, and its pre-release: behind a hyphen, or right behind a number, as in Python's `1.0rc1`.
fn split_pre_release(version: &str) -> (&str, &str) {
    if let Some(split) = version.split_once('-') {
        return split;
    }
    let letter = version.find(|found: char| found.is_ascii_lowercase()).filter(|at| *at > 0);
    let ends_with_number = |at: &usize| {
        version[..*at].ends_with(|before: char| before.is_ascii_digit()) && version[..*at].contains('.')
    };
    letter.filter(ends_with_number).map_or((version, ""), |at| version.split_at(at))
}

/// A version without a pre-release comes after those with one.
fn compare_pre_releases(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => compare_identifiers(a, b),
    }
}

fn compare_identifiers(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// A release to be put in order.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'a> {
    /// `shop@1.4.2`.
    pub version: &'a str,
    /// Its date, for those that have no numbers in common.
    pub date: Timestamp,
}

/// Releases with the newest first. The versions of each package are in their own order, and so are those that are no
/// versions; these lists are then merged by date.
pub fn newest_first<T>(releases: Vec<T>, dated: impl Fn(&T) -> Dated<'_>) -> Vec<T> {
    let mut lists: BTreeMap<Option<String>, Vec<T>> = BTreeMap::new();
    for release in releases {
        let package = Version::parse(dated(&release).version).map(|version| version.package.to_owned());
        lists.entry(package).or_default().push(release);
    }
    for list in lists.values_mut() {
        // The last of each is taken first.
        list.sort_by(|a, b| compare(dated(a), dated(b)));
    }
    let date = |list: &Vec<T>| list.last().map_or(f64::NEG_INFINITY, |release| dated(release).date.0);
    let mut lists: Vec<Vec<T>> = lists.into_values().collect();
    let mut merged = Vec::new();
    while let Some(list) =
        lists.iter_mut().filter(|list| !list.is_empty()).max_by(|a, b| date(a).total_cmp(&date(b)))
    {
        merged.extend(list.pop());
    }
    merged
}

/// Whether a release is newer than another one: by their numbers if both are versions of one package, else by their dates.
/// A date that nobody knows is none.
#[must_use]
pub fn is_newer(
    (version, date): (&str, Option<Timestamp>),
    (than, than_date): (&str, Option<Timestamp>),
) -> bool {
    if version == than {
        return false;
    }
    let by_version = match (Version::parse(version), Version::parse(than)) {
        (Some(a), Some(b)) if a.package == b.package => a.compare(&b),
        _ => Ordering::Equal,
    };
    let by_date = || date.zip(than_date).map_or(Ordering::Equal, |(a, b)| a.0.total_cmp(&b.0));
    by_version.then_with(by_date) == Ordering::Greater
}

/// Two releases of one list.
fn compare(a: Dated<'_>, b: Dated<'_>) -> Ordering {
    let by_version = match (Version::parse(a.version), Version::parse(b.version)) {
        (Some(a), Some(b)) => a.compare(&b),
        _ => Ordering::Equal,
    };
    by_version.then(a.date.0.total_cmp(&b.date.0)).then_with(|| a.version.cmp(b.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Releases by the order in which they were created, and the versions with the newest first.
    #[track_caller]
    fn check(created: &[&str], expect: &[&str]) {
        let releases: Vec<(usize, &str)> = created.iter().copied().enumerate().collect();
        let sorted = newest_first(releases, |(n, version)| Dated { version, date: Timestamp(*n as f64) });
        let found: Vec<&str> = sorted.iter().map(|(_, version)| *version).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn newer_by_numbers_else_by_dates() {
        for (version, date, than, than_date, expect) in [
            ("a@1.10.0", Some(1.0), "a@1.9.0", Some(2.0), true),
            ("a@1.9.0", Some(2.0), "a@1.10.0", Some(1.0), false),
            ("a@1.9.0", None, "a@1.8.0", None, true),
            ("a@1.9.0", Some(2.0), "a@1.9.0", Some(1.0), false),
            ("a@1.9.0-rc.1", Some(2.0), "a@1.9.0", Some(1.0), false),
            ("a@1.9.0+b", Some(2.0), "a@1.9.0+a", Some(1.0), true),
            // An old build of a client that was never heard of before.
            ("a@1.9.0+9", Some(2.0), "a@1.9.0+12", Some(1.0), false),
            ("a@1.9.0+12", Some(1.0), "a@1.9.0+9", Some(2.0), true),
            ("a@41", Some(2.0), "a@42", Some(1.0), false),
            ("a@100", Some(1.0), "a@42", Some(2.0), true),
            ("41", Some(2.0), "42", Some(1.0), true),
            ("a@123456789012", Some(2.0), "a@223456789012", Some(1.0), true),
            ("a@1.0rc1", Some(2.0), "a@1.0", Some(1.0), false),
            ("a@1.0", Some(1.0), "a@1.0rc1", Some(2.0), true),
            ("a@1.0.0b2", Some(1.0), "a@1.0.0b1", Some(2.0), true),
            ("b@1.0.0", Some(2.0), "a@2.0.0", Some(1.0), true),
            ("b@3.0.0", Some(1.0), "a@2.0.0", Some(2.0), false),
            ("9f3c2ab", Some(2.0), "0a1b2c3", Some(1.0), true),
            ("9f3c2ab", Some(1.0), "0a1b2c3", Some(1.0), false),
            ("9f3c2ab", Some(2.0), "0a1b2c3", None, false),
            ("9f3c2ab", None, "0a1b2c3", Some(1.0), false),
        ] {
            let newer = is_newer((version, date.map(Timestamp)), (than, than_date.map(Timestamp)));
            assert_eq!(newer, expect, "{version} after {than}");
        }
    }

    #[test]
    fn numbers_are_numbers() {
        check(&["web@1.10.0", "web@1.9.2"], &["web@1.10.0", "web@1.9.2"]);
        check(&["1.2", "1.2.1", "v1.3", "1.2.0.7"], &["v1.3", "1.2.1", "1.2.0.7", "1.2"]);
    }

    #[test]
    fn pre_releases_come_before() {
        check(
            &[
                "a@1.0.0",
                "a@1.0.0-rc.1",
                "a@1.0.0-rc.11",
                "a@1.0.0-rc.2",
                "a@1.0.0-alpha",
                "a@1.0.0-alpha.1",
                "a@1.0.0-1",
            ],
            &[
                "a@1.0.0",
                "a@1.0.0-rc.11",
                "a@1.0.0-rc.2",
                "a@1.0.0-rc.1",
                "a@1.0.0-alpha.1",
                "a@1.0.0-alpha",
                "a@1.0.0-1",
            ],
        );
    }

    #[test]
    fn builds_of_one_version_are_in_the_order_of_their_dates() {
        check(&["a@1.0.0+b", "a@1.0.0+a"], &["a@1.0.0+a", "a@1.0.0+b"]);
        // Numbers come after what is none: an order that sorting can rely on.
        check(
            &["a@1.0.0+12", "a@1.0.0+x", "a@1.0.0+9", "a@1.0.0"],
            &["a@1.0.0+12", "a@1.0.0+9", "a@1.0.0", "a@1.0.0+x"],
        );
    }

    #[test]
    fn hashes_and_dates() {
        let (first, second) = ("9f3c2ab17d", "0a1b2c3d4e");
        check(&[first, second], &[second, first]);
        check(&["2026.11.9", "2026.11.10"], &["2026.11.10", "2026.11.9"]);
        check(&["20261110", "20261109"], &["20261109", "20261110"]);
        check(&["1234567", "shop", "1."], &["1.", "shop", "1234567"]);
    }

    #[test]
    fn packages_and_hashes_are_merged_by_date() {
        check(
            &["api@2.0.0", "web@1.0.0", "9f3c2ab", "web@1.1.0", "api@1.9.0"],
            // `api@1.9.0` was created last, and still comes after `api@2.0.0`.
            &["web@1.1.0", "9f3c2ab", "web@1.0.0", "api@2.0.0", "api@1.9.0"],
        );
    }

    #[test]
    fn numbers_without_end_are_no_version() {
        check(
            &["1.99999999999999999999999", "1.2.3.4.5", ""],
            &["", "1.2.3.4.5", "1.99999999999999999999999"],
        );
    }
}
