//! The server as `lectern-store` and a browser see it, and the storage under crashes.

mod crashes;
mod objects;
mod signatures;
mod uploads;

use super::{S3Handle, S3Server};
use lectern_config::StoreConfig;
use lectern_store::Store;
use secrecy::SecretString;
use std::path::Path;
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
        let root = tempfile::tempdir().unwrap();
        let server = serve(root.path()).await;
        let store = client(&server, SECRET);
        store.create_bucket_if_missing().await.unwrap();
        Self { root, server, store }
    }

    /// Stops the server and starts it on the same folder.
    async fn restart(self) -> Self {
        self.server.stop().await;
        let server = serve(self.root.path()).await;
        let store = client(&server, SECRET);
        Self { root: self.root, server, store }
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

/// Bytes that differ from place to place.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 + at / 251) as u8).collect()
}
