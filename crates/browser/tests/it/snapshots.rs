//! What the page script sees.
