use super::body::{self, Broken, Received};
use super::change::{Change, Refusal, UploadAt, find};
use super::index::Object;
use super::listing::{self, Query};
use super::storage::Storage;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use s3s::checksum::ChecksumHasher;
use s3s::dto::*;
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// The most S3 tells on one page.
const PAGE: usize = 1000;

/// S3's operations over [`Storage`].
pub(super) struct Service(pub Arc<Storage>);

impl From<Refusal> for S3Error {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::NoSuchBucket => s3_error!(NoSuchBucket, "{refusal}"),
            Refusal::NoSuchUpload => s3_error!(NoSuchUpload, "{refusal}"),
            Refusal::InvalidPart(_) => s3_error!(InvalidPart, "{refusal}"),
            Refusal::InvalidPartOrder => s3_error!(InvalidPartOrder, "{refusal}"),
            Refusal::NoParts => s3_error!(MalformedXML, "{refusal}"),
            Refusal::Io(error) => on_disk(error),
        }
    }
}

/// A full or failing disk is the operator's to see, not the caller's.
fn on_disk(error: &std::io::Error) -> S3Error {
    tracing::error!(%error, "the store's disk failed");
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            s3_error!(ServiceUnavailable, "no space left")
        }
        _ => s3_error!(InternalError, "the disk failed"),
    }
}

/// What the client said its body's checksums are: by header, in base64.
#[derive(Default)]
struct Said {
    size_bytes: Option<i64>,
    md5: Option<String>,
    crc32: Option<String>,
    crc32c: Option<String>,
    crc64nvme: Option<String>,
    sha1: Option<String>,
    sha256: Option<String>,
}

impl Said {
    fn hasher(&self) -> ChecksumHasher {
        ChecksumHasher {
            crc32: self.crc32.is_some().then(Default::default),
            crc32c: self.crc32c.is_some().then(Default::default),
            crc64nvme: self.crc64nvme.is_some().then(Default::default),
            sha1: self.sha1.is_some().then(Default::default),
            sha256: self.sha256.is_some().then(Default::default),
        }
    }

    fn check(self, received: &Received) -> S3Result<()> {
        if self.size_bytes.is_some_and(|size| u64::try_from(size).ok() != Some(received.blob.size_bytes)) {
            return Err(s3_error!(IncompleteBody, "the body is not as long as it said"));
        }
        let md5 = self.md5.map(|said| STANDARD.decode(said).map(hex::encode).unwrap_or_default());
        let sums = &received.checksums;
        let agree = md5.is_none_or(|md5| md5 == received.md5)
            && self.crc32 == sums.checksum_crc32
            && self.crc32c == sums.checksum_crc32c
            && self.crc64nvme == sums.checksum_crc64nvme
            && self.sha1 == sums.checksum_sha1
            && self.sha256 == sums.checksum_sha256;
        match agree {
            true => Ok(()),
            false => Err(s3_error!(BadDigest, "the body is not what its checksum says")),
        }
    }
}

impl Service {
    async fn receive(&self, body: Option<StreamingBlob>, said: Said) -> S3Result<Received> {
        let body = body.ok_or_else(|| s3_error!(MissingRequestBodyError))?;
        let received = match body::receive(&self.0.blobs, body, said.hasher()).await {
            Ok(received) => received,
            Err(Broken::Disk(error)) => return Err(on_disk(&error)),
            Err(Broken::Client(error)) => {
                tracing::debug!(%error, "a body broke off");
                return Err(s3_error!(IncompleteBody, "the body broke off or is not what was signed"));
            }
        };
        said.check(&received)?;
        Ok(received)
    }

    fn object(&self, bucket: &str, key: &str) -> S3Result<Arc<Object>> {
        let index = self.0.index();
        let objects = index.buckets.get(bucket).ok_or(Refusal::NoSuchBucket)?;
        objects.get(key).cloned().ok_or_else(|| s3_error!(NoSuchKey, "no such object"))
    }
}

/// The half-open range asked for and its `Content-Range`; all of an object that has no bytes.
fn range_of(asked: Option<Range>, size: u64) -> S3Result<(std::ops::Range<u64>, Option<String>)> {
    match asked {
        Some(Range::Suffix { .. }) | None if size == 0 => Ok((0..0, None)),
        None => Ok((0..size, None)),
        Some(asked) => {
            let range = asked.check(size)?;
            let told = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            Ok((range, Some(told)))
        }
    }
}

fn check_conditions(object: &Object, matches: Option<&ETagCondition>, differs: Option<&ETagCondition>) -> S3Result<()> {
    let is = |condition: &ETagCondition| match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(etag) => etag.value() == object.about.etag,
    };
    if matches.is_some_and(|condition| !is(condition)) {
        return Err(s3_error!(PreconditionFailed));
    }
    if differs.is_some_and(is) {
        return Err(s3_error!(NotModified));
    }
    Ok(())
}

