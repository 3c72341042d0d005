//! The one loop: inbox → process → store → alert.
