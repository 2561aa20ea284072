//! Reading requests within limits, and the connection that can be cut.

use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request, connect_info::Connected};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Largest request body; larger ones are answered with 413.
pub(crate) const BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Largest file a form accepts.
pub(crate) const FILE_LIMIT: usize = 5 * 1024 * 1024;
const PARTS_LIMIT: usize = 400;
const TEXT_LIMIT: usize = 256 * 1024;

/// A file of a multipart form.
pub(crate) struct Attachment {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// A multipart form, read whole.
#[derive(Default)]
pub(crate) struct MultipartForm {
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) files: Vec<Attachment>,
}

impl MultipartForm {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Why a request could not be read.
pub(crate) struct Unreadable(StatusCode, &'static str);

impl IntoResponse for Unreadable {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<MultipartError> for Unreadable {
    fn from(error: MultipartError) -> Self {
        Self(error.status(), "The form could not be read.")
    }
}

impl<S: Send + Sync> FromRequest<S> for MultipartForm {
    type Rejection = Unreadable;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let malformed = |_| Unreadable(StatusCode::BAD_REQUEST, "The form could not be read.");
        let mut parts = Multipart::from_request(request, state).await.map_err(malformed)?;
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await? {
            if form.texts.len() + form.files.len() >= PARTS_LIMIT {
                return Err(Unreadable(StatusCode::PAYLOAD_TOO_LARGE, "The form has too many parts."));
            }
            let field = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await?;
            match file {
                // A browser sends an empty nameless file for an input without one.
                Some(name) if name.is_empty() && bytes.is_empty() => {}
                Some(_) if bytes.len() > FILE_LIMIT => {
                    return Err(Unreadable(StatusCode::PAYLOAD_TOO_LARGE, "The file is larger than 5 MB."));
                }
                Some(name) => form.files.push(Attachment { field, name, bytes }),
                None if bytes.len() > TEXT_LIMIT => {
                    return Err(Unreadable(StatusCode::PAYLOAD_TOO_LARGE, "A field is too long."));
                }
                None => {
                    let text = String::from_utf8(bytes.to_vec());
                    let text = text.map_err(|_| Unreadable(StatusCode::BAD_REQUEST, "A field is not text."))?;
                    form.texts.push((field, text));
                }
            }
        }
        Ok(form)
    }
}

/// The connection a request came on; cutting it resets it instead of answering.
#[derive(Clone, Default)]
pub(crate) struct Line(Arc<AtomicBool>);

impl Line {
    /// Resets the connection: the answer returned here is never sent.
    pub(crate) fn cut(&self) -> Response {
        self.0.store(true, Ordering::SeqCst);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// Accepts connections that can be cut.
pub(crate) struct Door(pub(crate) TcpListener);

impl axum::serve::Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, addr) = axum::serve::Listener::accept(&mut self.0).await;
        (Connection { stream, line: Line::default() }, addr)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().line.clone()
    }
}

/// A TCP connection whose writes fail once its line is cut.
pub(crate) struct Connection {
    stream: TcpStream,
    line: Line,
}

impl Connection {
    fn refuse_if_cut(&self) -> io::Result<()> {
        if !self.line.0.load(Ordering::SeqCst) {
            return Ok(());
        }
        // With no linger the kernel sends a reset when the socket is dropped.
        self.stream.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.refuse_if_cut()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
