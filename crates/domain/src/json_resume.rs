//! JSON Resume v1.0.0, in and out, with the application extras under `x-valet`.
