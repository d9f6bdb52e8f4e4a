use super::{Bench, bytes, empty};
use crate::s3::change::{Change, UploadAt};
use crate::s3::storage::Storage;
use lectern_store::{PartTag, StoreError};
use std::time::Duration;

#[tokio::test]
async fn parts_sent_at_once_and_in_any_order_become_the_object() {
    let bench = Bench::new().await;
    let store = &bench.store;
    let upload = store.create_multipart("big", "video/mp4").await.unwrap();
    let all = bytes(700_000);
    let parts = (1_u32..).zip(all.chunks(100_000)).collect::<Vec<_>>();
    let sent = parts.iter().rev().map(|(number, part)| store.put_part("big", &upload, *number, part.to_vec()));
    let tags = futures::future::try_join_all(sent).await.unwrap();

    let listed = store.list_parts("big", &upload).await.unwrap();
    assert_eq!(listed.iter().map(|part| part.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert!(listed.iter().all(|part| part.size_bytes == 100_000));
    assert_eq!(store.head("big").await.unwrap(), None, "nothing is there before completion");

    store.complete_multipart("big", &upload, &tags).await.unwrap();
    let head = store.head("big").await.unwrap().unwrap();
    assert_eq!((head.size_bytes, head.content_type.as_str()), (700_000, "video/mp4"));
    assert!(head.etag.ends_with("-7\""), "{}", head.etag);
    assert!(store.get("big").await.unwrap() == all);
    assert!(matches!(store.list_parts("big", &upload).await, Err(StoreError::NotFound)));

    store.complete_multipart("big", &upload, &tags).await.expect("a completion whose answer was lost is repeated");
    store.put("big", "another", "text/plain").await.unwrap();
    let late = store.complete_multipart("big", &upload, &tags).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "but does not undo what came after");
    assert_eq!(bench.files(), 1);
}

#[tokio::test]
async fn a_completion_must_name_the_parts_that_are_stored() {
    let bench = Bench::new().await;
    let store = &bench.store;
    let upload = store.create_multipart("big", "video/mp4").await.unwrap();
    let old = store.put_part("big", &upload, 1, "old").await.unwrap();
    let one = store.put_part("big", &upload, 1, "new").await.unwrap();
    let two = store.put_part("big", &upload, 2, "two").await.unwrap();
    assert_eq!(bench.files(), 2, "a part that is sent again replaces the first");

    let bad: [Vec<PartTag>; 3] = [
        vec![old, two.clone()],
        vec![one.clone(), PartTag { number: 3, etag: two.etag.clone() }],
        vec![one.clone(), one.clone(), two.clone()],
    ];
    for parts in bad {
        let refused = store.complete_multipart("big", &upload, &parts).await;
        assert!(matches!(refused, Err(StoreError::BadParts(_))), "{parts:?}: {refused:?}");
    }
    assert!(store.complete_multipart("big", &upload, &[]).await.is_err());
    for number in [0, 10_001] {
        assert!(matches!(store.put_part("big", &upload, number, "x").await, Err(StoreError::BadParts(_))));
    }
    assert_eq!(store.list_parts("big", &upload).await.unwrap().len(), 2, "a refusal leaves the upload as it is");

    let bare = PartTag { number: 2, etag: two.etag.trim_matches('"').to_owned() };
    store.complete_multipart("big", &upload, &[bare]).await.unwrap();
    assert_eq!(store.get("big").await.unwrap(), "two");
    assert_eq!(bench.files(), 1, "a part that was not named is gone");
}

#[tokio::test]
async fn an_upload_belongs_to_its_key() {
    let bench = Bench::new().await;
    let store = &bench.store;
    let upload = store.create_multipart("mine", "video/mp4").await.unwrap();
    let tag = store.put_part("mine", &upload, 1, "x").await.unwrap();
    assert!(matches!(store.put_part("yours", &upload, 1, "y").await, Err(StoreError::NotFound)));
    assert!(matches!(store.list_parts("yours", &upload).await, Err(StoreError::NotFound)));
    assert!(matches!(store.complete_multipart("yours", &upload, &[tag]).await, Err(StoreError::NotFound)));
    store.abort_multipart("yours", &upload).await.unwrap();
    assert_eq!(store.list_parts("mine", &upload).await.unwrap().len(), 1, "another key's abort did nothing");

    store.abort_multipart("mine", &upload).await.unwrap();
    store.abort_multipart("mine", &upload).await.unwrap();
    assert!(matches!(store.put_part("mine", &upload, 2, "x").await, Err(StoreError::NotFound)));
    assert_eq!(bench.files(), 0);
}

#[tokio::test]
async fn more_parts_and_uploads_than_a_page_are_listed() {
    let at = |key: &str, upload: String| UploadAt { bucket: "lectern".to_owned(), key: key.to_owned(), upload };
    let begin = |UploadAt { bucket, key, upload }| Change::Begin { bucket, key, content_type: None, upload };
    let part = |storage: &Storage, number| Change::Part {
        at: at("a/big", "big".to_owned()),
        number,
        etag: "e".to_owned(),
        blob: empty(storage),
    };
    let bench = Bench::with(|storage| {
        let uploads = (0..1003).map(|number| begin(at("b/same", format!("{number}"))));
        let parts = (1..=1005).map(|number| part(storage, number));
        std::iter::once(begin(at("a/big", "big".to_owned()))).chain(uploads).chain(parts).collect()
    });
    let bench = bench.await;
    let store = &bench.store;
    let parts = store.list_parts("a/big", "big").await.unwrap();
    assert!(parts.iter().map(|part| part.number).eq(1..=1005));

    let open = store.list_multipart_uploads("").await.unwrap();
    assert_eq!(open.len(), 1004);
    assert_eq!((open[0].key.as_str(), open[0].upload_id.as_str()), ("a/big", "big"));
    let ids: std::collections::HashSet<_> = open.iter().map(|open| &open.upload_id).collect();
    assert_eq!(ids.len(), 1004);
    assert_eq!(store.list_multipart_uploads("a/").await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_uploads_nobody_adds_to_are_swept() {
    let bench = Bench::new().await;
    let store = &bench.store;
    store.create_multipart("idle", "video/mp4").await.unwrap();
    let active = store.create_multipart("active", "video/mp4").await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    store.put_part("active", &active, 1, "x").await.unwrap();
    assert_eq!(bench.server.abort_idle_uploads(Duration::from_secs(3600)).await.unwrap(), 0);
    assert_eq!(bench.server.abort_idle_uploads(Duration::from_millis(300)).await.unwrap(), 1);
    let open = store.list_multipart_uploads("").await.unwrap();
    assert_eq!(open.iter().map(|open| open.key.as_str()).collect::<Vec<_>>(), ["active"]);
    assert_eq!(store.list_parts("active", &active).await.unwrap().len(), 1);
}
