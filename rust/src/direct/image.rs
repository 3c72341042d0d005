//! The debug image of the app's own module, by which the server finds its symbols.

use balefire_protocol::frame::Frame;
use balefire_protocol::stacktrace;
use balefire_protocol::wasm::Module;
use serde_json::{Value, json};

/// What engines print behind the address of a module.
const FUNCTION: &str = ":wasm-function[";

/// The files of frames that may be in any module: WebKit's where it knows no name, and Firefox's of a module made of bytes.
const NAMELESS: [&str; 4] = ["<?>", "[wasm code]", "[wasm-code]", "wasm://wasm"];

/// The app's module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    url: String,
    debug_id: String,
    code_id: Option<String>,
    /// The file of its frames, as the engine says it: an address, or in WebKit the module's name.
    file: String,
    /// Whether the page has no other module: then frames without a name, as WebKit may have them, are in it.
    is_only: bool,
}

/// Where the app's module lies, and how the engine speaks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub url: String,
    file: String,
    is_only: bool,
}

impl Image {
    /// Reads the id of a module; none if the bytes are no module with code.
    pub(super) fn read(place: Place, bytes: &[u8]) -> Option<Self> {
        let module = Module::parse(bytes)?;
        let hex = |id: &[u8]| id.iter().map(|byte| format!("{byte:02x}")).collect();
        let Place { url, file, is_only } = place;
        Some(Self { debug_id: module.debug_id()?, code_id: module.build_id.map(hex), url, file, is_only })
    }

    /// Whether a frame is in it.
    pub(super) fn has(&self, frame: &Frame<'_>) -> bool {
        let is_wasm = frame.instruction_addr.is_some() || !frame.raw_function.is_empty();
        is_wasm
            && if NAMELESS.contains(&frame.filename) {
                self.is_only
            } else {
                frame.filename == self.url || frame.filename == self.file
            }
    }

    /// <https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/#wasm-images>
    pub(super) fn to_json(&self) -> Value {
        json!({"type": "wasm", "code_file": self.url, "debug_id": self.debug_id, "code_id": self.code_id})
    }
}

/// Finds the app's module by the stack of a call out of it, among those that the page has loaded. Of one that was made of bytes,
/// and in WebKit, the stack has no address: it is the one beside the app's script, or the only one. A wrong image is worse than
/// none.
pub(super) fn find(stack: &str, loaded: &[String]) -> Option<Place> {
    let file = stacktrace::parse(stack)
        .iter()
        .rev()
        .find(|frame| frame.instruction_addr.is_some() || !frame.raw_function.is_empty())?
        .filename
        .to_owned();
    let is_beside = |url: &&String| scripts(stack).any(|stem| is_module_of(url, stem));
    let url = match (address(stack), loaded) {
        (Some(url), _) => url.to_owned(),
        (None, [only]) => only.clone(),
        (None, _) => {
            let mut beside = loaded.iter().filter(is_beside);
            beside.next().filter(|_| beside.next().is_none())?.clone()
        }
    };
    Some(Place { url, file, is_only: loaded.len() == 1 })
}

/// The address of a module in a stack. Firefox says of one made of bytes: `https://a.test/x.js line 5 > WebAssembly.instantiate`.
fn address(stack: &str) -> Option<&str> {
    stack.lines().find_map(|line| {
        let (before, _) = line.split_once(FUNCTION)?;
        // Deno loads it from a file.
        let at = ["http", "file:"].iter().find_map(|scheme| before.rfind(scheme))?;
        before.get(at..).filter(|url| !url.contains(' '))
    })
}

/// The addresses of the scripts in a stack, without `.js`.
fn scripts(stack: &str) -> impl Iterator<Item = &str> {
    stack.lines().filter_map(|line| {
        let (before, _) = line.rsplit_once(".js")?;
        before.get(before.rfind("http")?..)
    })
}

