//! Dies in every way there is, one export each. Without the feature `reports` it is somebody else's app, which knows
//! nothing of Balefire.
#![warn(missing_docs)]

#[cfg(feature = "reports")]
mod life;

use std::cell::RefCell;
use std::hint::black_box;

use js_sys::Function;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};

/// Price of each article, in cents.
const PRICES: [u32; 2] = [4800, 1250];

/// More than one memory can hold, in steps of this many bytes.
const CHUNK: usize = 1 << 28;

thread_local! {
    static TILL: RefCell<u32> = const { RefCell::new(0) };
}

#[wasm_bindgen(inline_js = r#"
export function refuse() { throw new TypeError("the bank refuses") }
export function later(act) { setTimeout(act) }
export function once_more(act) { setTimeout(() => act(act)) }
"#)]
extern "C" {
    fn refuse();
    fn later(act: &JsValue);
    #[wasm_bindgen(js_name = once_more)]
    fn once_more(act: &JsValue);
}

/// The one thing that such apps do for their panics.
#[wasm_bindgen]
pub fn show_panics_in_the_console() {
    console_error_panic_hook::set_once();
}

/// `panic!` with words.
#[wasm_bindgen]
pub fn panic(items: u32) {
    panic!("no such article: {items}");
}

/// An index that is too large.
#[wasm_bindgen]
pub fn index_out_of_bounds(article: usize) -> u32 {
    price_of(article)
}

#[inline(never)]
fn price_of(article: usize) -> u32 {
    PRICES[article]
}

/// `None.unwrap()`.
#[wasm_bindgen]
pub fn unwrap_of_none(article: usize) -> u32 {
    *PRICES.get(article).unwrap()
}

/// `Err(..).unwrap()`.
#[wasm_bindgen]
pub fn unwrap_of_an_error(text: &str) -> u32 {
    text.parse::<u32>().unwrap()
}

/// A `RefCell` that is borrowed already.
#[wasm_bindgen]
pub fn borrowed_twice() {
    TILL.with(|till| {
        let _first = till.borrow_mut();
        *till.borrow_mut() += 1;
    });
}

/// In a future that nobody waits for.
#[wasm_bindgen]
pub fn in_a_future() {
    wasm_bindgen_futures::spawn_local(async { panic!("the parcel is lost") });
}

/// In an exported asynchronous function: its promise never settles.
#[wasm_bindgen]
pub async fn in_an_async_export() {
    panic!("the courier is gone");
}

/// In a closure that the browser calls.
#[wasm_bindgen]
pub fn in_a_closure() {
    later(&Closure::once_into_js(|| -> () { panic!("the clock has stopped") }));
}

/// A closure that is called after it was dropped.
#[wasm_bindgen]
pub fn closure_after_drop() {
    let closure = Closure::<dyn FnMut()>::new(|| {});
    later(closure.as_ref());
}

/// A closure that is called while it runs.
#[wasm_bindgen]
pub fn closure_in_itself() {
    let closure = Closure::<dyn FnMut(Function)>::new(|itself: Function| {
        // What is thrown goes on to who called first.
        if let Err(thrown) = itself.call1(&JsValue::NULL, &itself) {
            wasm_bindgen::throw_val(thrown);
        }
    });
    once_more(closure.as_ref());
    closure.forget();
}

/// The instruction itself, without a word of Rust's.
#[wasm_bindgen]
pub fn unreachable() {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable()
}

/// Deeper and deeper, with something on Rust's own stack each time.
#[wasm_bindgen]
pub fn shadow_stack_overflow() -> u32 {
    deep(0)
}

#[inline(never)]
fn deep(n: u32) -> u32 {
    let kept = black_box([n; 256]);
    if n == u32::MAX { 0 } else { deep(n + 1) + kept[(n % 256) as usize] }
}

/// Deeper and deeper, with nothing but the engine's stack.
#[wasm_bindgen]
pub fn engine_stack_overflow(n: u32) -> u32 {
    if n == u32::MAX { 0 } else { engine_stack_overflow(n + 1).wrapping_mul(3) ^ n }
}

/// Until the memory has no more.
#[wasm_bindgen]
pub fn out_of_memory() {
    loop {
        std::mem::forget(black_box(Vec::<u8>::with_capacity(CHUNK)));
    }
}

/// An exception of JavaScript's, through Rust.
#[wasm_bindgen]
pub fn exception_of_javascript() {
    through();
    black_box(());
}

#[inline(never)]
fn through() {
    refuse();
}
