//! The voice to the page's one recorder: plain strings, one call each.

use std::panic::PanicHookInfo;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::options::Options;

// Nothing here throws into the app: `?.` where the page carries no Balefire, and Balefire itself never throws.
#[wasm_bindgen(inline_js = r#"
const face = () => globalThis.Balefire
export function balefire_start(dsn, release, environment) {
  if (!face()) return console.warn("balefire: the page carries no Balefire script tag; panics are not reported")
  if (!dsn || face().isEnabled?.()) return
  const options = { dsn }
  if (release) options.release = release
  if (environment) options.environment = environment
  face().init?.(options)
}
export const balefire_flush = () => { face()?.flush?.() }
export const balefire_message = (message, level) => { face()?.captureMessage?.(message, level) }
export const balefire_error = (chain) => {
  const fields = chain.split("\u001f")
  let error
  while (fields.length) {
    const message = fields.pop()
    const cause = error
    error = cause ? new Error(message, { cause }) : new Error(message)
    error.name = fields.pop()
    // Where it was made in JavaScript is where it was told, and no source's own place.
    if (fields.length) error.stack = ""
  }
  return face()?.captureException?.(error) ?? ""
}
export const balefire_panic = (message, location) => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 50
  const { stack } = new Error()
  Error.stackTraceLimit = stackTraceLimit
  face()?.capturePanic?.(message, location, stack)
}
"#)]
extern "C" {
    fn balefire_start(dsn: &str, release: &str, environment: &str);
    fn balefire_flush();
    fn balefire_message(message: &str, level: &str);
    fn balefire_error(chain: &str) -> String;
    fn balefire_panic(message: &str, location: &str);
}

pub(crate) fn start(options: &Options) {
    let text = |option: &Option<String>| option.clone().unwrap_or_default();
    balefire_start(&text(&options.dsn), &text(&options.release), &text(&options.environment));
}

pub(crate) fn flush() {
    balefire_flush();
}

pub(crate) fn capture_message(message: &str, level: &str) {
    balefire_message(message, level);
}

pub(crate) fn capture_error(chain: &str) -> Option<String> {
    Some(balefire_error(chain)).filter(|id| !id.is_empty())
}

pub(crate) fn capture_panic(message: &str, location: &str) {
    balefire_panic(message, location);
}

/// What shows a panic in the console. Empty where the app has set `console_error_panic_hook` itself: then that is the
/// previous hook, and must not speak twice.
pub(crate) fn console_hook() -> Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send> {
    console_error_panic_hook::set_once();
    std::panic::take_hook()
}
