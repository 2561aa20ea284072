//! Nothing leaves without the guard.
