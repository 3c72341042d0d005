//! Files that are part of the program: the SDK and the demo.

pub mod embedded;
pub mod sdk;
