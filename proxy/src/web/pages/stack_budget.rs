//! How much of a page the stacks of an event may take. A page stays small whatever an event has: fifty frames with long
//! names and lines of source, in each of many exceptions.

use maud::Markup;

/// Bytes of markup for the stacks of exceptions.
pub(super) const EXCEPTIONS: usize = 10_500;
/// Bytes of markup for the stacks of threads.
pub(super) const THREADS: usize = 4_000;
/// With less than this left, frames are shown without lines of source and variables.
const BRIEF: usize = 4_000;

/// What is left to be shown.
#[derive(Debug)]
pub(super) struct StackBudget {
    left: usize,
    is_untouched: bool,
}

impl StackBudget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { left: bytes, is_untouched: true }
    }

    /// A frame in full, or in brief, or not at all. The first one is shown in full whatever its size.
    pub(super) fn frame(
        &mut self,
        full: impl FnOnce() -> Markup,
        brief: impl FnOnce() -> Markup,
    ) -> Option<Markup> {
        let is_first = std::mem::replace(&mut self.is_untouched, false);
        let shown = match self.left {
            _ if is_first => full(),
            0 => return None,
            left if left > BRIEF => full(),
            _ => brief(),
        };
        self.left = self.left.saturating_sub(shown.0.len());
        Some(shown)
    }
}

#[cfg(test)]
mod tests {
    use maud::PreEscaped;

    use super::*;

    #[test]
    fn frames_become_brief_and_then_are_left_out() {
        let mut budget = StackBudget::new(BRIEF + 1_000);
        let mut next = || {
            let shown =
                budget.frame(|| PreEscaped("f".repeat(1_000)), || PreEscaped("b".repeat(BRIEF / 3 + 1)));
            shown.map(|shown| shown.0.chars().next())
        };
        let [full, brief] = ['f', 'b'].map(|it| Some(Some(it)));
        let expect = [full, brief, brief, brief, None];
        assert_eq!([next(), next(), next(), next(), next()], expect);
    }

    #[test]
    fn the_first_frame_is_always_there() {
        let mut budget = StackBudget::new(0);
        assert!(budget.frame(|| PreEscaped("f".into()), || PreEscaped("b".into())).is_some());
        assert!(budget.frame(|| PreEscaped("f".into()), || PreEscaped("b".into())).is_none());
    }
}
