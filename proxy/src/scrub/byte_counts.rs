//! Counts the bytes that the rules need. Most texts lack them, so most texts are read only once.

use crate::scan::visit;

/// Which bytes are in a text. Digits and dashes are counted.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ByteCounts {
    pub digits: usize,
    pub dashes: usize,
    pub at: bool,
    pub slashes: bool,
    /// The first letter of `Bearer` and `Basic`.
    pub letter_b: bool,
    pub equals: bool,
    pub colons: bool,
    pub spaces: bool,
    pub angles: bool,
}

/// Most bytes that are added up at once, so that a field of eight bits cannot overflow.
const CHUNK: usize = 255;

/// The eight bits in which a byte is counted.
const fn field(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => 1,
        b'-' => 1 << 8,
        b'@' => 1 << 16,
        b'/' | b'\\' => 1 << 24,
        b'B' | b'b' => 1 << 32,
        b'=' => 1 << 40,
        b':' => 1 << 48,
        b' ' | b'\t' | b'\n' => 1 << 56,
        _ => 0,
    }
}

static FIELDS: [u64; 256] = {
    let mut fields = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        fields[byte] = field(byte as u8);
        byte += 1;
    }
    fields
};

impl ByteCounts {
    pub(super) fn of(text: &str) -> Self {
        visit(text.len());
        let mut signs = Self::default();
        let mut any = 0;
        for chunk in text.as_bytes().chunks(CHUNK) {
            let sums: u64 = chunk.iter().map(|byte| FIELDS[usize::from(*byte)]).sum();
            signs.digits += (sums & 0xff) as usize;
            signs.dashes += (sums >> 8 & 0xff) as usize;
            any |= sums;
        }
        let has = |at: u32| any >> at & 0xff != 0;
        signs.at = has(16);
        signs.slashes = has(24);
        signs.letter_b = has(32);
        signs.equals = has(40);
        signs.colons = has(48);
        signs.spaces = has(56);
        // A closing tag has a slash.
        signs.angles = signs.slashes && text.as_bytes().contains(&b'<');
        signs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_beyond_a_chunk() {
        let signs = ByteCounts::of(&"1-".repeat(1_000));
        assert_eq!((signs.digits, signs.dashes), (1_000, 1_000));
        assert!(
            !(signs.at || signs.slashes || signs.letter_b || signs.equals || signs.colons || signs.spaces)
        );
        let signs = ByteCounts::of("@/b=: <");
        assert!(signs.at && signs.slashes && signs.letter_b && signs.equals && signs.colons && signs.spaces);
        assert!(signs.angles && !ByteCounts::of("<").angles);
    }
}
