//! How deep JSON nests, and how many lists and objects it has: one pass over its bytes, before anything is made of it.

/// The shape of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// The deepest nesting of lists and objects.
    pub depth: usize,
    /// How many lists and objects there are.
    pub containers: usize,
}

/// Measures a text; one that is not JSON has the shape that a reader would meet before it gives up, or a larger one.
pub(super) fn shape(text: &str) -> Shape {
    let (mut depth, mut shape) = (0_usize, Shape { depth: 0, containers: 0 });
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                shape.containers += 1;
                shape.depth = shape.depth.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (text, depth, containers) in [
            ("", 0, 0),
            ("1", 0, 0),
            ("{}", 1, 1),
            (r#"{"a":[[],{}],"b":"[[{"}"#, 3, 4),
            (r#"["\"[",[]]"#, 2, 2),
            (r#"["\\",[]]"#, 2, 2),
            ("]]][[", 2, 2),
            ("\"[[", 0, 0),
        ] {
            assert_eq!(shape(text), Shape { depth, containers }, "{text}");
        }
    }
}
