//! Logs: one line per event, as text for people or as JSON for machines, with secrets taken out.
//!
//! [`init`] installs the only layer that writes. Every message, every field of every event and span, and every panic of
//! a service passes its [`Redactor`] before it becomes bytes, so no place in the code can log around it. It knows nothing of
//! what the program does.

mod layer;
mod redaction;

pub use layer::LogLayer;
pub use redaction::{REDACTED, Redactor};

use std::str::FromStr;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("the format of logs is text or json".to_owned()),
        }
    }
}

/// Writes logs to standard error from here on: what `filter` lets through, as `service`, without any of `secrets`.
///
/// # Errors
/// A sentence, when the filter cannot be read or logs are written already.
pub fn init(service: &'static str, format: Format, filter: &str, secrets: &[&str]) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("what is to be logged cannot be read: {error}"))?;
    let layer = LogLayer::new(service, format, Redactor::new(secrets), std::io::stderr);
    let installed = tracing_subscriber::registry().with(filter).with(layer).try_init();
    installed.map_err(|error| error.to_string())?;
    if format == Format::Json {
        log_panics();
    }
    Ok(())
}

/// A panic may carry a value: it goes the way of every other event.
fn log_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or("a panic without words");
        if said.contains("Broken pipe") {
            return usual(panic);
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked: {said}");
    }));
}
