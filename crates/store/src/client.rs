use crate::{Inner, Store, StoreError};
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Builder, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
    StalledStreamProtectionConfig,
};
use lectern_config::StoreConfig;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// The store is on the same network: a host that does not answer in this time is down.
const CONNECT: Duration = Duration::from_secs(3);
/// Until the headers of an answer; bodies that stream from the store are not counted.
const QUICK_ATTEMPT: Duration = Duration::from_secs(20);
/// A part of 64 MiB at 1 Mbit/s takes nine minutes.
const BULK_ATTEMPT: Duration = Duration::from_secs(10 * 60);
/// A body that does not move for this long is given up.
const STALL: Duration = Duration::from_secs(30);
/// Tries with pauses of about 0.2, 0.4, 0.8 s (with jitter): outlives the restart of a store, not its loss.
const ATTEMPTS: u32 = 4;

impl Store {
    /// Makes the client; nothing is sent yet, so a store that is down shows with the first call.
    ///
    /// # Errors
    /// [`StoreError::Settings`] for an endpoint or host that is no address.
    pub fn connect(config: &StoreConfig) -> Result<Self, StoreError> {
        check_address(&config.endpoint)?;
        let signed_for = match (&config.public_endpoint, &config.upload_host) {
            (Some(public), _) => public.clone(),
            (None, Some(host)) => format!("http://{host}"),
            (None, None) => config.endpoint.clone(),
        };
        check_address(&signed_for)?;
        let client = |endpoint: &str, attempt| aws_sdk_s3::Client::from_conf(settings(config, endpoint, attempt));
        Ok(Self {
            inner: Arc::new(Inner {
                quick: client(&config.endpoint, QUICK_ATTEMPT),
                bulk: client(&config.endpoint, BULK_ATTEMPT),
                signing: client(&signed_for, QUICK_ATTEMPT),
                bucket: config.bucket.clone(),
                public_origin: config.public_endpoint.as_deref().and_then(origin),
            }),
        })
    }

    /// The bucket all keys lie in.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.inner.bucket
    }

    /// Whether the bucket answers: what a readiness probe asks.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such bucket, [`StoreError::Unavailable`] when nobody answers.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.inner.quick.head_bucket().bucket(self.bucket()).send().await?;
        Ok(())
    }

    /// Makes the bucket in local mode; one that is there already is fine.
    ///
    /// # Errors
    /// As [`Store::check`].
    pub async fn create_bucket_if_missing(&self) -> Result<(), StoreError> {
        match self.check().await {
            Err(StoreError::NotFound) => {}
            other => return other,
        }
        match self.inner.quick.create_bucket().bucket(self.bucket()).send().await {
            Err(error) => match error.into_service_error() {
                // Another process was quicker.
                e if e.is_bucket_already_owned_by_you() || e.is_bucket_already_exists() => Ok(()),
                e => Err(StoreError::Other(Box::new(e))),
            },
            Ok(_) => Ok(()),
        }
    }
}

fn settings(config: &StoreConfig, endpoint: &str, attempt: Duration) -> aws_sdk_s3::Config {
    Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new(config.region.clone()))
        .credentials_provider(Credentials::new(
            &config.access_key,
            config.secret_key.expose_secret(),
            None,
            None,
            "lectern",
        ))
        // Names of buckets as part of the host need wildcard DNS.
        .force_path_style(true)
        // Otherwise each PUT becomes aws-chunked with a CRC trailer, which not every store and no browser speaks.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .retry_config(
            RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(200)),
        )
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(attempt).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::enabled().grace_period(STALL).build())
        .build()
}

fn check_address(address: &str) -> Result<(), StoreError> {
    match address.parse::<http::Uri>() {
        Ok(uri) if uri.scheme().is_some() && uri.authority().is_some() => Ok(()),
        _ => Err(StoreError::Settings(address.to_owned())),
    }
}

/// Scheme, host and port without a path.
fn origin(address: &str) -> Option<String> {
    let uri: http::Uri = address.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}