/// What is not done is said, not ignored: the caller relies on it.
fn refuse_condition(present: bool) -> S3Result<()> {
    match present {
        true => Err(s3_error!(NotImplemented, "this condition is not supported")),
        false => Ok(()),
    }
}

fn quoted(etag: &str) -> ETag {
    ETag::Strong(etag.to_owned())
}

fn time(ms: i64) -> Timestamp {
    (UNIX_EPOCH + Duration::from_millis(u64::try_from(ms).unwrap_or_default())).into()
}

fn length(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn limit(asked: Option<i32>) -> usize {
    asked.and_then(|asked| usize::try_from(asked).ok()).map_or(PAGE, |asked| asked.min(PAGE))
}

fn part_number(number: i32) -> S3Result<u32> {
    match number {
        1..=10_000 => Ok(number.unsigned_abs()),
        _ => Err(s3_error!(InvalidArgument, "parts are numbered from 1 to 10000")),
    }
}

/// XML 1.0 cannot hold every character a key may have; a client that minds asks for this.
fn encoder(encoding: Option<&EncodingType>) -> impl Fn(&str) -> String + use<> {
    let url = encoding.is_some_and(|encoding| encoding.as_str() == EncodingType::URL);
    move |text| match url {
        false => text.to_owned(),
        true => text.bytes().fold(String::with_capacity(text.len()), |mut all, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => all.push(byte.into()),
                _ => all.push_str(&format!("%{byte:02X}")),
            }
            all
        }),
    }
}

#[async_trait::async_trait]
impl S3 for Service {
    async fn create_bucket(&self, req: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        let name = req.input.bucket;
        if self.0.index().buckets.contains_key(&name) {
            return Err(s3_error!(BucketAlreadyOwnedByYou));
        }
        let location = Some(format!("/{name}"));
        self.0.change(Change::CreateBucket { name }).await?;
        Ok(S3Response::new(CreateBucketOutput { location }))
    }

    async fn head_bucket(&self, req: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        match self.0.index().buckets.contains_key(&req.input.bucket) {
            true => Ok(S3Response::new(HeadBucketOutput::default())),
            false => Err(Refusal::NoSuchBucket.into()),
        }
    }

