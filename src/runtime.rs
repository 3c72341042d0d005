//! What a wasm module without the standard library must bring: memory, and a way to die.

/// Small, and without a lock to get stuck on: the module has one thread.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// A trap. The recorder catches it, and goes on without the core.
#[panic_handler]
fn die(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
