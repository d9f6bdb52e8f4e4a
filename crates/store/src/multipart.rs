use crate::{Store, StoreError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream as Body;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::time::{Duration, SystemTime};

/// Where a browser puts one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPart {
    /// Path and query, exactly as signed: not to be decoded or normalised on the way.
    pub path_and_query: String,
    /// The store's public address when browsers reach it directly; `None`: the page's own origin, through the edge.
    pub origin: Option<String>,
    /// Past this the store refuses and a new address is asked for.
    pub expires_at: DateTime<Utc>,
}

/// A part that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// 1 to 10 000.
    pub number: u32,
    /// As the store gave it, with quotes.
    pub etag: String,
    /// Its length.
    pub size_bytes: u64,
}

/// A part as completion names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartTag {
    /// 1 to 10 000.
    pub number: u32,
    /// What the store answered for the part; quotes may be missing.
    pub etag: String,
}

impl From<&Part> for PartTag {
    fn from(part: &Part) -> Self {
        Self { number: part.number, etag: part.etag.clone() }
    }
}

/// An upload that is neither completed nor aborted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenUpload {
    /// The key its object will have.
    pub key: String,
    /// The store's name for it.
    pub upload_id: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl Store {
    /// Begins an upload and returns the store's name for it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn create_multipart(&self, key: &str, content_type: &str) -> Result<String, StoreError> {
        let request = self.inner.quick.create_multipart_upload().bucket(self.bucket()).key(key);
        let answer = request.content_type(content_type).send().await?;
        answer.upload_id.ok_or_else(|| StoreError::Other("the store named no upload".into()))
    }

    /// Signs the address a browser may PUT part `number` to for `ttl`. Nothing is sent to the store; anything may be
    /// sent there, so lengths are checked with [`Store::list_parts`] before completion.
    ///
    /// # Errors
    /// [`StoreError::Other`] for a `ttl` over a week.
    pub async fn sign_part(
        &self,
        key: &str,
        upload_id: &str,
        number: u32,
        ttl: Duration,
    ) -> Result<SignedPart, StoreError> {
        let start = SystemTime::now();
        let times = PresigningConfig::builder().start_time(start).expires_in(ttl).build();
        let request = self.inner.signing.upload_part().bucket(self.bucket()).key(key).upload_id(upload_id);
        let times = times.map_err(|error| StoreError::Other(Box::new(error)))?;
        let signed = request.part_number(part_number(number)?).presigned(times).await?;
        let address: http::Uri = signed.uri().parse().map_err(|error| StoreError::Other(Box::new(error)))?;
        Ok(SignedPart {
            path_and_query: address.path_and_query().map(ToString::to_string).unwrap_or_default(),
            origin: self.inner.public_origin.clone(),
            expires_at: (start + ttl).into(),
        })
    }

    /// Stores one part from memory: what our own processes do.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the upload is gone, [`StoreError::Unavailable`] after the retries.
    pub async fn put_part(
        &self,
        key: &str,
        upload_id: &str,
        number: u32,
        bytes: impl Into<Bytes>,
    ) -> Result<PartTag, StoreError> {
        self.put_part_body(key, upload_id, number, Body::from(bytes.into())).await
    }

    pub(crate) async fn put_part_body(
        &self,
        key: &str,
        upload_id: &str,
        number: u32,
        body: Body,
    ) -> Result<PartTag, StoreError> {
        let request = self.inner.bulk.upload_part().bucket(self.bucket()).key(key).upload_id(upload_id);
        let answer = request.part_number(part_number(number)?).body(body).send().await?;
        Ok(PartTag { number, etag: answer.e_tag.unwrap_or_default() })
    }

    /// All parts that are stored, by number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the upload is gone, [`StoreError::Unavailable`] after the retries.
    pub async fn list_parts(&self, key: &str, upload_id: &str) -> Result<Vec<Part>, StoreError> {
        let (mut parts, mut marker) = (Vec::new(), None);
        loop {
            let request = self.inner.quick.list_parts().bucket(self.bucket()).key(key).upload_id(upload_id);
            let answer = request.set_part_number_marker(marker).send().await?;
            parts.extend(answer.parts().iter().filter_map(|part| {
                Some(Part {
                    number: u32::try_from(part.part_number()?).ok()?,
                    etag: part.e_tag()?.to_owned(),
                    size_bytes: u64::try_from(part.size()?).ok()?,
                })
            }));
            marker = answer.next_part_number_marker;
            if answer.is_truncated != Some(true) || marker.is_none() {
                return Ok(parts);
            }
        }
    }

    /// Makes the object of `parts`, which are put in order here. Durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::BadParts`] when a part is missing or another one was stored, [`StoreError::NotFound`] when the
    /// upload is gone: aborted, or completed by a call whose answer was lost, which [`Store::head`] tells.
    pub async fn complete_multipart(&self, key: &str, upload_id: &str, parts: &[PartTag]) -> Result<(), StoreError> {
        let mut parts = parts.to_vec();
        parts.sort_by_key(|part| part.number);
        let mut list = CompletedMultipartUpload::builder();
        for part in parts {
            list = list.parts(CompletedPart::builder().part_number(part_number(part.number)?).e_tag(part.etag).build());
        }
        let request = self.inner.bulk.complete_multipart_upload().bucket(self.bucket()).key(key);
        request.upload_id(upload_id).multipart_upload(list.build()).send().await?;
        Ok(())
    }

    /// Drops an upload and its parts; one that is gone is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn abort_multipart(&self, key: &str, upload_id: &str) -> Result<(), StoreError> {
        let request = self.inner.quick.abort_multipart_upload().bucket(self.bucket()).key(key).upload_id(upload_id);
        match request.send().await.map_err(StoreError::from) {
            Ok(_) | Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Uploads in progress whose key begins with `prefix`, by key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after the retries.
    pub async fn list_multipart_uploads(&self, prefix: &str) -> Result<Vec<OpenUpload>, StoreError> {
        let (mut uploads, mut key, mut id) = (Vec::new(), None, None);
        loop {
            let request = self.inner.quick.list_multipart_uploads().bucket(self.bucket()).prefix(prefix);
            let answer = request.set_key_marker(key).set_upload_id_marker(id).send().await?;
            uploads.extend(answer.uploads().iter().filter_map(|upload| {
                let created = upload.initiated()?;
                Some(OpenUpload {
                    key: upload.key()?.to_owned(),
                    upload_id: upload.upload_id()?.to_owned(),
                    created_at: DateTime::from_timestamp(created.secs(), created.subsec_nanos())?,
                })
            }));
            (key, id) = (answer.next_key_marker, answer.next_upload_id_marker);
            if answer.is_truncated != Some(true) || key.is_none() {
                return Ok(uploads);
            }
        }
    }
}

fn part_number(number: u32) -> Result<i32, StoreError> {
    match number {
        1..=10_000 => Ok(number.cast_signed()),
        _ => Err(StoreError::BadParts(format!("there is no part {number}"))),
    }
}
