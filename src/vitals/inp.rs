//! Interaction to Next Paint: of the longest interactions, the one that one of fifty exceeds.

use super::event::Event;
use super::frames::{FrameId, Frames};

/// How many of the longest interactions are held: enough for the percentile of 500 interactions, as in web-vitals.
const LONGEST: usize = 10;
/// One interaction of so many may be longer than the value: <https://web.dev/articles/inp>
const PER_OUTLIER: u32 = 50;
/// The value of interactions that were all too short for an entry, in ms. Only a soft navigation or a restored page has
/// such: a page load reports its first input, however short. <https://github.com/GoogleChrome/web-vitals/issues/724>
const TOO_SHORT: f64 = 8.0;

/// What a page view knows of one interaction: its longest event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Interaction {
    /// Its id; 0 in a place that is free.
    id: f64,
    /// The longest duration of its events, in ms.
    pub latency: f64,
    /// When that event began.
    pub start: f64,
    /// The frame that painted after it.
    pub frame: FrameId,
    /// Among interactions of equal latency, the earlier one ranks first.
    order: u32,
}

/// What an event changed in the list of longest interactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It belongs to the longest event, as `pointerup` to `click`.
    Joined = 0,
    /// It is the longest event of an interaction that is held.
    Longer = 1,
    /// Its interaction is held from now on.
    New = 2,
}

/// The longest interactions of the running navigation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inp {
    longest: [Interaction; LONGEST],
    order: u32,
    count_before: u32,
}

impl Inp {
    /// Takes an entry: the place of its interaction among the longest, and what has changed there.
    pub fn event(&mut self, event: &Event, frames: &mut Frames) -> Option<(usize, Change)> {
        let frame = frames.add(event, |id| self.longest.iter().any(|it| it.id != 0.0 && it.frame == id));
        // A value that is no number must never be an id.
        if event.interaction.is_nan() || event.interaction == 0.0 {
            return None;
        }
        let (place, change) = self.place_of(event)?;
        let order = self.order;
        let held = self.longest.get_mut(place)?;
        if change != Change::Joined {
            *held = Interaction {
                id: event.interaction,
                latency: event.duration,
                start: event.start,
                frame,
                order,
            };
            self.order += 1;
        }
        Some((place, change))
    }

    fn place_of(&self, event: &Event) -> Option<(usize, Change)> {
        let mut shortest: Option<(usize, &Interaction)> = None;
        let mut free = None;
        for (place, it) in self.longest.iter().enumerate() {
            if it.id == event.interaction {
                return if event.duration > it.latency {
                    Some((place, Change::Longer))
                } else {
                    let is_joined = event.duration == it.latency && event.start == it.start;
                    is_joined.then_some((place, Change::Joined))
                };
            }
            if it.id == 0.0 {
                free = free.or(Some(place));
            } else if shortest.is_none_or(|(_, other)| other.precedes(it)) {
                shortest = Some((place, it));
            }
        }
        let replaced = || shortest.filter(|(_, it)| event.duration > it.latency).map(|(place, _)| place);
        free.or_else(replaced).map(|place| (place, Change::New))
    }

    /// The place of the interaction that is the value, given how many interactions the page has had.
    #[must_use]
    pub fn place(&self, count: u32) -> Option<usize> {
        let held = self.longest.iter().filter(|it| it.id != 0.0).count();
        let rank = (self.count(count) / PER_OUTLIER).min(held.checked_sub(1)? as u32);
        let rank_of =
            |it: &Interaction| self.longest.iter().filter(|other| other.precedes(it)).count() as u32;
        self.longest.iter().position(|it| it.id != 0.0 && rank_of(it) == rank)
    }

    /// The interaction in a place.
    #[must_use]
    pub fn interaction(&self, place: usize) -> Option<&Interaction> {
        self.longest.get(place).filter(|it| it.id != 0.0)
    }

    /// The value, in ms. A page load without an interaction has none.
    #[must_use]
    pub fn value(&self, count: u32, is_page_load: bool) -> Option<f64> {
        match self.place(count).and_then(|place| self.interaction(place)) {
            Some(interaction) => Some(interaction.latency),
            None => (!is_page_load && self.count(count) > 0).then_some(TOO_SHORT),
        }
    }

    /// Begins anew, for the next navigation.
    pub fn restart(&mut self, count: u32) {
        *self = Self { count_before: count, ..Self::default() };
    }

    fn count(&self, count: u32) -> u32 {
        count.saturating_sub(self.count_before)
    }
}

impl Interaction {
    fn precedes(&self, other: &Self) -> bool {
        self.id != 0.0
            && (self.latency > other.latency || (self.latency == other.latency && self.order < other.order))
    }
}

/// How many interactions a page has had, where the browser does not count them: the ids of Chromium and Safari grow by 7.
/// <https://github.com/GoogleChrome/web-vitals/blob/v6.2.3/src/lib/polyfills/interactionCountPolyfill.ts>
#[derive(Clone, Copy, Debug, Default)]
pub struct EstimatedCount(Option<(f64, f64)>);

