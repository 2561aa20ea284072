//! The person whose values the adversaries are after.

use domain::tasks::Mode;
use ghosthands::request::ApplyRequest;
use std::path::Path;

/// What the résumé file says that nothing else does.
pub const RESUME_MARK: &str = "lighthouse-7719-keeper";

/// What nobody may see before the fence is armed.
pub const VALUES: [&str; 5] =
    ["Raghunathan", "priya.raghunathan@example.net", "98450 55512", "praghunathan", RESUME_MARK];

/// A file that carries [`RESUME_MARK`].
#[must_use]
pub fn resume() -> Vec<u8> {
    format!("%PDF-1.4\n% {RESUME_MARK}\n%%EOF\n").into_bytes()
}

/// An application of this person; the résumé is laid out in `folder`.
///
/// # Panics
/// When `folder` cannot be written.
#[must_use]
pub fn request(folder: &Path, mode: Mode, dry_run: bool) -> ApplyRequest {
    let person = practice::person("priya-raghunathan").expect("one of the sample people");
    ApplyRequest { dry_run, ..crate::engine::request(person.json.as_bytes(), &resume(), folder, mode) }
}
