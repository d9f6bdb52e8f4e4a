//! The embedded S3 server of `lectern up` and of the tests.
//!
//! `s3s` speaks the protocol: signatures, presigned addresses, XML, chunked bodies. This is the storage under it:
//!
//! ```text
//! lock            held while a process has the folder open
//! log             what is stored: lines `<crc32> <json>`, each forced to disk before anything is acknowledged
//! data/3f/<id>    bytes: an object put in one piece, or a part; written once, never changed
//! ```
//!
//! - **Keys are never file names.** A key is text in the log, so `a` beside `a/b`, `..`, `//` and 1024 bytes are keys
//!   like any other. The log is replayed into memory at start (about 300 bytes an object, half a second for
//!   a hundred thousand), where a sorted map answers listings; it is rewritten when most of it is about things gone.
//! - **The line in the log is the commit.** Bytes and their folder are synced first, then one line puts the object in
//!   place; changes that wait at the same time share one sync. A crash leaves files that no line names, which the next
//!   start removes, or half a last line, which nobody was told about. Damage anywhere else refuses to open.
//! - **An object is a list of files.** Completing an upload copies nothing: one line names its parts as the object and
//!   ends the upload, so there is no moment with neither. Repeating a completion gives the same answer.
//! - **Readers keep their files.** A file goes when the log has stopped naming it and nobody reads it any more.
//! - **Memory is flat**: 1 MiB a body received, 256 KiB a body sent.
//!
//! Not here, because Lectern does not ask for it: versions, ACLs, copies, tags, lifecycle rules by request. Parts may be
//! of any length, where other stores want 5 MiB for all but the last.

mod blob;
mod body;
mod change;
mod index;
mod listing;
mod log;
mod service;
mod storage;
#[cfg(test)]
mod tests;

use change::{Change, Refusal, UploadAt};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use storage::Storage;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A connection that has not sent the head of its request by then is dropped.
const HEAD: Duration = Duration::from_secs(30);
/// What requests in progress get at a stop.
const FINISH: Duration = Duration::from_secs(10);

/// The server; [`S3Server::start`] runs it within this process.
#[derive(Debug)]
pub struct S3Server;

/// A running server. Dropping it stops the server without waiting.
pub struct S3Handle {
    address: SocketAddr,
    storage: Arc<Storage>,
    stop: DropGuard,
    serving: JoinHandle<()>,
}

impl std::fmt::Debug for S3Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Handle").field("address", &self.address).finish_non_exhaustive()
    }
}

impl S3Server {
    /// Opens the folder `root`, made if missing, and serves it to whoever signs with this key.
    ///
    /// # Errors
    /// Another process has the folder open, its log is damaged, or the disk fails.
    pub async fn start(
        root: PathBuf,
        listener: TcpListener,
        access_key: &str,
        secret_key: &SecretString,
    ) -> io::Result<S3Handle> {
        let address = listener.local_addr()?;
        let storage = tokio::task::spawn_blocking(move || Storage::open(&root)).await.map_err(io::Error::other)??;
        let storage = Arc::new(storage);
        let mut service = S3ServiceBuilder::new(service::Service(storage.clone()));
        service.set_auth(SimpleAuth::from_single(access_key, secret_key.expose_secret()));
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, service.build(), stop.clone()));
        Ok(S3Handle { address, storage, stop: stop.drop_guard(), serving })
    }
}

impl S3Handle {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Aborts uploads that nothing was added to for `idle`, and says how many: their browsers do not come back.
    ///
    /// # Errors
    /// The disk failed.
    pub async fn abort_idle_uploads(&self, idle: Duration) -> io::Result<usize> {
        let before = storage::now_ms().saturating_sub(i64::try_from(idle.as_millis()).unwrap_or(i64::MAX));
        let stale: Vec<Change> = self
            .storage
            .index()
            .uploads
            .iter()
            .filter_map(|(id, upload)| {
                let touched = upload.parts.values().map(|(part, _)| part.stored_ms).max().unwrap_or(upload.created_ms);
                let at = || UploadAt { bucket: upload.bucket.clone(), key: upload.key.clone(), upload: id.clone() };
                (touched < before).then(|| Change::Abort { at: at() })
            })
            .collect();
        let mut aborted = 0;
        for done in self.storage.change_all(stale).await {
            match done {
                Ok(()) => aborted += 1,
                // Completed or aborted by its owner meanwhile.
                Err(Refusal::NoSuchUpload) => {}
                Err(refusal) => return Err(io::Error::other(refusal)),
            }
        }
        Ok(aborted)
    }

    /// Takes no more requests, lets those in progress finish for ten seconds, and releases the folder.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the store's server had panicked");
        }
        // Waits for the last line of the log.
        drop(tokio::task::spawn_blocking(move || drop(self.storage)).await);
    }
}

async fn serve(listener: TcpListener, service: S3Service, stop: CancellationToken) {
    let (open, mut connections) = (GracefulShutdown::new(), tokio::task::JoinSet::new());
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                // Only a matter of latency.
                drop(stream.set_nodelay(true));
                let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service.clone()));
                let connection = open.watch(connection);
                connections.spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection to the store ended");
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: they come back as connections end.
                tracing::warn!(%error, "the store cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(FINISH, open.shutdown()).await.is_err() {
        tracing::warn!("requests to the store were cut off at the stop");
    }
    connections.shutdown().await;
}
