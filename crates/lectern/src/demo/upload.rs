//! A lecture's way into the store: the same requests a browser sends, continued where an earlier run was stopped.

use super::client::{Client, Refusal};
use anyhow::Context;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::UNIX_EPOCH;

#[derive(Debug, Deserialize)]
struct Upload {
    id: String,
    part_size_bytes: usize,
    part_count: usize,
}

#[derive(Debug, Deserialize)]
struct Detail {
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize, serde::Serialize)]
struct Part {
    number: usize,
    #[serde(skip_serializing, default)]
    size_bytes: usize,
    etag: String,
}

#[derive(Debug, Deserialize)]
struct Signed {
    url: String,
}

/// Sends `file` as the video of `lesson`; parts that are there already are not sent again.
pub async fn send(client: &Client, lesson: &str, file: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let upload = begin(client, lesson, file, &bytes).await?;
    let path = format!("/uploads/{}", upload.id);
    let mut parts = client.get::<Detail>(&path).await?.parts;
    for number in 1..=upload.part_count {
        let from = (number - 1) * upload.part_size_bytes;
        let piece = &bytes[from..bytes.len().min(from + upload.part_size_bytes)];
        if parts.iter().any(|part| part.number == number && part.size_bytes == piece.len()) {
            continue;
        }
        let signed: Signed = client.post(&format!("{path}/parts/{number}/sign")).await?;
        let etag = client.put_part(&signed.url, piece.to_vec()).await?;
        parts.retain(|part| part.number != number);
        parts.push(Part { number, size_bytes: piece.len(), etag });
    }
    parts.sort_by_key(|part| part.number);
    client.send::<serde_json::Value>(Method::POST, &format!("{path}/complete"), &json!({ "parts": parts })).await?;
    Ok(())
}

/// Opens the upload, or finds the one that an earlier run opened for the same file.
async fn begin(client: &Client, lesson: &str, file: &Path, bytes: &[u8]) -> anyhow::Result<Upload> {
    let modified = std::fs::metadata(file)?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mebibyte = bytes.len().min(1024 * 1024);
    let create = json!({
        "lesson_id": lesson,
        "file_name": file.file_name().context("a lecture's path names no file")?.to_string_lossy(),
        "size_bytes": bytes.len(),
        "modified_ms": u64::try_from(modified.as_millis())?,
        "head_sha256": hex::encode(Sha256::digest(&bytes[..mebibyte])),
        "tail_sha256": hex::encode(Sha256::digest(&bytes[bytes.len() - mebibyte..])),
    });
    match client.send(Method::POST, "/uploads", &create).await {
        // The file was changed, or only its time, between two runs.
        Err(refusal) if refusal.is("another-upload-open") => {
            abort_others(client, lesson).await?;
            Ok(client.send(Method::POST, "/uploads", &create).await?)
        }
        other => Ok(other?),
    }
}

async fn abort_others(client: &Client, lesson: &str) -> Result<(), Refusal> {
    #[derive(Deserialize)]
    struct Open {
        id: String,
        lesson_id: String,
    }
    for open in client.get::<Vec<Open>>("/uploads").await?.into_iter().filter(|open| open.lesson_id == lesson) {
        client.delete(&format!("/uploads/{}", open.id)).await?;
    }
    Ok(())
}
