use super::{Bench, SECRET, bytes, client, serve};
use crate::s3::change::{Change, UploadAt};
use crate::s3::storage::Storage;
use crate::s3::{S3Server, body};
use bytes::Bytes;
use lectern_store::PartTag;
use s3s::checksum::ChecksumHasher;
use secrecy::SecretString;
use std::path::Path;
use tempfile::TempDir;

/// The folder as a crash at this moment would leave it.
fn crash(root: &Path) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        for entry in std::fs::read_dir(from).unwrap() {
            let (entry, to) = (entry.as_ref().unwrap(), to.join(entry.as_ref().unwrap().file_name()));
            match entry.file_type().unwrap().is_dir() {
                true => {
                    std::fs::create_dir(&to).unwrap();
                    copy(&entry.path(), &to);
                }
                false => drop(std::fs::copy(entry.path(), to).unwrap()),
            }
        }
    }
    let after = tempfile::tempdir().unwrap();
    copy(root, after.path());
    after
}

async fn reopened(after: TempDir) -> Bench {
    let server = serve(after.path()).await;
    let store = client(&server, SECRET);
    Bench { root: after, server, store }
}

#[tokio::test]
async fn a_crash_between_any_two_steps_loses_nothing_acknowledged() {
    let bench = Bench::new().await;
    let store = &bench.store;
    let upload = store.create_multipart("big", "video/mp4").await.unwrap();
    let one = store.put_part("big", &upload, 1, bytes(5000)).await.unwrap();
    let after_one = crash(bench.root.path());
    let two = store.put_part("big", &upload, 2, "two").await.unwrap();
    let after_two = crash(bench.root.path());
    store.complete_multipart("big", &upload, &[one.clone(), two.clone()]).await.unwrap();
    let after_all = crash(bench.root.path());

    let one_only = reopened(after_one).await;
    assert_eq!(one_only.store.list_parts("big", &upload).await.unwrap().len(), 1);
    let again: PartTag = one_only.store.put_part("big", &upload, 2, "two").await.unwrap();
    one_only.store.complete_multipart("big", &upload, &[one.clone(), again]).await.unwrap();

    let both = reopened(after_two).await;
    assert_eq!(both.store.head("big").await.unwrap(), None);
    both.store.complete_multipart("big", &upload, &[one.clone(), two.clone()]).await.unwrap();

    let done = reopened(after_all).await;
    done.store.complete_multipart("big", &upload, &[one, two]).await.unwrap();
    for bench in [one_only, both, done] {
        assert_eq!(bench.store.get("big").await.unwrap().len(), 5003);
        assert_eq!(bench.store.head("big").await.unwrap().unwrap().content_type, "video/mp4");
        assert!(bench.store.list_multipart_uploads("").await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_torn_last_line_is_forgotten_wherever_it_was_cut() {
    let bench = Bench::new().await;
    bench.store.put("kept", "kept", "text/plain").await.unwrap();
    let acknowledged = std::fs::metadata(bench.root.path().join("log")).unwrap().len();
    bench.store.put("torn", "torn", "text/plain").await.unwrap();
    let root = crash(bench.root.path());
    let whole = std::fs::read(root.path().join("log")).unwrap();
    for cut in (acknowledged as usize..whole.len()).rev().step_by(13).chain([acknowledged as usize]) {
        std::fs::write(root.path().join("log"), &whole[..cut]).unwrap();
        let storage = Storage::open(root.path()).unwrap();
        let keys: Vec<_> = storage.index().buckets["lectern"].keys().cloned().collect();
        assert_eq!(keys, ["kept"], "cut at {cut} of {}", whole.len());
        drop(storage);
        assert_eq!(std::fs::metadata(root.path().join("log")).unwrap().len(), acknowledged);
    }
    let after = reopened(root).await;
    assert_eq!(after.files(), 1, "the bytes of what never was are removed");
    after.store.put("torn", "again", "text/plain").await.unwrap();
    let after = after.restart().await;
    assert_eq!(after.store.get("torn").await.unwrap(), "again");
}

#[tokio::test]
async fn a_damaged_log_is_not_guessed_at() {
    let bench = Bench::new().await;
    bench.store.put("a", "a", "text/plain").await.unwrap();
    bench.store.put("b", "b", "text/plain").await.unwrap();
    let root = crash(bench.root.path());
    let mut log = std::fs::read(root.path().join("log")).unwrap();
    let second = log.iter().position(|byte| *byte == b'\n').unwrap() + 20;
    log[second] ^= 1;
    std::fs::write(root.path().join("log"), log).unwrap();
    let error = Storage::open(root.path()).err().unwrap();
    assert!(error.to_string().contains("damaged at line 2"), "{error}");
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let storage = Storage::open(root.path()).unwrap();
    let files = || -> usize {
        let folders = std::fs::read_dir(root.path().join("data")).unwrap();
        folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    };
    let half = || futures::stream::iter([Ok(Bytes::from(bytes(2 << 20))), Err("gone".into())]);
    assert!(body::receive(&storage.blobs, half(), ChecksumHasher::default()).await.is_err());
    assert_eq!(files(), 0);

    // Received, but the process ends before the log names it.
    let whole = futures::stream::iter([Ok(Bytes::from("whole"))]);
    let received = body::receive(&storage.blobs, whole, ChecksumHasher::default()).await.unwrap();
    let after = crash(root.path());
    drop(received);
    assert_eq!(files(), 0);
    drop(Storage::open(after.path()).unwrap());
    let left = std::fs::read_dir(after.path().join("data")).unwrap();
    assert_eq!(left.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum::<usize>(), 0);
}

#[tokio::test]
async fn a_log_of_things_gone_is_shortened_and_says_the_same() {
    let root = tempfile::tempdir().unwrap();
    let storage = Storage::open(root.path()).unwrap();
    let bucket = || "lectern".to_owned();
    storage.change(Change::CreateBucket { name: bucket() }).await.unwrap();
    let at = UploadAt { bucket: bucket(), key: "kept".to_owned(), upload: "kept".to_owned() };
    let UploadAt { key, upload, .. } = at.clone();
    storage.change(Change::Begin { bucket: bucket(), key, content_type: None, upload }).await.unwrap();
    let received = futures::stream::iter([Ok(Bytes::from("part"))]);
    let received = body::receive(&storage.blobs, received, ChecksumHasher::default()).await.unwrap();
    storage.change(Change::Part { at, number: 7, etag: received.md5, blob: received.blob }).await.unwrap();
    for round in 0..3 {
        let begin = |number| UploadAt { bucket: bucket(), key: "k".to_owned(), upload: format!("{round} {number}") };
        let begun = (0..1000).map(begin).map(|at| Change::Begin {
            bucket: at.bucket,
            key: at.key,
            content_type: None,
            upload: at.upload,
        });
        assert!(storage.change_all(begun.collect()).await.iter().all(Result::is_ok));
        let ended = (0..1000).map(|number| Change::Abort { at: begin(number) });
        assert!(storage.change_all(ended.collect()).await.iter().all(Result::is_ok));
    }
    drop(storage);
    let log = std::fs::read_to_string(root.path().join("log")).unwrap();
    assert!(log.matches("abort").count() < 3000, "6000 entries were rewritten to a few");
    let storage = Storage::open(root.path()).unwrap();
    let index = storage.index();
    assert_eq!((index.buckets.len(), index.uploads.len()), (1, 1));
    assert_eq!(index.uploads["kept"].parts[&7].1.size_bytes, 4);
}

#[tokio::test]
async fn two_servers_do_not_share_a_folder() {
    let bench = Bench::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let second = S3Server::start(bench.root.path().to_owned(), listener, "lectern", &SecretString::from(SECRET)).await;
    assert!(second.err().unwrap().to_string().contains("in use"));
}
