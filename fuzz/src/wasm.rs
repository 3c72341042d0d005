//! The sections of a wasm module.

use balefire_protocol::wasm::Module;

use super::within::is_within;

/// What is found lies in the module, and stays as it is whatever comes behind it.
pub fn check(input: &[u8]) {
    let Some(module) = Module::parse(input) else {
        return assert!(!input.starts_with(b"\0asm\x01\0\0\0"));
    };
    for part in [module.code, module.build_id].into_iter().flatten() {
        assert!(is_within(part, input));
    }
    match module.debug_id() {
        Some(id) => check_id(&id),
        None => assert_eq!((module.code, module.build_id), (None, None)),
    }
    // Behind a broken section nothing is read, so that one more byte finds more, never something else.
    let Some(before) = input.split_last().and_then(|(_, shorter)| Module::parse(shorter)) else { return };
    assert!(before.code.is_none_or(|code| module.code == Some(code)));
    assert!(before.build_id.is_none_or(|id| module.build_id == Some(id)));
    assert!(module.has_dwarf >= before.has_dwarf && module.has_names >= before.has_names);
}

fn check_id(id: &str) {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
    assert!(id.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9' | b'a'..=b'f')), "{id}");
}
