//! Allocator and panic handler, which a wasm module without the standard library must bring.

use lol_alloc::{FreeListAllocator, LockedAllocator};

#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// Traps. The recorder catches that, and goes on without the core.
#[panic_handler]
fn die(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
