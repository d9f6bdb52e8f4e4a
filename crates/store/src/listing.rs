use crate::{Store, StoreError};
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use chrono::{DateTime, Utc};
use futures::Stream;
use futures::stream::{TryStreamExt, try_unfold};

/// An object in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its whole key.
    pub key: String,
    /// Its length.
    pub size_bytes: u64,
    /// When it was put in place.
    pub modified_at: DateTime<Utc>,
}

/// What S3 takes in one `DeleteObjects`.
const DELETE_AT_ONCE: usize = 1000;

impl Store {
    /// Objects whose key begins with `prefix`, in order of their keys' bytes, page after page as they are asked for.
    ///
    /// # Errors
    /// The stream ends with [`StoreError::Unavailable`] after the retries.
    pub fn list(&self, prefix: &str) -> impl Stream<Item = Result<Listed, StoreError>> + Send + 'static {
        let (store, prefix) = (self.clone(), prefix.to_owned());
        let pages = try_unfold(Some(None::<String>), move |page| {
            let (store, prefix) = (store.clone(), prefix.clone());
            async move {
                let Some(token) = page else { return Ok::<_, StoreError>(None) };
                let request = store.inner.quick.list_objects_v2().bucket(store.bucket()).prefix(prefix);
                let answer = request.set_continuation_token(token).send().await?;
                let next = answer.next_continuation_token.map(Some);
                Ok(Some((answer.contents.unwrap_or_default(), next)))
            }
        });
        pages
            .map_ok(|page| futures::stream::iter(page.into_iter().filter_map(listed).map(Ok::<_, StoreError>)))
            .try_flatten()
    }

    /// Deletes everything under `prefix` and says how many objects that were. Safe to repeat.
    ///
    /// # Errors
    /// [`StoreError::UnsafePrefix`] unless `prefix` is a folder within a folder (`videos/<id>/`): anything shorter
    /// is a mistake; [`StoreError::Unavailable`] after the retries.
    pub async fn delete_prefix(&self, prefix: &str) -> Result<u64, StoreError> {
        if !prefix.ends_with('/') || prefix.matches('/').count() < 2 {
            return Err(StoreError::UnsafePrefix(prefix.to_owned()));
        }
        let mut deleted = 0;
        let mut pages = std::pin::pin!(self.list(prefix).try_chunks(DELETE_AT_ONCE));
        while let Some(page) = pages.try_next().await.map_err(|error| error.1)? {
            deleted += page.len() as u64;
            self.delete_all(page.into_iter().map(|listed| listed.key)).await?;
        }
        Ok(deleted)
    }

    async fn delete_all(&self, keys: impl Iterator<Item = String>) -> Result<(), StoreError> {
        let other = |error| StoreError::Other(Box::new(error));
        let objects = keys.map(|key| ObjectIdentifier::builder().key(key).build()).collect::<Result<Vec<_>, _>>();
        let list = Delete::builder().set_objects(Some(objects.map_err(other)?)).quiet(true).build().map_err(other)?;
        let answer = self.inner.quick.delete_objects().bucket(self.bucket()).delete(list).send().await?;
        match answer.errors().first() {
            Some(error) => Err(StoreError::Unavailable(format!(
                "{} was not deleted: {}",
                error.key().unwrap_or("an object"),
                error.message().unwrap_or("no reason given"),
            ))),
            None => Ok(()),
        }
    }
}

fn listed(object: aws_sdk_s3::types::Object) -> Option<Listed> {
    let modified = object.last_modified?;
    Some(Listed {
        key: object.key?,
        size_bytes: u64::try_from(object.size?).ok()?,
        modified_at: DateTime::from_timestamp(modified.secs(), modified.subsec_nanos())?,
    })
}
