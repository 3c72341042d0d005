//! Lists of segments: the newest and the slowest of a range. What a list needs is in one index each, so only the segments
//! of the page itself are read.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

use rusqlite::{Connection, params};

use super::range::HOUR;
use super::{measure_code, range, segments};
use crate::model::span::{Segment, SegmentKind};
use crate::store::sqlite::dimensions::{Subject, selected_ids};
use crate::store::sqlite::grain::Grain;
use crate::store::{PerformanceFilter, SegmentOrder, StoreError};

/// The longest way into a list: each page of a list finds everything before it.
const LONGEST_LIST: u64 = 10_000;

/// A page of the segments of a kind. The hours in which the range begins and ends count wholly.
pub(super) fn list(
    connection: &Connection,
    filter: &PerformanceFilter,
    kind: SegmentKind,
    order: SegmentOrder,
    (offset, limit): (u32, u32),
) -> Result<Vec<Segment>, StoreError> {
    let wanted = (u64::from(offset) + u64::from(limit)).min(LONGEST_LIST) as usize;
    let (from, to) = range::hours(filter.from, filter.to);
    let question = Question {
        connection,
        of: [filter.project_id, measure_code::of_kind(kind), from, to],
        ids: selected_ids(connection, filter, (Subject::Segment, Grain::Full))?,
        wanted,
    };
    let ids = match order {
        SegmentOrder::Newest => question.newest()?,
        SegmentOrder::Slowest => question.slowest()?,
    };
    segments::by_ids(connection, ids.get(offset as usize..).unwrap_or_default())
}

/// A question for the first segments of an order.
struct Question<'a> {
    connection: &'a Connection,
    /// The project, the kind, and the range in seconds since 1970.
    of: [i64; 4],
    /// The wanted dimensions; none: all of them.
    ids: Option<HashSet<i64>>,
    /// How many segments.
    wanted: usize,
}

/// The place of a segment in the list of the slowest: the slower, the earlier.
#[derive(Debug, Clone, Copy)]
struct Place {
    duration: f64,
    id: i64,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        other.duration.total_cmp(&self.duration).then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place {}

impl Question<'_> {
    fn is_wanted(&self, dimensions_id: i64) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&dimensions_id))
    }

    fn newest(&self) -> Result<Vec<i64>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, dimensions_id FROM segments
             WHERE project_id = ?1 AND kind = ?2 AND start >= ?3 AND start < ?4
             ORDER BY start DESC, dimensions_id DESC, id DESC",
        )?;
        let mut rows = select.query(self.of)?;
        let mut ids = Vec::new();
        while ids.len() < self.wanted
            && let Some(row) = rows.next()?
        {
            if self.is_wanted(row.get(1)?) {
                ids.push(row.get(0)?);
            }
        }
        Ok(ids)
    }

    /// Walks through the hours. Within each the slowest come first, so an hour is left at the first segment that would
    /// have no place in the list.
    fn slowest(&self) -> Result<Vec<i64>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, hour, duration, dimensions_id FROM segments
             WHERE project_id = ?1 AND kind = ?2 AND hour >= ?3 AND hour < ?4
             ORDER BY hour DESC, duration DESC, dimensions_id DESC, id DESC",
        )?;
        let [project_id, kind, from, to] = self.of;
        let mut before = to / HOUR;
        // The last place of the list is its greatest element.
        let mut places: BinaryHeap<Place> = BinaryHeap::new();
        'hours: loop {
            let mut rows = select.query(params![project_id, kind, from / HOUR, before])?;
            while let Some(row) = rows.next()? {
                let place = Place { id: row.get(0)?, duration: row.get(2)? };
                if places.len() >= self.wanted
                    && places.peek().is_none_or(|last| place.duration < last.duration)
                {
                    before = row.get(1)?;
                    continue 'hours;
                }
                if self.is_wanted(row.get(3)?) {
                    places.push(place);
                    if places.len() > self.wanted {
                        places.pop();
                    }
                }
            }
            return Ok(places.into_sorted_vec().into_iter().map(|place| place.id).collect());
        }
    }
}
