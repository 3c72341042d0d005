//! DWARF written by hand, up to the allowed depth and beyond it.

use super::super::{AddError, Converted};
use super::*;

/// A function of 4 bytes, of which the code section begins at 10.
const CODE: &[u8] =
    b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x06\x01\x04\x00\x01\x01\x0b";

/// Forms: an address, a byte, a reference of 4 bytes within the unit, and one of 4 bytes within the section.
const ABBREVIATIONS: &[&[u8]] = &[
    // 1: a unit with a low address, and children.
    &[1, 0x11, 1, 0x11, 0x01, 0, 0],
    // 2: a function with children, from and to.
    &[2, 0x2e, 1, 0x11, 0x01, 0x12, 0x0b, 0, 0],
    // 3: an inlined call with children, from and to.
    &[3, 0x1d, 1, 0x11, 0x01, 0x12, 0x0b, 0, 0],
    // 4: a block with children.
    &[4, 0x0b, 1, 0, 0],
    // 5: a function, from and to, whose name is elsewhere in the unit.
    &[5, 0x2e, 0, 0x11, 0x01, 0x12, 0x0b, 0x31, 0x13, 0, 0],
    // 6: the same, elsewhere in the section.
    &[6, 0x2e, 0, 0x11, 0x01, 0x12, 0x0b, 0x31, 0x10, 0, 0],
    // 7: a name.
    &[7, 0x2e, 0, 0x03, 0x08, 0, 0],
    &[0],
];
/// The header of a unit, in bytes.
const HEADER: u32 = 11;
/// Its first entry, in bytes.
const UNIT_ENTRY: u32 = 5;
/// A function with a reference, in bytes.
const FUNCTION: u32 = 10;

/// From 3, one byte long, so that it is code.
const RANGE: [u8; 5] = [3, 0, 0, 0, 1];

fn section(name: &str, content: &[u8]) -> Vec<u8> {
    let size =
        |value: usize| (0..5).map(move |at| (value >> (7 * at)) as u8 & 0x7f | if at < 4 { 0x80 } else { 0 });
    let name = [&[name.len() as u8], name.as_bytes()].concat();
    [0].into_iter()
        .chain(size(name.len() + content.len()))
        .chain(name)
        .chain(content.iter().copied())
        .collect()
}

/// A unit of these entries.
fn unit(entries: &[u8]) -> Vec<u8> {
    let entries = [&[1, 3, 0, 0, 0], entries].concat();
    let length = (HEADER - 4 + entries.len() as u32).to_le_bytes();
    [&length[..], &[4, 0, 0, 0, 0, 0, 4], &entries].concat()
}

fn module(units: &[Vec<u8>]) -> Vec<u8> {
    let parts = [
        CODE.to_vec(),
        section(".debug_abbrev", &ABBREVIATIONS.concat()),
        section(".debug_info", &units.concat()),
    ];
    parts.concat()
}

/// This many entries of a kind, each within the one before.
fn nested(kind: &[u8], depth: usize) -> Vec<u8> {
    [kind.repeat(depth), vec![0; depth + 1]].concat()
}

fn entry(kind: u8) -> Vec<u8> {
    [&[kind], &RANGE[..]].concat()
}

/// A function whose name is at this place.
fn refers(kind: u8, to: u32) -> Vec<u8> {
    [entry(kind), to.to_le_bytes().to_vec()].concat()
}

/// Converts on a stack as large as the server gives.
fn convert(module: &[u8]) -> Result<(), AddError> {
    std::thread::scope(|scope| {
        let work = std::thread::Builder::new().stack_size(super::super::conversion_process::STACK);
        let work = work.spawn_scoped(scope, || {
            let converted = Converted::read(module)?;
            converted.write_symcache(&mut Vec::new()).map_err(AddError::Io)
        });
        work.unwrap().join().unwrap()
    })
}

#[track_caller]
fn check_refused(module: &[u8], why: TooDeep) {
    assert_eq!(check(module), Err(why));
    let refused = convert(module).unwrap_err().to_string();
    assert_eq!(refused, format!("DWARF of the module cannot be read: {why}"));
}

#[test]
fn functions_and_calls_within_one_another() {
    let call = [entry(2), nested(&entry(3), DEPTH - 1), vec![0]].concat();
    let calls = module(&[unit(&call)]);
    assert_eq!(check(&calls), Ok(()));
    convert(&calls).unwrap();
    let functions = module(&[unit(&nested(&entry(2), DEPTH))]);
    convert(&functions).unwrap();
    for kind in [2, 3] {
        check_refused(&module(&[unit(&nested(&entry(kind), DEPTH + 1))]), TooDeep::Nesting);
        // Also in a later unit, and with blocks between.
        let mixed = [entry(kind), vec![4]].concat();
        check_refused(&module(&[unit(&[0]), unit(&nested(&mixed, DEPTH + 1))]), TooDeep::Nesting);
        check_refused(&module(&[unit(&nested(&entry(kind), 100_000))]), TooDeep::Nesting);
    }
}

#[test]
fn blocks_and_neighbours_are_not_deep() {
    let blocks = module(&[unit(&[entry(2), nested(&[4], 50_000), vec![0]].concat())]);
    assert_eq!(check(&blocks), Ok(()));
    convert(&blocks).unwrap();
    // Each function ends before the next one begins.
    let neighbours: Vec<u8> = (0..5 * DEPTH).flat_map(|_| [entry(2), vec![0]].concat()).collect();
    let neighbours = module(&[unit(&[neighbours, vec![0]].concat())]);
    assert_eq!(check(&neighbours), Ok(()));
    convert(&neighbours).unwrap();
}

#[test]
fn references_in_a_circle() {
    let at = |index: u32| HEADER + UNIT_ENTRY + index * FUNCTION;
    for length in [1, 2, 3, 40] {
        let circle = (0..length).flat_map(|index| refers(5, at((index + 1) % length)));
        check_refused(&module(&[unit(&circle.chain([0]).collect::<Vec<_>>())]), TooDeep::References);
    }
    // From one unit to the next, and back.
    let size = at(1) + 1;
    let there_and_back =
        [unit(&[refers(6, size + at(0)), vec![0]].concat()), unit(&[refers(6, at(0)), vec![0]].concat())];
    check_refused(&module(&there_and_back), TooDeep::References);
}

#[test]
fn references_in_a_row() {
    let at = |index: usize| HEADER + UNIT_ENTRY + index as u32 * FUNCTION;
    let row = |length: usize| {
        let functions = (0..length).flat_map(|index| refers(5, at(index + 1)));
        module(&[unit(&functions.chain(*b"\x07name\0\0").collect::<Vec<_>>())])
    };
    assert_eq!(check(&row(REFERENCES)), Ok(()));
    convert(&row(REFERENCES)).unwrap();
    check_refused(&row(REFERENCES + 1), TooDeep::References);
    check_refused(&row(50_000), TooDeep::References);
}

#[test]
fn broken_units_are_passed_over() {
    for cut in 0..60 {
        let whole = module(&[unit(&nested(&entry(2), 8))]);
        let Some(module) = whole.get(..whole.len() - cut) else { continue };
        assert_eq!(check(module), Ok(()));
    }
    let unit_of_nothing = unit(&[9, 9, 9]);
    check_refused(&module(&[unit_of_nothing, unit(&nested(&entry(2), DEPTH + 1))]), TooDeep::Nesting);
}
