#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| balefire_fuzz::search::check(input));
