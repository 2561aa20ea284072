//! Behaviour over HTTP.
