//! Connections: who says nothing is not waited for, there are never more than can be served, and when the server stops
//! what is under way may end.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Most connections at once; further ones wait to be accepted.
const MOST: usize = 1024;
/// Longest wait for the whole head of a request, idle connections included.
const HEAD: Duration = Duration::from_secs(30);
/// Time in which requests under way may end when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves until `stopping` turns true, and then for at most five seconds what is under way.
pub(crate) async fn serve(listener: TcpListener, router: Router, stopping: watch::Receiver<bool>) {
    let mut told = stopping.clone();
    let mut open = JoinSet::new();
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        while open.try_join_next().is_some() {}
        let accepted = async {
            // Never closed.
            let place = places.clone().acquire_owned().await.ok();
            (listener.accept().await, place)
        };
        tokio::select! {
            () = stop(&mut told) => break,
            (accepted, place) = accepted => match accepted {
                Ok((stream, _)) => {
                    let (router, stopping) = (router.clone(), stopping.clone());
                    open.spawn(async move {
                        connection(stream, router, stopping).await;
                        drop(place);
                    });
                }
                // Out of file descriptors, as a rule: they come back when connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    let drained = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("requests under way were cut off");
    }
}

/// Returns when the server is to stop, or is gone.
async fn stop(told: &mut watch::Receiver<bool>) {
    let _ = told.wait_for(|stopping| *stopping).await;
}

async fn connection(stream: TcpStream, router: Router, mut stopping: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut serving = pin!(serving);
    tokio::select! {
        // Whatever ends a connection is the caller's matter: it gets no answer, and comes again or does not.
        _ = serving.as_mut() => return,
        () = stop(&mut stopping) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