impl EstimatedCount {
    /// Takes the interaction of an event.
    pub fn note(&mut self, interaction: f64) {
        if interaction > 0.0 {
            let (least, most) = self.0.unwrap_or((interaction, interaction));
            self.0 = Some((least.min(interaction), most.max(interaction)));
        }
    }

    /// The estimate.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.map_or(0, |(least, most)| (((most - least) / 7.0) as u32).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(interaction: f64, start: f64, duration: f64) -> Event {
        Event { interaction, start, duration, processing_start: start + 1.0, processing_end: start + 2.0 }
    }

    /// Events are (interaction, start, duration).
    fn inp(events: &[(f64, f64, f64)]) -> Inp {
        let (mut inp, mut frames) = (Inp::default(), Frames::default());
        for (interaction, start, duration) in events {
            inp.event(&event(*interaction, *start, *duration), &mut frames);
        }
        inp
    }

    #[track_caller]
    fn check(events: &[(f64, f64, f64)], count: u32, expect: Option<f64>) {
        assert_eq!(inp(events).value(count, true), expect);
    }

    #[test]
    fn no_interaction_is_no_value() {
        check(&[], 0, None);
        check(&[], 3, None);
    }

    #[test]
    fn the_longest_event_of_an_interaction_counts() {
        check(&[(7.0, 0.0, 40.0), (7.0, 10.0, 120.0), (7.0, 20.0, 80.0)], 1, Some(120.0));
    }

    #[test]
    fn events_of_no_interaction_do_not_count() {
        check(&[(0.0, 0.0, 900.0), (7.0, 1000.0, 48.0)], 1, Some(48.0));
        check(&[(f64::NAN, 0.0, 900.0)], 1, None);
    }

    #[test]
    fn one_of_fifty_may_be_longer() {
        let events = [(7.0, 0.0, 300.0), (14.0, 1000.0, 200.0), (21.0, 2000.0, 100.0)];
        for (count, expect) in [(3, 300.0), (49, 300.0), (50, 200.0), (99, 200.0), (100, 100.0), (400, 100.0)]
        {
            check(&events, count, Some(expect));
        }
    }

    #[test]
    fn ten_are_held_and_the_shortest_makes_place() {
        let mut events: Vec<_> =
            (1..=12).map(|n| (f64::from(n), f64::from(n) * 100.0, f64::from(n) * 8.0)).collect();
        check(&events, 450, Some(24.0));
        check(&events, 12, Some(96.0));
        events.push((13.0, 5000.0, 24.0));
        // No longer than the shortest that is held.
        check(&events, 450, Some(24.0));
    }

    #[test]
    fn places_say_what_changed() {
        let (mut inp, mut frames) = (Inp::default(), Frames::default());
        assert_eq!(inp.event(&event(7.0, 0.0, 48.0), &mut frames), Some((0, Change::New)));
        assert_eq!(inp.event(&event(7.0, 0.0, 48.0), &mut frames), Some((0, Change::Joined)));
        assert_eq!(inp.event(&event(7.0, 5.0, 48.0), &mut frames), None);
        assert_eq!(inp.event(&event(7.0, 5.0, 56.0), &mut frames), Some((0, Change::Longer)));
        assert_eq!(inp.event(&event(14.0, 500.0, 56.0), &mut frames), Some((1, Change::New)));
        // Of equals, the first is the value.
        assert_eq!(inp.place(2), Some(0));
    }

    #[test]
    fn the_next_navigation_counts_from_there() {
        let mut inp = inp(&[(7.0, 0.0, 300.0)]);
        inp.restart(60);
        assert_eq!(inp.value(60, false), None);
        assert_eq!(inp.value(61, false), Some(TOO_SHORT));
        assert_eq!(inp.value(61, true), None);
        let mut frames = Frames::default();
        inp.event(&event(14.0, 9000.0, 64.0), &mut frames);
        assert_eq!(inp.value(61, false), Some(64.0));
        // An estimate may shrink.
        assert_eq!(inp.value(0, false), Some(64.0));
    }

    #[test]
    fn an_estimated_count_goes_by_sevens() {
        let mut estimate = EstimatedCount::default();
        assert_eq!(estimate.count(), 0);
        for id in [0.0, 1007.0, 1014.0, 1035.0, f64::NAN, 1000.0] {
            estimate.note(id);
        }
        assert_eq!(estimate.count(), 6);
    }

    #[test]
    fn numbers_that_no_browser_reports_do_no_harm() {
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1e300];
        let (mut inp, mut frames, mut estimate) =
            (Inp::default(), Frames::default(), EstimatedCount::default());
        for interaction in odd {
            for start in odd {
                for duration in odd {
                    let event = Event {
                        interaction,
                        start,
                        duration,
                        processing_start: duration,
                        processing_end: start,
                    };
                    inp.event(&event, &mut frames);
                    estimate.note(interaction);
                    assert!(inp.place(estimate.count()).is_none_or(|place| place < LONGEST));
                }
            }
        }
    }
}
