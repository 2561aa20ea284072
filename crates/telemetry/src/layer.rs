//! The layer that writes: collects what an event and its spans say, takes secrets out, and writes one line.

use crate::{Format, Redactor};
use chrono::{SecondsFormat, Utc};
use serde_json::{Map, Value};
use std::fmt::{self, Write as _};
use std::io::Write as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// Writes every event as one line.
pub struct LogLayer<W> {
    service: &'static str,
    format: Format,
    redactor: Redactor,
    writer: W,
}

/// What a span says, without secrets.
struct Said(Map<String, Value>);

impl<W> LogLayer<W> {
    /// Writes to `writer` in the name of `service`.
    pub fn new(service: &'static str, format: Format, redactor: Redactor, writer: W) -> Self {
        Self { service, format, redactor, writer }
    }

    fn heard(&self, record: impl FnOnce(&mut Visitor<'_>)) -> Map<String, Value> {
        let mut visitor = Visitor { redactor: &self.redactor, said: Map::new() };
        record(&mut visitor);
        visitor.said
    }
}

impl<S, W> Layer<S> for LogLayer<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let said = self.heard(|visitor| attributes.record(visitor));
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Said(said));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let more = self.heard(|visitor| values.record(visitor));
        if let Some(span) = context.span(id)
            && let Some(Said(said)) = span.extensions_mut().get_mut()
        {
            said.extend(more);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Map::new();
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(Said(said)) = span.extensions().get() {
                fields.extend(said.clone());
            }
        }
        let own = self.heard(|visitor| event.record(visitor));
        fields.extend(own);
        let line = match self.format {
            Format::Text => self.text(event, fields),
            Format::Json => self.json(event, fields),
        };
        // There is nobody to tell when the log cannot be written.
        let _ = self.writer.make_writer_for(event.metadata()).write_all(line.as_bytes());
    }
}

impl<W> LogLayer<W> {
    fn json(&self, event: &Event<'_>, mut fields: Map<String, Value>) -> String {
        let metadata = event.metadata();
        let mut line = Map::new();
        line.insert("timestamp".into(), now().into());
        line.insert("level".into(), metadata.level().as_str().into());
        line.insert("service".into(), self.service.into());
        line.insert("target".into(), metadata.target().into());
        line.insert("message".into(), fields.shift_remove("message").unwrap_or_default());
        for (known, names) in [("job_id", ["job_id", "job"]), ("request_id", ["request_id", "request"])] {
            if let Some(value) = names.iter().find_map(|name| fields.shift_remove(*name)) {
                line.insert(known.into(), value);
            }
        }
        if !fields.is_empty() {
            line.insert("fields".into(), fields.into());
        }
        format!("{}\n", Value::from(line))
    }

    fn text(&self, event: &Event<'_>, mut fields: Map<String, Value>) -> String {
        let metadata = event.metadata();
        let message = fields.shift_remove("message").unwrap_or_default();
        let message = one_line(message.as_str().unwrap_or_default());
        let mut line = format!("{} {:>5} {}: {message}", now(), metadata.level(), metadata.target());
        for (name, value) in fields {
            let _ = match value {
                Value::String(text) if text.contains([' ', '"', '\n', '\r']) => write!(line, " {name}={text:?}"),
                Value::String(text) => write!(line, " {name}={}", one_line(&text)),
                other => write!(line, " {name}={other}"),
            };
        }
        line + "\n"
    }
}

fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A value must not be able to begin a line of its own, nor to steer a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

struct Visitor<'a> {
    redactor: &'a Redactor,
    said: Map<String, Value>,
}