/// Whether a module is the one of wasm-bindgen's `<stem>.js`.
fn is_module_of(url: &str, stem: &str) -> bool {
    url.strip_prefix(stem).is_some_and(|rest| rest.starts_with("_bg.wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"\0asm\x01\0\0\0\x0a\x01\x00";

    #[test]
    fn the_module_of_a_stack() {
        let app = "https://a.test/app_bg.wasm".to_owned();
        let other = "https://a.test/other.wasm".to_owned();
        let file = "file:///app_bg.wasm".to_owned();
        let both = [other.clone(), app.clone()];
        let chromium = |file: &str| {
            format!(
                "Error\n    at f (https://a.test/app.js:7:3)\n    at app.wasm.main ({file}:wasm-function[9]:0x5a)"
            )
        };
        let firefox =
            |file: &str| format!("f@https://a.test/app.js:7:3\napp.wasm.main@{file}:wasm-function[9]:0x5a");
        let webkit = |script: &str, file: &str| {
            format!("f@https://a.test/{script}.js:7:3\nmain@{file}:wasm-function[9]")
        };
        for (stack, loaded, url, file) in [
            (chromium(&app), &both[..], Some(&app), &*app),
            (firefox(&app), &[], Some(&app), &app),
            (chromium("wasm://wasm/app.wasm-0004ab6e"), &both, Some(&app), "wasm://wasm/app.wasm-0004ab6e"),
            (
                firefox("https://a.test/x.js line 1 > WebAssembly.instantiate"),
                &both[1..],
                Some(&app),
                "wasm://wasm",
            ),
            (webkit("app", "app.wasm"), &both, Some(&app), "app.wasm"),
            (webkit("bundle", "<?>"), &both[1..], Some(&app), "<?>"),
            (webkit("bundle", "<?>"), &both, None, ""),
            (webkit("app", "<?>"), &[], None, ""),
            ("no stack of wasm".to_owned(), &both[1..], None, ""),
            ("    at f (file:///app_bg.wasm:wasm-function[7]:0x5a)".to_owned(), &[], Some(&file), &file),
        ] {
            let found = find(&stack, loaded);
            let told = found.as_ref().map(|place| (&place.url, &*place.file));
            assert_eq!(told, url.map(|url| (url, file)), "{stack}");
        }
    }

    #[test]
    fn a_frame_is_in_its_own_image_alone() {
        let url = "https://a.test/m.wasm";
        let image = |file: &str, is_only| {
            Image::read(Place { url: url.into(), file: file.into(), is_only }, BYTES).unwrap()
        };
        let at = |filename| Frame { filename, instruction_addr: Some(7), ..Frame::default() };
        let webkit = |filename| Frame { raw_function: "wasm-function[9]", filename, ..Frame::default() };
        let of_bytes = "wasm://wasm/app.wasm-0004ab6e";
        for (image, frame, expect) in [
            (image(url, false), at(url), true),
            (image(url, true), at("https://a.test/n.wasm"), false),
            (image(of_bytes, false), at(of_bytes), true),
            (image(of_bytes, true), at("wasm://wasm/app.wasm-0004ab6f"), false),
            (image("app.wasm", false), webkit("app.wasm"), true),
            (image("app.wasm", true), webkit("calc.wasm"), false),
            (image("wasm://wasm", true), at("wasm://wasm"), true),
            (image("wasm://wasm", false), at("wasm://wasm"), false),
            (image("<?>", true), webkit("<?>"), true),
            (image("<?>", false), webkit("<?>"), false),
            (image("app.wasm", true), webkit("[wasm code]"), true),
            (image(url, true), Frame { filename: url, ..Frame::default() }, false),
        ] {
            assert_eq!(image.has(&frame), expect, "{image:?} {frame:?}");
        }
        let place = Place { url: url.into(), file: url.into(), is_only: true };
        assert_eq!(Image::read(place, b"PK"), None);
        assert_eq!(image(url, true).to_json()["type"], "wasm");
    }
}
