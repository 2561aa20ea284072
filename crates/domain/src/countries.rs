//! Countries, their names and their telephone codes.
