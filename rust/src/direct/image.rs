//! The debug image of the app's own module, by which the server finds its symbols.

use balefire_protocol::frame::Frame;
use balefire_protocol::wasm::Module;
use serde_json::{Value, json};

/// What engines print behind the address of a module.
const FUNCTION: &str = ":wasm-function[";

/// The app's module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    url: String,
    debug_id: String,
    code_id: Option<String>,
    /// Whether the page has no other module: then frames without an address, which is all that WebKit has, are in it.
    is_only: bool,
}

impl Image {
    /// Reads the id of a module; none if the bytes are no module with code.
    pub(super) fn read(url: &str, bytes: &[u8], is_only: bool) -> Option<Self> {
        let module = Module::parse(bytes)?;
        let hex = |id: &[u8]| id.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self {
            url: url.to_owned(),
            debug_id: module.debug_id()?,
            code_id: module.build_id.map(hex),
            is_only,
        })
    }

    /// Whether a frame is in it.
    pub(super) fn has(&self, frame: &Frame<'_>) -> bool {
        match frame.instruction_addr {
            Some(_) => frame.filename == self.url,
            None => self.is_only && !frame.raw_function.is_empty(),
        }
    }

    /// <https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/#wasm-images>
    pub(super) fn to_json(&self) -> Value {
        json!({"type": "wasm", "code_file": self.url, "debug_id": self.debug_id, "code_id": self.code_id})
    }
}

/// The address of the app's module: the stack of a call out of it says it. WebKit's stacks have no addresses; there it is the
/// only module that was loaded. A wrong image is worse than none.
pub(super) fn find_url(stack: &str, loaded: &[String]) -> Option<String> {
    let of_stack = stack.lines().find_map(|line| {
        let (before, _) = line.split_once(FUNCTION)?;
        // Deno loads it from a file.
        let at = ["http", "file:"].iter().find_map(|scheme| before.rfind(scheme))?;
        before.get(at..)
    });
    match (of_stack, loaded) {
        (Some(url), _) => Some(url.to_owned()),
        (None, [only]) => Some(only.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"\0asm\x01\0\0\0\x0a\x01\x00";

    #[test]
    fn the_module_of_a_stack() {
        let chromium = "Error\n    at f (https://a.test/app.js:7:3)\n    at app.wasm.main (https://a.test/app_bg.wasm:wasm-function[9]:0x5a)";
        let firefox =
            "f@https://a.test/app.js:7:3\napp.wasm.main@https://a.test/app_bg.wasm:wasm-function[9]:0x5a";
        let webkit = "f@https://a.test/app.js:7:3\n<?>.wasm-function[main]@[wasm code]";
        let app = "https://a.test/app_bg.wasm".to_owned();
        let other = "https://a.test/other.wasm".to_owned();
        let both = [other.clone(), app.clone()];
        for (stack, loaded, expect) in [
            (chromium, &both[..], Some(&app)),
            (firefox, &[], Some(&app)),
            (webkit, &both[1..], Some(&app)),
            (webkit, &both, None),
            (
                "    at f (file:///app_bg.wasm:wasm-function[?]:0x5a)",
                &[],
                Some(&"file:///app_bg.wasm".to_owned()),
            ),
            (webkit, &[], None),
            ("at m (wasm://wasm/4ab6e:wasm-function[9]:0x5a)", &[], None),
        ] {
            assert_eq!(find_url(stack, loaded).as_ref(), expect, "{stack}");
        }
    }

    #[test]
    fn a_frame_is_in_its_own_image_alone() {
        let only = Image::read("https://a.test/m.wasm", BYTES, true).unwrap();
        let one_of_many = Image { is_only: false, ..only.clone() };
        let at = |filename| Frame { filename, instruction_addr: Some(7), ..Frame::default() };
        assert!(one_of_many.has(&at("https://a.test/m.wasm")) && !only.has(&at("https://a.test/n.wasm")));
        let webkit = Frame { raw_function: "wasm-function[9]", ..Frame::default() };
        assert!(only.has(&webkit) && !one_of_many.has(&webkit) && !only.has(&Frame::default()));
        assert_eq!(Image::read("x", b"PK", true), None);
        assert_eq!(only.to_json()["type"], "wasm");
    }
}