    async fn list_buckets(&self, _: S3Request<ListBucketsInput>) -> S3Result<S3Response<ListBucketsOutput>> {
        let names: Vec<String> = self.0.index().buckets.keys().cloned().collect();
        let buckets = names.into_iter().map(|name| Bucket { name: Some(name), ..Default::default() }).collect();
        Ok(S3Response::new(ListBucketsOutput { buckets: Some(buckets), ..Default::default() }))
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let input = req.input;
        refuse_condition(input.if_match.is_some() || input.if_none_match.is_some())?;
        if !self.0.index().buckets.contains_key(&input.bucket) {
            return Err(Refusal::NoSuchBucket.into());
        }
        let said = Said {
            size_bytes: input.content_length,
            md5: input.content_md5,
            crc32: input.checksum_crc32,
            crc32c: input.checksum_crc32c,
            crc64nvme: input.checksum_crc64nvme,
            sha1: input.checksum_sha1,
            sha256: input.checksum_sha256,
        };
        let Received { blob, md5, .. } = self.receive(input.body, said).await?;
        let (bucket, key, content_type) = (input.bucket, input.key, input.content_type);
        let etag = self.0.change(Change::Put { bucket, key, content_type, etag: md5, blob }).await?;
        Ok(S3Response::new(PutObjectOutput { e_tag: etag.map(ETag::Strong), ..Default::default() }))
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = req.input;
        refuse_condition(input.if_unmodified_since.is_some() || input.part_number.is_some())?;
        let object = self.object(&input.bucket, &input.key)?;
        check_conditions(&object, input.if_match.as_ref(), input.if_none_match.as_ref())?;
        let (range, content_range) = range_of(input.range, object.about.size_bytes)?;
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: Some(length(range.end - range.start)),
            content_range,
            content_type: object.about.content_type.clone(),
            e_tag: Some(quoted(&object.about.etag)),
            last_modified: Some(time(object.about.modified_ms)),
            ..Default::default()
        }))
    }

    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = req.input;
        refuse_condition(input.if_unmodified_since.is_some() || input.part_number.is_some())?;
        let object = self.object(&input.bucket, &input.key)?;
        check_conditions(&object, input.if_match.as_ref(), input.if_none_match.as_ref())?;
        let (range, content_range) = range_of(input.range, object.about.size_bytes)?;
        Ok(S3Response::new(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: Some(length(range.end - range.start)),
            content_range,
            content_type: object.about.content_type.clone(),
            e_tag: Some(quoted(&object.about.etag)),
            last_modified: Some(time(object.about.modified_ms)),
            body: Some(StreamingBlob::wrap(body::read(&object.blobs, range))),
            ..Default::default()
        }))
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        let DeleteObjectInput { bucket, key, .. } = req.input;
        self.0.change(Change::Delete { bucket, key }).await?;
        Ok(S3Response::with_status(DeleteObjectOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let DeleteObjectsInput { bucket, delete, .. } = req.input;
        if delete.objects.len() > PAGE {
            return Err(s3_error!(MalformedXML, "at most {PAGE} objects at once"));
        }
        let keys: Vec<_> = delete.objects.into_iter().map(|object| object.key).collect();
        let changes = keys.iter().map(|key| Change::Delete { bucket: bucket.clone(), key: key.clone() }).collect();
        let (mut deleted, mut errors) = (Vec::new(), Vec::new());
        for (key, done) in keys.into_iter().zip(self.0.change_all(changes).await) {
            match done {
                Ok(()) => deleted.push(DeletedObject { key: Some(key), ..Default::default() }),
                Err(Refusal::NoSuchBucket) => return Err(Refusal::NoSuchBucket.into()),
                Err(refusal) => {
                    let error = S3Error::from(refusal);
                    errors.push(s3s::dto::Error {
                        key: Some(key),
                        code: Some(error.code().as_str().to_owned()),
                        message: error.message().map(str::to_owned),
                        ..Default::default()
                    });
                }
            }
        }
        let deleted = (!delete.quiet.unwrap_or(false)).then_some(deleted);
        Ok(S3Response::new(DeleteObjectsOutput { deleted, errors: Some(errors), ..Default::default() }))
    }

    async fn list_objects_v2(&self, req: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = req.input;
        let resumed = match &input.continuation_token {
            Some(token) => Some(
                URL_SAFE_NO_PAD
                    .decode(token)
                    .ok()
                    .and_then(|after| String::from_utf8(after).ok())
                    .ok_or_else(|| s3_error!(InvalidArgument, "this continuation token is not one of ours"))?,
            ),
            None => None,
        };
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref(),
            after: resumed.as_deref().or(input.start_after.as_deref()),
            limit: limit(input.max_keys),
        };
        let encode = encoder(input.encoding_type.as_ref());
        let index = self.0.index();
        let page = listing::page(index.buckets.get(&input.bucket).ok_or(Refusal::NoSuchBucket)?, &query);
        let contents = page.items.iter().map(|(key, object)| s3s::dto::Object {
            key: Some(encode(key)),
            size: Some(length(object.about.size_bytes)),
            e_tag: Some(quoted(&object.about.etag)),
            last_modified: Some(time(object.about.modified_ms)),
            ..Default::default()
        });
        let contents: Vec<_> = contents.collect();
        let prefixes: Vec<_> =
            page.prefixes.iter().map(|prefix| CommonPrefix { prefix: Some(encode(prefix)) }).collect();
        Ok(S3Response::new(ListObjectsV2Output {
            key_count: i32::try_from(contents.len() + prefixes.len()).ok(),
            max_keys: i32::try_from(query.limit).ok(),
            is_truncated: Some(page.next.is_some()),
            next_continuation_token: page.next.map(|next| URL_SAFE_NO_PAD.encode(next)),
            contents: Some(contents),
            common_prefixes: Some(prefixes),
            name: Some(input.bucket),
            prefix: input.prefix.as_deref().map(&encode),
            delimiter: input.delimiter.as_deref().map(&encode),
            start_after: input.start_after.as_deref().map(&encode),
            continuation_token: input.continuation_token,
            encoding_type: input.encoding_type,
            ..Default::default()
        }))
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let CreateMultipartUploadInput { bucket, key, content_type, .. } = req.input;
        let upload = Uuid::new_v4().simple().to_string();
        let output = CreateMultipartUploadOutput {
            bucket: Some(bucket.clone()),
            key: Some(key.clone()),
            upload_id: Some(upload.clone()),
            ..Default::default()
        };
        self.0.change(Change::Begin { bucket, key, content_type, upload }).await?;
        Ok(S3Response::new(output))
    }

    async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        let input = req.input;
        let number = part_number(input.part_number)?;
        let at = UploadAt { bucket: input.bucket, key: input.key, upload: input.upload_id };
        // Before gigabytes are received for nothing.
        find(&self.0.index(), &at)?;
        let said = Said {
            size_bytes: input.content_length,
            md5: input.content_md5,
            crc32: input.checksum_crc32,
            crc32c: input.checksum_crc32c,
            crc64nvme: input.checksum_crc64nvme,
            sha1: input.checksum_sha1,
            sha256: input.checksum_sha256,
        };
        let Received { blob, md5, .. } = self.receive(input.body, said).await?;
        let etag = self.0.change(Change::Part { at, number, etag: md5, blob }).await?;
        Ok(S3Response::new(UploadPartOutput { e_tag: etag.map(ETag::Strong), ..Default::default() }))
    }

    async fn list_parts(&self, req: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        let input = req.input;
        let at = UploadAt { bucket: input.bucket, key: input.key, upload: input.upload_id };
        let after = input.part_number_marker.and_then(|marker| u32::try_from(marker).ok()).unwrap_or_default();
        let limit = limit(input.max_parts);
        let index = self.0.index();
        let rest = find(&index, &at)?.parts.range(after.saturating_add(1)..);
        let mut parts: Vec<_> = rest
            .take(limit + 1)
            .map(|(number, (part, _))| Part {
                part_number: i32::try_from(*number).ok(),
                size: Some(length(part.size_bytes)),
                e_tag: Some(quoted(&part.etag)),
                last_modified: Some(time(part.stored_ms)),
                ..Default::default()
            })
            .collect();
        let more = parts.len() > limit;
        parts.truncate(limit);
        Ok(S3Response::new(ListPartsOutput {
            is_truncated: Some(more),
            next_part_number_marker: parts.last().and_then(|part| part.part_number).filter(|_| more),
            max_parts: i32::try_from(limit).ok(),
            part_number_marker: input.part_number_marker,
            parts: Some(parts),
            bucket: Some(at.bucket),
            key: Some(at.key),
            upload_id: Some(at.upload),
            ..Default::default()
        }))
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let input = req.input;
        refuse_condition(input.if_match.is_some() || input.if_none_match.is_some())?;
        let named = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let parts = named.into_iter().map(|part| match (part.part_number, part.e_tag) {
            (Some(number), Some(etag)) => Ok((part_number(number)?, etag.into_value())),
            _ => Err(s3_error!(MalformedXML, "a part has a number and an ETag")),
        });
        let parts = parts.collect::<S3Result<Vec<_>>>()?;
        let at = UploadAt { bucket: input.bucket.clone(), key: input.key.clone(), upload: input.upload_id };
        let etag = self.0.change(Change::Complete { at, parts }).await?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            location: Some(format!("/{}/{}", input.bucket, input.key)),
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: etag.map(ETag::Strong),
            ..Default::default()
        }))
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let AbortMultipartUploadInput { bucket, key, upload_id, .. } = req.input;
        self.0.change(Change::Abort { at: UploadAt { bucket, key, upload: upload_id } }).await?;
        Ok(S3Response::with_status(AbortMultipartUploadOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn list_multipart_uploads(
        &self,
        req: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        let input = req.input;
        refuse_condition(input.delimiter.is_some())?;
        let prefix = input.prefix.as_deref().unwrap_or_default();
        let limit = limit(input.max_uploads);
        let index = self.0.index();
        index.buckets.get(&input.bucket).ok_or(Refusal::NoSuchBucket)?;
        let after = input.key_marker.as_deref().map(|key| (key, input.upload_id_marker.as_deref()));
        let mut open: Vec<_> = index
            .uploads
            .iter()
            .filter(|(_, upload)| upload.bucket == input.bucket && upload.key.starts_with(prefix))
            .map(|(id, upload)| (upload.key.as_str(), id.as_str(), upload.created_ms))
            .filter(|(key, id, _)| match after {
                None => true,
                // Without an upload's name, all of that key's are past.
                Some((marker, None)) => *key > marker,
                Some((marker, Some(upload))) => (*key, *id) > (marker, upload),
            })
            .collect();
        open.sort_unstable();
        let more = open.len() > limit;
        open.truncate(limit);
        let last = open.last().filter(|_| more).map(|(key, id, _)| ((*key).to_owned(), (*id).to_owned()));
        let (next_key_marker, next_upload_id_marker) = last.unzip();
        let encode = encoder(input.encoding_type.as_ref());
        let uploads = open.iter().map(|(key, id, created_ms)| MultipartUpload {
            key: Some(encode(key)),
            upload_id: Some((*id).to_owned()),
            initiated: Some(time(*created_ms)),
            ..Default::default()
        });
        Ok(S3Response::new(ListMultipartUploadsOutput {
            uploads: Some(uploads.collect()),
            is_truncated: Some(more),
            next_key_marker: next_key_marker.as_deref().map(&encode),
            next_upload_id_marker,
            max_uploads: i32::try_from(limit).ok(),
            key_marker: input.key_marker,
            upload_id_marker: input.upload_id_marker,
            prefix: input.prefix.as_deref().map(&encode),
            bucket: Some(input.bucket),
            encoding_type: input.encoding_type,
            ..Default::default()
        }))
    }
}
