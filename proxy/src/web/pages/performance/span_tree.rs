//! The spans of a segment as a tree, written as rows: each span after the one around it, by start.

use std::collections::{HashMap, HashSet};

use crate::model::span::Span;

/// Deepest indentation; deeper spans stand below it.
const DEEPEST: usize = 6;

/// A span and its depth below the segment, from 0.
pub(super) struct Row<'a> {
    pub span: &'a Span,
    pub depth: usize,
}

/// The rows. A span whose parent is not there, or that is its own ancestor, stands below the segment.
pub(super) fn rows<'a>(segment_id: &str, spans: &'a [Span]) -> Vec<Row<'a>> {
    let known: HashSet<&str> = spans.iter().map(|span| span.span_id.as_str()).collect();
    let mut children: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut tops = Vec::new();
    for (n, span) in spans.iter().enumerate() {
        match span.parent_span_id.as_deref() {
            Some(parent) if parent != segment_id && parent != span.span_id && known.contains(parent) => {
                children.entry(parent).or_default().push(n);
            }
            _ => tops.push(n),
        }
    }
    let mut rows = Vec::with_capacity(spans.len());
    let mut is_written = vec![false; spans.len()];
    // Spans that only a circle leads to come last, as if they stood below the segment.
    let starts = tops.into_iter().chain(0..spans.len());
    for start in starts {
        write(start, spans, &children, &mut is_written, &mut rows);
    }
    rows
}

/// A span and all below it, without recursion: a client decides how deep spans are.
fn write<'a>(
    start: usize,
    spans: &'a [Span],
    children: &HashMap<&str, Vec<usize>>,
    is_written: &mut [bool],
    rows: &mut Vec<Row<'a>>,
) {
    let mut open = vec![(start, 0_usize)];
    while let Some((n, depth)) = open.pop() {
        let (Some(span), Some(written)) = (spans.get(n), is_written.get_mut(n)) else { continue };
        if std::mem::replace(written, true) {
            continue;
        }
        rows.push(Row { span, depth: depth.min(DEEPEST) });
        let below = children.get(span.span_id.as_str()).into_iter().flatten();
        open.extend(below.rev().map(|child| (*child, depth + 1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    fn span(id: &str, parent: Option<&str>) -> Span {
        Span {
            trace_id: "t".into(),
            span_id: id.into(),
            parent_span_id: parent.map(str::to_owned),
            segment_id: None,
            op: String::new(),
            name: String::new(),
            start: Timestamp(0.0),
            duration: 0.0,
            is_failed: false,
            data: serde_json::Map::new(),
        }
    }

    #[track_caller]
    fn check(spans: &[(&str, Option<&str>)], expect: &[(&str, usize)]) {
        let spans: Vec<Span> = spans.iter().map(|(id, parent)| span(id, *parent)).collect();
        let found: Vec<(&str, usize)> =
            rows("root", &spans).iter().map(|row| (row.span.span_id.as_str(), row.depth)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn children_follow_their_parent() {
        check(
            &[("a", Some("root")), ("b", Some("root")), ("c", Some("a")), ("d", Some("c")), ("e", Some("a"))],
            &[("a", 0), ("c", 1), ("d", 2), ("e", 1), ("b", 0)],
        );
    }

    #[test]
    fn odd_parents() {
        check(&[("a", Some("gone")), ("b", None), ("c", Some("c"))], &[("a", 0), ("b", 0), ("c", 0)]);
        check(&[("a", Some("b")), ("b", Some("a")), ("c", Some("root"))], &[("c", 0), ("a", 0), ("b", 1)]);
        check(&[("a", Some("root")), ("a", Some("a"))], &[("a", 0), ("a", 0)]);
        check(&[], &[]);
    }

    #[test]
    fn a_chain_of_a_thousand_is_no_deeper_than_the_page_shows() {
        let ids: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let spans: Vec<Span> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| span(id, n.checked_sub(1).map(|n| ids[n].as_str())))
            .collect();
        let rows = rows("root", &spans);
        assert_eq!((rows.len(), rows[999].depth), (1000, DEEPEST));
    }
}
