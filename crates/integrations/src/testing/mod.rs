//! Doubles of the providers: small servers on a free port of this machine that answer as the providers' documentation
//! says, hold what they were told, and check what they are asked. Written from the documentation, not from our clients.

pub mod stripe;
pub mod yookassa;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A request a double received.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `POST /v1/refunds`.
    pub line: String,
    /// As received.
    pub headers: HeaderMap,
    /// As received.
    pub body: Bytes,
}

/// Serves `router` until the test ends; returns `http://127.0.0.1:<port>`.
///
/// # Panics
/// When no port is free.
pub async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// State that handlers and the test share.
pub(crate) struct Shared<T>(Arc<Mutex<T>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Shared<T> {
    pub fn new(state: T) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
