use super::{Bench, bytes, empty};
use crate::s3::change::Change;
use crate::s3::storage::Storage;
use futures::TryStreamExt;
use lectern_store::{Store, StoreError};
use proptest::prelude::*;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;

async fn keys(store: &Store, prefix: &str) -> Vec<String> {
    store.list(prefix).map_ok(|listed| listed.key).try_collect().await.unwrap()
}

#[tokio::test]
async fn what_is_put_is_got_and_gone_when_deleted() {
    let bench = Bench::new().await;
    let store = &bench.store;
    assert_eq!(store.head("a").await.unwrap(), None);
    assert!(matches!(store.get("a").await, Err(StoreError::NotFound)));

    store.put("a", bytes(100_000), "video/mp4").await.unwrap();
    let head = store.head("a").await.unwrap().unwrap();
    assert_eq!((head.size_bytes, head.content_type.as_str()), (100_000, "video/mp4"));
    assert_eq!(store.get("a").await.unwrap(), bytes(100_000));

    store.put("a", "shorter", "text/plain").await.unwrap();
    let after = store.head("a").await.unwrap().unwrap();
    assert_eq!((after.size_bytes, after.content_type.as_str()), (7, "text/plain"));
    assert_ne!(after.etag, head.etag);
    assert_eq!(bench.files(), 1, "the bytes that were replaced are off the disk");

    store.delete("a").await.unwrap();
    store.delete("a").await.unwrap();
    assert!(matches!(store.get("a").await, Err(StoreError::NotFound)));
    assert_eq!(bench.files(), 0);
}

#[tokio::test]
async fn an_empty_object_is_an_object() {
    let bench = Bench::new().await;
    bench.store.put("empty", "", "text/plain").await.unwrap();
    assert_eq!(bench.store.get("empty").await.unwrap().len(), 0);
    assert!(matches!(bench.store.get_range("empty", 0..1).await, Err(StoreError::BadRange)));
    let bench = bench.restart().await;
    assert_eq!(bench.store.head("empty").await.unwrap().unwrap().size_bytes, 0);
}

