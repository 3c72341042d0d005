//! Tests each shape of a frame; whole stacks of real browsers are tested in `tests/stacks.rs`.

use super::*;

/// The expected frame: function, file, line, column.
type Expected<'a> = (&'a str, &'a str, u32, u32);

#[track_caller]
fn check(stack: &str, newest_first: &[Expected<'_>]) {
    let mut frames = parse(stack);
    frames.reverse();
    let found: Vec<Expected<'_>> = frames
        .iter()
        .map(|f| (f.function, f.filename, f.lineno.unwrap_or(0), f.colno.unwrap_or(0)))
        .collect();
    assert_eq!(found, newest_first);
}

const A: &str = "https://a.test/x.js";

#[test]
fn chromium_frames() {
    check(
        "TypeError: a@b.c is not\n    at f (https://a.test/x.js:7:3)\n    at https://a.test/x.js:8:1\n    at new Cart (https://a.test/x.js:9:2)\n    at async Object.pay [as go] (https://a.test/x.js:10:20)",
        &[("f", A, 7, 3), ("", A, 8, 1), ("new Cart", A, 9, 2), ("Object.pay [as go]", A, 10, 20)],
    );
}

#[test]
fn chromium_eval_is_shown_at_its_caller() {
    check(
        "Error\n    at inner (eval at outer (https://a.test/x.js:4:5), <anonymous>:1:7)\n    at eval (eval at e (eval at outer (https://a.test/x.js:4:5), <anonymous>:1:1), <anonymous>:2:2)",
        &[("inner", A, 4, 5), ("eval", A, 4, 5)],
    );
}

#[test]
fn files_without_an_address() {
    check(
        "Error: x\n    at inner (widget.js:1:24)\n    at load (list.tsx?33f8:328:1)\n    at ./src/pay.js:3:4\n    at q (/assets/app.js:3:4)\n    at run (webpack:///./src/run.ts:9:2)\n    at async App.vue:7:1",
        &[
            ("inner", "widget.js", 1, 24),
            ("load", "list.tsx?33f8", 328, 1),
            ("", "./src/pay.js", 3, 4),
            ("q", "/assets/app.js", 3, 4),
            ("run", "webpack:///./src/run.ts", 9, 2),
            ("", "App.vue", 7, 1),
        ],
    );
    check(
        "load@widget.js:1:24\n@/assets/app.js:3:4",
        &[("load", "widget.js", 1, 24), ("", "/assets/app.js", 3, 4)],
    );
}

#[test]
fn prose_is_no_file() {
    for prose in [
        "Error: late\n    at 10:30:15",
        "Error: see\n    at home:4",
        "Error: see\n    at line two: column:1:2",
        "mail bob@example:8080",
        "bob@1.2.3.4:5:6",
    ] {
        check(prose, &[]);
    }
}

#[test]
fn chromium_native_frames_are_not_in_app() {
    let frames = parse("Error\n    at Array.map (<anonymous>)\n    at f (https://a.test/x.js:1:1)");
    assert_eq!(frames.iter().map(|f| f.in_app).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn chromium_wasm() {
    let stack = "RuntimeError: unreachable\n    at app.wasm.app::pay::h6bd2 (http://h/m_bg.wasm:wasm-function[224]:0x975f)\n    at http://h/m_bg.wasm:wasm-function[9]:0x5a\n    at app.wasm.<impl core::ops::FnOnce<()> for app::F (x)>::call (wasm://wasm/app.wasm-0004ab6e:wasm-function[1]:0x10)";
    check(
        stack,
        &[
            ("app::pay::h6bd2", "http://h/m_bg.wasm", 0, 0),
            ("wasm-function[9]", "http://h/m_bg.wasm", 0, 0),
            ("<impl core::ops::FnOnce<()> for app::F (x)>::call", "wasm://wasm/app.wasm-0004ab6e", 0, 0),
        ],
    );
    assert_eq!(parse(stack)[2].instruction_addr, Some(0x975f));
}

#[test]
fn firefox_frames() {
    check(
        "f@https://a.test/x.js:7:3\n@https://a.test/x.js:8:1\nasync*load@https://a.test/x.js:9:2\nsetTimeout handler*g@https://a.test/x.js:1:1\npkg@https://cdn.test/p@1.2.3/x.js:2:4\n",
        &[
            ("f", A, 7, 3),
            ("", A, 8, 1),
            ("async*load", A, 9, 2),
            ("setTimeout handler*g", A, 1, 1),
            ("pkg", "https://cdn.test/p@1.2.3/x.js", 2, 4),
        ],
    );
}

#[test]
fn firefox_eval_is_shown_at_its_caller() {
    check("f@https://a.test/x.js line 5 > eval:1:1", &[("f", A, 5, 0)]);
    check("f@https://a.test/x.js line 5 > eval line 1 > Function:1:1", &[("f", A, 5, 0)]);
}

#[test]
fn firefox_wasm() {
    check(
        "app.wasm.app::f::h1@http://h/m_bg.wasm:wasm-function[224]:0x975f\n@http://h/m_bg.wasm:wasm-function[3]:0x7c9c",
        &[("app::f::h1", "http://h/m_bg.wasm", 0, 0), ("wasm-function[3]", "http://h/m_bg.wasm", 0, 0)],
    );
}

#[test]
fn safari_frames() {
    check(
        "f@https://a.test/x.js:7:3\nmap@[native code]\nglobal code@https://a.test/x.js:1:2",
        &[("f", A, 7, 3), ("map", "[native code]", 0, 0), ("global code", A, 1, 2)],
    );
}

#[test]
fn firefox_wasm_of_bytes() {
    check(
        "app.wasm.app::f@http://h/balefire.min.js line 1 > WebAssembly.instantiate:wasm-function[2]:0x75f\n@http://h/a.js line 7 > eval line 1 > WebAssembly.Module:wasm-function[3]:0x7c9",
        &[("app::f", "wasm://wasm", 0, 0), ("wasm-function[3]", "wasm://wasm", 0, 0)],
    );
}

#[test]
fn safari_wasm() {
    check(
        "app::f::h6@app.wasm:wasm-function[224]\n224@<?>:wasm-function[224]\n<?>.wasm-function[f]@[wasm code]\nwasm-stub@[native code]",
        &[
            ("app::f::h6", "app.wasm", 0, 0),
            ("wasm-function[224]", "<?>", 0, 0),
            ("f", "[wasm code]", 0, 0),
            ("wasm-stub", "[native code]", 0, 0),
        ],
    );
}

#[test]
fn other_schemes() {
    check(
        "Error\n    at f (blob:https://a.test/1-2:3:4)\n    at g (chrome-extension://abc/x.js:1:2)\n    at h (file:///x.js:5:6)",
        &[
            ("f", "blob:https://a.test/1-2", 3, 4),
            ("g", "chrome-extension://abc/x.js", 1, 2),
            ("h", "file:///x.js", 5, 6),
        ],
    );
    assert!(!parse("at g (chrome-extension://abc/x.js:1:2)")[0].in_app);
}

#[test]
fn rust_machinery_is_not_in_app() {
    let stack = "Error\n    at app.wasm.core::panicking::panic_fmt::h1 (http://h/m.wasm:wasm-function[1]:0x1)\n    at app.wasm.__rustc[5224e6b81cd82a8f]::rust_begin_unwind (http://h/m.wasm:wasm-function[2]:0x2)\n    at app.wasm.app::core::pay::h1 (http://h/m.wasm:wasm-function[3]:0x3)\n    at wasm_bindgen__convert__closures_____invoke__h6114102bb2b8b802 (http://h/shop.js:4:2)\n    at Module.balefireWrapped (http://h/snippets/balefire.js:1:1)";
    assert_eq!(parse(stack).iter().map(|f| f.in_app).collect::<Vec<_>>(), [false, true, false, false]);
}

#[test]
fn our_own_script_is_not_in_app() {
    let stack =
        "Error\n    at fetch (https://a.test/balefire.min.js:1:9)\n    at f (https://a.test/x.js:1:1)";
    assert_eq!(parse(stack).iter().map(|f| f.in_app).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_is_no_frame_is_passed_over() {
    check("", &[]);
    check("Error: mail me@home.test please\nat\nat \n@\nfoo@bar\n@:1:2", &[]);
}

#[test]
fn at_most_fifty_newest_frames() {
    let stack: String =
        (1..=80).map(|n| alloc::format!("    at f{n} (https://a.test/x.js:{n}:1)\n")).collect();
    let frames = parse(&stack);
    assert_eq!(frames.len(), MAX_FRAMES);
    assert_eq!(frames.last().and_then(|f| f.lineno), Some(1));
}

#[test]
fn long_lines_are_cut_on_a_character() {
    let line = alloc::format!("    at {} (https://a.test/x.js:1:1)", "é".repeat(4000));
    assert!(parse(&line).is_empty());
}

#[test]
fn our_own_functions_are_left_out() {
    check(
        "Error\n    at Object.captureException (https://a.test/x.js:1:1)\n    at f (https://a.test/x.js:2:2)\n    at HTMLElement.balefireWrapped [as onclick] (https://a.test/x.js:3:3)\n    at captureEvent (https://a.test/x.js:4:4)",
        &[("f", A, 2, 2), ("captureEvent", A, 4, 4)],
    );
    check("captureMessage@https://a.test/x.js:1:1\nf@https://a.test/x.js:2:2", &[("f", A, 2, 2)]);
}

#[test]
fn our_own_functions_take_no_place_of_the_page_s() {
    let wrapped = "balefireWrapped@https://a.test/x.js:1:1\n".repeat(MAX_FRAMES);
    check(&alloc::format!("{wrapped}f@https://a.test/x.js:2:2"), &[("f", A, 2, 2)]);
}
