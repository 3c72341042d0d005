//! Sections of DWARF, within a module that is right: first the lengths of three of them, of two bytes each.

use balefire_proxy::symbols::{AddError, CodeLocation, Converted, find};

/// A function of 34 bytes.
const CODE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x24\x01\x22\x00\
    \x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\
    \x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x0b";
const NAMES: [&str; 4] = [".debug_abbrev", ".debug_line", ".debug_ranges", ".debug_info"];
/// Places that are asked for.
const ADDRESSES: u64 = 64;

/// It is converted and can be looked up, or refused; no stack overflows on the way.
pub fn check(input: &[u8]) {
    if input.windows(2).any(|two| two == b"_Z") {
        return;
    }
    let Some((lengths, mut rest)) = input.split_at_checked(6) else { return };
    let lengths = lengths.chunks_exact(2).map(|two| usize::from(two[0]) | usize::from(two[1]) << 8);
    let mut module = CODE.to_vec();
    for (name, length) in NAMES.into_iter().zip(lengths.chain([usize::MAX])) {
        let (content, behind) = rest.split_at(length.min(rest.len()));
        module.extend(section(name, content));
        rest = behind;
    }
    let converted = match Converted::read(&module) {
        Ok(converted) => converted,
        Err(error) => return assert!(matches!(error, AddError::Broken(_) | AddError::Dwarf(_)), "{error}"),
    };
    assert!(converted.has_lines);
    let (mut functions, mut symcache) = (Vec::new(), Vec::new());
    converted.write_functions(&mut functions).expect("memory does not fail");
    converted.write_symcache(&mut symcache).expect("memory does not fail");
    for address in 0..ADDRESSES {
        assert!(find(&symcache, &functions, CodeLocation::Address(address)).len() <= 50);
    }
    assert!(find(&symcache, &functions, CodeLocation::Function(0)).len() <= 1);
}

fn section(name: &str, content: &[u8]) -> Vec<u8> {
    let size = name.len() + 1 + content.len();
    let size = (0..5).map(|at| (size >> (7 * at)) as u8 & 0x7f | if at < 4 { 0x80 } else { 0 });
    let name = [name.len() as u8].into_iter().chain(name.bytes());
    [0].into_iter().chain(size).chain(name).chain(content.iter().copied()).collect()
}
