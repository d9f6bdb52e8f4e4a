use super::{Bench, bytes, client, settings};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use lectern_store::{PartTag, Store, StoreError};
use std::time::Duration;

const HOST: &str = "store.lectern.internal";

/// What the edge sends on for a browser: the path untouched, the constant host. Status, ETag and text.
async fn send(bench: &Bench, method: Method, path: &str, host: &str, body: Vec<u8>) -> (StatusCode, String, String) {
    let request = Request::builder().method(method).uri(format!("http://{}{path}", bench.server.address()));
    let request = request.header("host", host).body(Full::<Bytes>::from(body)).unwrap();
    let answer = Client::builder(TokioExecutor::new()).build_http().request(request).await.unwrap();
    let etag = answer.headers().get("etag").map(|etag| etag.to_str().unwrap().to_owned());
    let status = answer.status();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    (status, etag.unwrap_or_default(), String::from_utf8_lossy(&text).into_owned())
}

async fn put(bench: &Bench, path: &str, body: &[u8]) -> StatusCode {
    send(bench, Method::PUT, path, HOST, body.to_vec()).await.0
}

#[tokio::test]
async fn a_browser_puts_a_part_where_it_was_told() {
    let bench = Bench::new().await;
    let (store, key) = (&bench.store, "originals/лекция 1/a+b");
    let upload = store.create_multipart(key, "video/mp4").await.unwrap();
    let signed = store.sign_part(key, &upload, 3, Duration::from_secs(60)).await.unwrap();
    assert_eq!(signed.origin, None);
    assert!(signed.path_and_query.starts_with("/lectern/originals/"), "{}", signed.path_and_query);

    let part = bytes(3 << 20);
    let (status, etag, text) = send(&bench, Method::PUT, &signed.path_and_query, HOST, part.clone()).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let listed = store.list_parts(key, &upload).await.unwrap();
    assert_eq!((listed.len(), listed[0].number, listed[0].size_bytes), (1, 3, 3 << 20));
    assert_eq!(listed[0].etag, etag);
    store.complete_multipart(key, &upload, &[PartTag { number: 3, etag }]).await.unwrap();
    assert!(store.get(key).await.unwrap() == part);
}

#[tokio::test]
async fn a_signature_is_good_for_one_part_one_host_and_its_time() {
    let bench = Bench::new().await;
    let store = &bench.store;
    let upload = store.create_multipart("a/b", "video/mp4").await.unwrap();
    let path = store.sign_part("a/b", &upload, 1, Duration::from_secs(60)).await.unwrap().path_and_query;
    let short = store.sign_part("a/b", &upload, 1, Duration::from_secs(1)).await.unwrap();

    let other = store.create_multipart("a/c", "video/mp4").await.unwrap();
    let altered = [
        path.replace("partNumber=1", "partNumber=2"),
        path.replace("/a/b", "/a/c"),
        path.replace(&upload, &other),
        path.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        path.replace("X-Amz-Signature=", "X-Amz-Signature=0"),
        path.replace("/a/b", "/a%2fb/../b"),
        path.split_once("&X-Amz-Signature").unwrap().0.to_owned(),
        path.split_once('?').unwrap().0.to_owned(),
    ];
    for altered in altered {
        assert_ne!(altered, path);
        let status = put(&bench, &altered, b"x").await;
        assert!(status.is_client_error(), "{status} for {altered}");
    }
    for method in [Method::GET, Method::DELETE, Method::POST] {
        let (status, ..) = send(&bench, method.clone(), &path, HOST, Vec::new()).await;
        assert!(status.is_client_error(), "{status} for {method}");
    }
    assert_eq!(send(&bench, Method::PUT, &path, "elsewhere", b"x".to_vec()).await.0, StatusCode::FORBIDDEN);
    assert!(store.list_parts("a/b", &upload).await.unwrap().is_empty());
    assert_eq!(store.list_multipart_uploads("").await.unwrap().len(), 2);

    assert_eq!(put(&bench, &path, b"x").await, StatusCode::OK, "as it was signed it is good");
    let past = (short.expires_at - chrono::DateTime::from(std::time::SystemTime::now())).to_std().unwrap_or_default();
    tokio::time::sleep(past + Duration::from_millis(1100)).await;
    assert_eq!(put(&bench, &short.path_and_query, b"x").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_everything() {
    let bench = Bench::new().await;
    bench.store.put("a", "x", "text/plain").await.unwrap();
    let stranger = client(&bench.server, "a wrong secret");
    assert!(matches!(stranger.get("a").await, Err(StoreError::Refused(_))));
    assert!(matches!(stranger.put("a", "y", "text/plain").await, Err(StoreError::Refused(_))));
    assert!(matches!(stranger.delete("a").await, Err(StoreError::Refused(_))));
    assert!(matches!(stranger.head("a").await, Err(StoreError::Refused(_))));
    assert!(matches!(stranger.create_multipart("a", "text/plain").await, Err(StoreError::Refused(_))));
    assert!(matches!(stranger.list_multipart_uploads("").await, Err(StoreError::Refused(_))));
    let (status, _, text) = send(&bench, Method::GET, "/lectern/a", HOST, Vec::new()).await;
    assert_eq!((status, text.contains('x') && !text.contains('<')), (StatusCode::FORBIDDEN, false));
    assert_eq!(send(&bench, Method::GET, "/lectern", HOST, Vec::new()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(bench.store.get("a").await.unwrap(), "x");
}

#[tokio::test]
async fn a_public_store_is_named_with_the_address() {
    let bench = Bench::new().await;
    let mut settings = settings(&bench.server, super::SECRET);
    settings.public_endpoint = Some("https://files.example.org".to_owned());
    let signed = Store::connect(&settings).unwrap().sign_part("a", "u", 1, Duration::from_secs(9)).await.unwrap();
    assert_eq!(signed.origin.as_deref(), Some("https://files.example.org"));
    assert!(signed.path_and_query.contains("X-Amz-Expires=9&"), "{}", signed.path_and_query);
    settings.endpoint = "not an address".to_owned();
    assert!(matches!(Store::connect(&settings), Err(StoreError::Settings(_))));
}

#[tokio::test]
async fn a_store_that_is_down_is_told_as_such() {
    let bench = Bench::new().await;
    let store = bench.store.clone();
    bench.server.stop().await;
    let error = store.get("a").await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
}
