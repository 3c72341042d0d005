//! The member `batch` of an item header: the shared parts of its event.

use balefire_protocol::json::{self, elements};

use super::shared_members::{SharedMembers, decoded};
use super::shared_parts::SharedParts;

/// Most ranges of breadcrumbs that an event names.
const RANGES: usize = 256;
/// Most stacks that an event names: one for each exception.
const EVENT_STACKS: usize = 256;
/// The members that an event may get here.
const ADDED: [&str; 3] = ["breadcrumbs", "raw_stacks", "times_seen"];

/// The texts that an event gets.
#[derive(Debug, Default)]
pub(super) struct EventParts<'p> {
    members: Option<&'p SharedMembers<'p>>,
    breadcrumbs: Option<Vec<&'p str>>,
    stacks: Option<Vec<Option<&'p str>>>,
    pub(super) times_seen: Option<u64>,
}

impl<'p> EventParts<'p> {
    /// Reads the member. None if it has another shape, or names parts that are not there.
    pub(super) fn read(raw: &str, shared: &'p SharedParts<'_>) -> Option<Self> {
        if !raw.starts_with('{') {
            return None;
        }
        let mut parts = Self::default();
        if let Some(members) = json::member(raw, "members") {
            parts.members = Some(shared.members(index(members)?)?);
        }
        if let Some(ranges) = json::member(raw, "breadcrumbs") {
            let ranges = elements(ranges, RANGES).ok()?;
            parts.breadcrumbs =
                Some(ranges.into_iter().map(|raw| range(raw, shared)).collect::<Option<_>>()?);
        }
        if let Some(stacks) = json::member(raw, "stacks") {
            let stacks = elements(stacks, EVENT_STACKS).ok()?;
            parts.stacks = Some(stacks.into_iter().map(|raw| stack(raw, shared)).collect::<Option<_>>()?);
        }
        if let Some(times) = json::member(raw, "times_seen") {
            parts.times_seen = Some(json::unsigned(times).filter(|times| *times > 0)?);
        }
        Some(parts)
    }

    /// Largest length of what is written, in bytes.
    pub(super) fn size(&self) -> usize {
        let breadcrumbs = self.breadcrumbs.iter().flatten().map(|text| text.len() + 1).sum::<usize>();
        let stacks = self.stacks.iter().flatten().map(|text| text.map_or(4, str::len) + 1).sum::<usize>();
        let members = self.members.map_or(0, |members| members.text.len());
        members + breadcrumbs + stacks + ADDED.iter().map(|key| key.len() + 6).sum::<usize>()
    }

    /// Writes the payload with the parts right after its opening brace. None if the payload is no object, has one of their
    /// members already, or a count of its own. An event that a page has kept is whole, and has only its count here.
    pub(super) fn write(&self, payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let text = std::str::from_utf8(payload).ok()?.trim_ascii_start();
        let rest = text.strip_prefix('{')?;
        let has = [self.breadcrumbs.is_some(), self.stacks.is_some(), true];
        let is_twice = |key: &str| ADDED.iter().zip(has).any(|(added, has)| has && *added == key);
        if json::Members::of(text).any(|(key, _)| is_twice(&decoded(key)))
            || self.members.is_some_and(|members| members.is_in(text))
        {
            return None;
        }
        let is_empty = rest.trim_ascii_start().starts_with('}');
        out.push(b'{');
        let start = out.len();
        if let Some(breadcrumbs) = &self.breadcrumbs {
            write_list(out, "breadcrumbs", breadcrumbs.iter().filter(|text| !text.is_empty()).copied());
        }
        if let Some(stacks) = &self.stacks {
            if out.len() > start {
                out.push(b',');
            }
            write_list(out, "raw_stacks", stacks.iter().map(|stack| stack.unwrap_or("null")));
        }
        if let Some(members) = self.members.filter(|members| !members.text.is_empty()) {
            if out.len() > start {
                out.push(b',');
            }
            out.extend_from_slice(members.text.as_bytes());
        }
        if out.len() > start && !is_empty {
            out.push(b',');
        }
        out.extend_from_slice(rest.as_bytes());
        Some(())
    }
}

fn write_list<'t>(out: &mut Vec<u8>, key: &str, values: impl Iterator<Item = &'t str>) {
    out.extend_from_slice(format!("\"{key}\":[").as_bytes());
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(value.as_bytes());
    }
    out.push(b']');
}

/// `[from,to]`
fn range<'p>(raw: &str, shared: &'p SharedParts<'_>) -> Option<&'p str> {
    let [from, to] = *elements(raw, 2).ok()? else { return None };
    shared.breadcrumbs(index(from)?, index(to)?)
}

/// The index of a stack, or `null`.
fn stack<'p>(raw: &str, shared: &'p SharedParts<'_>) -> Option<Option<&'p str>> {
    if raw == "null" { Some(None) } else { shared.stack(index(raw)?).map(Some) }
}

fn index(raw: &str) -> Option<usize> {
    usize::try_from(json::unsigned(raw)?).ok()
}
