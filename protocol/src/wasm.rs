//! Reads which build a wasm module is, and which debug information it has.
//!
//! <https://webassembly.github.io/spec/core/binary/modules.html>. `js/on_demand/wasm/read_module.js` reads the same in the
//! browser; `tests/fixtures/wasm-ids.json` tests both with the same modules.

use alloc::string::String;

use crate::text::step;

/// The magic number and the version.
const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const CODE: u8 = 10;

/// Length of a debug id, in bytes.
const ID: usize = 16;

/// The sections of a module that identify its build and its debug information. It borrows from the module.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Module<'a> {
    /// The code section.
    pub code: Option<&'a [u8]>,
    /// The section `build_id` unchanged: linkers put a length before the id, and Sentry's browser SDK and tools treat
    /// that length as part of the id.
    pub build_id: Option<&'a [u8]>,
    /// Whether the module has DWARF debug information, with source lines.
    pub has_dwarf: bool,
    /// Whether its functions have names.
    pub has_names: bool,
}

impl<'a> Module<'a> {
    /// Reads the sections; `None` if it is not a wasm module. Sections after a broken one are not read.
    ///
    /// ```
    /// use balefire_protocol::wasm::Module;
    /// let module = Module::parse(b"\0asm\x01\0\0\0\x0a\x01\x00").unwrap();
    /// assert_eq!(module.code, Some(&[0][..]));
    /// assert_eq!(Module::parse(b"PK"), None);
    /// ```
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&HEADER)?;
        let mut module = Self::default();
        while let Some((kind, payload, after)) = section(rest) {
            rest = after;
            match kind {
                CODE => module.code = module.code.or(Some(payload)),
                CUSTOM => module.custom(payload),
                _ => {}
            }
        }
        Some(module)
    }

    fn custom(&mut self, payload: &'a [u8]) {
        let Some((name, content)) = sized(payload) else { return };
        match name {
            b"build_id" => self.build_id = self.build_id.or(Some(content)),
            b".debug_info" => self.has_dwarf = true,
            b"name" => self.has_names = true,
            _ => {}
        }
    }

    /// The debug id of the build: the first bytes of the section `build_id`, or an id made from the code if that
    /// section is missing.
    #[must_use]
    pub fn debug_id(&self) -> Option<String> {
        let mut id = [0; ID];
        match self.build_id {
            Some(given) => id.iter_mut().zip(given).for_each(|(to, from)| *to = *from),
            None => id = fold(self.code?),
        }
        let mut out = String::with_capacity(36);
        for (at, byte) in id.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.push('-');
            }
            for digit in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(digit.into(), 16));
            }
        }
        Some(out)
    }
}

/// The kind and the payload of the first section, and the rest.
fn section(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    step();
    let (kind, rest) = bytes.split_first()?;
    let (size, rest) = leb128(rest)?;
    let (payload, after) = rest.split_at_checked(size)?;
    Some((*kind, payload, after))
}

/// Reads a length and that many bytes. Returns the bytes and the rest.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = leb128(bytes)?;
    rest.split_at_checked(size)
}

/// An unsigned number of at most 32 bits.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, bytes.get(at + 1..)?));
        }
    }
    None
}

/// Four lanes of FNV-1a: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fold(code: &[u8]) -> [u8; ID] {
    let mut lanes = [0u32, 1, 2, 3].map(|lane| 0x811c_9dc5 ^ lane);
    for bytes in code.chunks(lanes.len()) {
        step();
        for (lane, byte) in lanes.iter_mut().zip(bytes) {
            *lane = (*lane ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }
    let mut id = [0; ID];
    for (to, from) in id.chunks_mut(4).zip(lanes) {
        to.copy_from_slice(&from.to_be_bytes());
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// The same modules test the reader in the browser.
    #[test]
    fn ids_of_the_fixture() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../tests/fixtures/wasm-ids.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let hex = case["module"].as_str().unwrap();
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            let id = Module::parse(&bytes).and_then(|module| module.debug_id());
            assert_eq!(id.as_deref(), case["debug_id"].as_str(), "{}", case["name"]);
        }
    }

    #[test]
    fn what_is_cut_anywhere_is_read_up_to_there() {
        let module = b"\0asm\x01\0\0\0\x0a\x03\x01\x02\x03\x00\x09\x08build_id\xff";
        for end in 0..module.len() {
            let found = Module::parse(&module[..end]);
            assert_eq!(found.is_some(), end >= HEADER.len());
            assert_eq!(found.and_then(|it| it.code).is_some(), end >= 13, "{end}");
        }
    }

    #[test]
    fn sections_of_symbols_are_seen() {
        let custom = |name: &str| {
            let mut bytes = HEADER.to_vec();
            bytes.extend([0, name.len() as u8 + 1, name.len() as u8]);
            bytes.extend(name.bytes());
            bytes
        };
        assert!(Module::parse(&custom(".debug_info")).unwrap().has_dwarf);
        assert!(Module::parse(&custom("name")).unwrap().has_names);
        assert_eq!(Module::parse(&custom("producers")).unwrap(), Module::default());
    }
}
