//! The numbers of an envelope's spans, transactions and sessions, which have quotas of their own.

use balefire_protocol::category::Category;
use balefire_protocol::envelope::Item;

use crate::admission::daily_quotas::CATEGORIES;
use crate::app::App;
use crate::items;

/// The numbers of an envelope's items, in the order of [`CATEGORIES`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Telemetry([u64; CATEGORIES.len()]);

impl Telemetry {
    /// Counts an item. A list of spans counts as many as its header says.
    pub(super) fn add(&mut self, item: &Item<'_>) {
        let category = Category::of_item(&item.kind);
        for (known, count) in CATEGORIES.iter().zip(&mut self.0) {
            if *known == category {
                *count += items::quantity(item);
            }
        }
    }

    /// The numbers by category, without zeros.
    pub(super) fn counts(self) -> impl Iterator<Item = (Category, u64)> {
        CATEGORIES.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }

    /// Forgets the number of a category.
    pub(super) fn clear(&mut self, category: Category) {
        for (known, count) in CATEGORIES.iter().zip(&mut self.0) {
            if *known == category {
                *count = 0;
            }
        }
    }

    /// Takes back what was charged for an envelope that was not stored.
    pub(super) fn give_back(self, app: &App, project_id: i64) {
        for (category, count) in self.counts() {
            app.daily_quotas.give_back(project_id, category, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use balefire_protocol::envelope;

    use super::*;

    #[test]
    fn lists_of_spans_and_of_sessions_count_as_many() {
        let sent = b"{}\n{\"type\":\"span\",\"item_count\":30}\n{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"session\"}\n{}";
        let mut telemetry = Telemetry::default();
        envelope::parse(sent).unwrap().items.iter().for_each(|item| telemetry.add(item));
        assert_eq!(telemetry.counts().collect::<Vec<_>>(), [(Category::Span, 30), (Category::Session, 1)]);
        let counts = br#"{}
{"type":"sessions"}
{"aggregates":[{"started":1,"exited":1},{"started":2,"exited":1}],"attrs":{"release":"a"}}
{"type":"sessions"}
{}"#;
        let mut of_sessions = Telemetry::default();
        envelope::parse(counts).unwrap().items.iter().for_each(|item| of_sessions.add(item));
        assert_eq!(of_sessions.counts().collect::<Vec<_>>(), [(Category::Session, 3)]);
        telemetry.clear(Category::Span);
        assert_eq!(telemetry.counts().collect::<Vec<_>>(), [(Category::Session, 1)]);
    }
}
