//! Where alerts go. One folder for each kind of channel.

pub mod dingtalk;