#[tokio::test]
async fn any_key_is_a_key() {
    let bench = Bench::new().await;
    let long = "k".repeat(1024);
    let folders = "f/".repeat(511) + "ff";
    let odd = [
        "a",
        "a/b",
        "a/b/c",
        "a/",
        "/a",
        "//",
        "a//b",
        ".",
        "..",
        "../../etc/passwd",
        "a/../a",
        "./a",
        "%2e%2e",
        "a b+c&d=e?f#g",
        "лекция/1",
        "\u{1F393}",
        "a'b\"c<d>",
        "log",
        "data",
        "lock",
        &long,
        &folders,
    ];
    for key in odd {
        bench.store.put(key, key.to_owned(), "text/plain").await.unwrap();
    }
    let bench = bench.restart().await;
    for key in odd {
        assert_eq!(bench.store.get(key).await.unwrap(), key.as_bytes(), "{key}");
    }
    let mut sorted = odd.map(str::to_owned);
    sorted.sort();
    assert_eq!(keys(&bench.store, "").await, sorted, "in order of the keys' bytes");
    assert_eq!(keys(&bench.store, "a/b").await, ["a/b", "a/b/c"]);
    bench.store.delete("a").await.unwrap();
    assert_eq!(bench.store.get("a/b").await.unwrap(), "a/b");

    let too_long = bench.store.put(&"k".repeat(1025), "x", "text/plain").await;
    assert!(too_long.is_err());
    let top = std::fs::read_dir(bench.root.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut top: Vec<_> = top.collect();
    top.sort();
    assert_eq!(top, ["data", "lock", "log"], "no key became a path");
}

#[tokio::test]
async fn a_folder_of_more_than_a_page_is_listed_and_deleted() {
    let all: Vec<String> = (0..1203).map(|number| format!("videos/1/s{number:05}.m4s")).collect();
    let put = |storage: &Storage, key: &String| Change::Put {
        bucket: "lectern".to_owned(),
        key: key.clone(),
        content_type: None,
        etag: "e".to_owned(),
        blob: empty(storage),
    };
    let bench = Bench::with(|storage| all.iter().map(|key| put(storage, key)).collect()).await;
    let store = &bench.store;
    store.put("videos/10/s00000.m4s", "x", "video/mp4").await.unwrap();
    assert_eq!(keys(store, "videos/1/").await, all);

    for dangerous in ["", "/", "videos", "videos/", "videos/1"] {
        assert!(matches!(store.delete_prefix(dangerous).await, Err(StoreError::UnsafePrefix(_))), "{dangerous}");
    }
    assert_eq!(store.delete_prefix("videos/1/").await.unwrap(), 1203);
    assert_eq!(store.delete_prefix("videos/1/").await.unwrap(), 0);
    assert_eq!(keys(store, "").await, ["videos/10/s00000.m4s"]);
    assert_eq!(bench.files(), 1);
}

#[tokio::test]
async fn a_reader_keeps_what_is_deleted_under_it() {
    let bench = Bench::new().await;
    let all = bytes(8 << 20);
    bench.store.put("a", all.clone(), "video/mp4").await.unwrap();
    let (_, mut stream) = bench.store.get_stream("a", None).await.unwrap();
    let mut read = stream.try_next().await.unwrap().unwrap().to_vec();
    bench.store.put("a", "another", "video/mp4").await.unwrap();
    while let Some(more) = stream.try_next().await.unwrap() {
        read.extend_from_slice(&more);
    }
    assert!(read == all, "{} bytes", read.len());
}

#[tokio::test]
async fn a_file_is_put_and_ranges_of_it_come_back_sparse() {
    let bench = Bench::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (there, here) = (folder.path().join("there"), folder.path().join("here"));
    let all = bytes(4 << 20);
    std::fs::write(&there, &all).unwrap();
    bench.store.put_file("original", &there, "video/mp4").await.unwrap();

    let ranges: [Range<u64>; 4] = [0..1000, 2_000_000..2_100_000, 2_050_000..2_100_001, (4 << 20) - 10..4 << 20];
    bench.store.fetch_sparse("original", &ranges, 4 << 20, &here).await.unwrap();
    let got = std::fs::read(&here).unwrap();
    assert_eq!(got.len(), all.len());
    for range in &ranges {
        let range = range.start as usize..range.end as usize;
        assert!(got[range.clone()] == all[range.clone()], "{range:?}");
    }
    assert!(got[1_000_000..1_001_000].iter().all(|byte| *byte == 0), "what was not asked for is a hole");
    assert!(std::fs::metadata(&here).unwrap().blocks() * 512 < 1 << 20, "and takes no disk");

    let other = bench.store.fetch_sparse("original", std::slice::from_ref(&(0..10)), (4 << 20) + 1, &here).await;
    assert!(matches!(other, Err(StoreError::Changed(_))));
    let past = bench.store.fetch_sparse("original", std::slice::from_ref(&(0..(4 << 20) + 1)), 4 << 20, &here).await;
    assert!(matches!(past, Err(StoreError::BadRange)));
    assert!(matches!(
        bench.store.fetch_sparse("none", std::slice::from_ref(&(0..1)), 1, &here).await,
        Err(StoreError::NotFound)
    ));
}

/// Lengths of parts, some without bytes, and ranges over what they are together.
fn parts_and_ranges() -> impl Strategy<Value = (Vec<usize>, Vec<Range<u64>>)> {
    prop::collection::vec(0_usize..3000, 1..6).prop_flat_map(|parts| {
        let total = parts.iter().sum::<usize>() as u64;
        let range = (0..=total + 10, 0..=total + 10).prop_map(|(a, b)| a.min(b)..a.max(b));
        (Just(parts), prop::collection::vec(range, 12))
    })
}

#[test]
fn any_range_over_any_parts_is_that_of_the_whole() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bench = runtime.block_on(Bench::new());
    let store = &bench.store;
    proptest!(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() }, |((parts, ranges) in parts_and_ranges())| {
        let all = bytes(parts.iter().sum());
        runtime.block_on(async {
            let upload = store.create_multipart("ranges", "video/mp4").await.unwrap();
            let (mut tags, mut start) = (Vec::new(), 0);
            for (number, length) in (1..).zip(&parts) {
                tags.push(store.put_part("ranges", &upload, number, all[start..start + length].to_vec()).await.unwrap());
                start += length;
            }
            store.complete_multipart("ranges", &upload, &tags).await.unwrap();
        });
        prop_assert_eq!(runtime.block_on(store.get("ranges")).unwrap(), &all[..]);
        for range in ranges {
            let got = runtime.block_on(store.get_range("ranges", range.clone()));
            if range.is_empty() {
                prop_assert_eq!(got.unwrap().len(), 0);
            } else if range.start >= all.len() as u64 {
                prop_assert!(matches!(got, Err(StoreError::BadRange)));
            } else {
                let expected = &all[range.start as usize..all.len().min(range.end as usize)];
                prop_assert_eq!(got.unwrap(), expected, "{:?}", range);
            }
        }
    });
    runtime.block_on(bench.server.stop());
}