impl Visitor<'_> {
    fn note(&mut self, field: &Field, value: Value) {
        let name = field.name().strip_prefix("r#").unwrap_or(field.name());
        self.said.insert(name.to_owned(), value);
    }

    /// A number is shown as it is, unless its name says otherwise.
    fn number(&mut self, field: &Field, value: Value) {
        let text = self.redactor.field(field.name(), "");
        let value = if text.is_empty() { value } else { text.into() };
        self.note(field, value);
    }
}

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let value = self.redactor.field(field.name(), value);
        self.note(field, value.into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.record_str(field, &value.to_string());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.number(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.number(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tracing::subscriber::with_default;
    use tracing_subscriber::layer::SubscriberExt as _;

    const SECRET: &str = "a-key-that-nobody-may-see";

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: Format, log: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let layer = LogLayer::new("worker", format, Redactor::new(&[SECRET]), move || writer.clone());
        with_default(tracing_subscriber::registry().with(layer), log);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by Debug")]
    struct Account<'a> {
        name: &'a str,
        password: &'a str,
    }

    #[derive(Debug)]
    struct Refused;

    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{SECRET} was refused for ada@example.com")
        }
    }

    impl std::error::Error for Refused {}

    /// Every way in which a value can get into an event or a span.
    #[test]
    fn a_secret_is_taken_out_wherever_it_stands() {
        let everywhere = || {
            let account = Account { name: "ada", password: "hunter2hunter2" };
            let span = tracing::info_span!("job", job = "j-1", note = SECRET, later = tracing::field::Empty);
            let _in_span = span.enter();
            span.record("later", SECRET);
            let inner = tracing::info_span!("step", error = %Refused, account = ?account, password = 12345678);
            let _in_inner = inner.enter();
            tracing::info!("a message with {SECRET}");
            tracing::info!(shown = SECRET, debugged = ?SECRET, displayed = %SECRET, "fields");
            tracing::info!(token = 987_654_321_u64, credential = true, pin = -4711, "numbers by name");
            tracing::info!(?account, "a structure");
            tracing::info!(error = &Refused as &dyn std::error::Error, "an error");
            tracing::info!(url = "https://v.example/hook?token=t0ken-t0ken", "an address");
            tracing::info!(target: "elsewhere", { "r#type" = SECRET }, "odd names");
            tracing::error!("{:?}", Some(format!("nested {SECRET}")));
        };
        for format in [Format::Text, Format::Json] {
            let log = logged(format, everywhere);
            assert_eq!(log.lines().count(), 8, "{log}");
            for secret in [SECRET, "hunter2", "12345678", "987654321", "4711", "ada@example.com", "t0ken-t0ken"] {
                assert!(!log.contains(secret), "{secret} in {log}");
            }
            assert!(log.contains("[redacted]") && log.contains("j-1"), "{log}");
        }
    }

    #[test]
    fn a_json_line_names_service_job_and_request() {
        let log = logged(Format::Json, || {
            let span = tracing::info_span!("request", request_id = "r-1", job = "j-1");
            let _in_span = span.enter();
            tracing::warn!(attempts = 3, "it was not taken");
        });
        let line: Value = serde_json::from_str(&log).unwrap();
        for (field, expected) in [
            ("level", "WARN"),
            ("service", "worker"),
            ("message", "it was not taken"),
            ("job_id", "j-1"),
            ("request_id", "r-1"),
        ] {
            assert_eq!(line[field], expected, "{log}");
        }
        assert_eq!(line["fields"], serde_json::json!({ "attempts": 3 }));
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn a_value_cannot_write_a_line_of_its_own() {
        let forged = "x\n2026-01-01T00:00:00.000Z ERROR forged: \u{1b}[31mred";
        for format in [Format::Text, Format::Json] {
            let log = logged(format, || tracing::info!(value = forged, "{forged}"));
            assert_eq!(log.lines().count(), 1, "{log}");
            assert!(!log.contains('\u{1b}'), "{log:?}");
        }
    }

    #[test]
    fn a_line_for_people_is_short() {
        let log = logged(Format::Text, || tracing::warn!(job = "j-1", reason = "two words", "not taken"));
        assert!(log.ends_with(" WARN telemetry::layer::tests: not taken job=j-1 reason=\"two words\"\n"), "{log}");
    }
}
