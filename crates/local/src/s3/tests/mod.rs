//! The server as `lectern-store` and a browser see it, and the storage under crashes.

mod crashes;
mod objects;
mod signatures;
mod uploads;

use super::blob::Blob;
use super::change::Change;
use super::storage::Storage;
use super::{S3Handle, S3Server};
use lectern_config::StoreConfig;
use lectern_store::Store;
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

const SECRET: &str = "secret-of-the-tests";

/// A server on a folder of its own with a bucket, and a client of it.
struct Bench {
    root: TempDir,
    server: S3Handle,
    store: Store,
}

impl Bench {
    async fn new() -> Self {
        Self::on(tempfile::tempdir().unwrap()).await
    }

    /// With changes made beforehand, past HTTP: what a test needs by the thousand.
    async fn with(changes: impl FnOnce(&Storage) -> Vec<Change>) -> Self {
        let root = tempfile::tempdir().unwrap();
        let storage = Storage::open(root.path()).unwrap();
        storage.change(Change::CreateBucket { name: "lectern".to_owned() }).await.unwrap();
        assert!(storage.change_all(changes(&storage)).await.iter().all(Result::is_ok));
        drop(storage);
        Self::on(root).await
    }

    async fn on(root: TempDir) -> Self {
        let server = serve(root.path()).await;
        let store = client(&server, SECRET);
        store.create_bucket_if_missing().await.unwrap();
        Self { root, server, store }
    }

    /// Stops the server and starts it on the same folder.
    async fn restart(self) -> Self {
        self.server.stop().await;
        Self::on(self.root).await
    }

    /// Files of bytes on disk.
    fn files(&self) -> usize {
        let folders = std::fs::read_dir(self.root.path().join("data")).unwrap();
        folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    }
}

async fn serve(root: &Path) -> S3Handle {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    S3Server::start(root.to_owned(), listener, "lectern", &SecretString::from(SECRET)).await.unwrap()
}

fn settings(server: &S3Handle, secret: &str) -> StoreConfig {
    StoreConfig {
        endpoint: format!("http://{}", server.address()),
        region: "garage".to_owned(),
        bucket: "lectern".to_owned(),
        access_key: "lectern".to_owned(),
        secret_key: SecretString::from(secret.to_owned()),
        upload_host: Some("store.lectern.internal".to_owned()),
        public_endpoint: None,
        upload_ttl_s: 900,
    }
}

fn client(server: &S3Handle, secret: &str) -> Store {
    Store::connect(&settings(server, secret)).unwrap()
}

/// A stored file of no bytes.
fn empty(storage: &Storage) -> Arc<Blob> {
    let (file, unfinished) = storage.blobs.create().unwrap();
    unfinished.finish(&file, 0).unwrap()
}

/// Bytes that differ from place to place.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 + at / 251) as u8).collect()
}
