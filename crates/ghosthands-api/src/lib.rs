//! The HTTP faces of GhostHands: thin handlers over functions of `ghosthands`.
//!
//! Knows HTTP, authentication and the shape of answers. Knows no table: all SQL
//! is in `ghosthands`.
