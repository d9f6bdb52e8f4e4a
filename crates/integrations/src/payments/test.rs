//! The client of the built-in test provider: no money, everything else as with a real one.
//!
//! The provider itself is served elsewhere; the messages between the two stand here, so that both sides agree.
//!
//! | request | body | answer |
//! | --- | --- | --- |
//! | `POST payments`, header `Idempotence-Key` | [`CreatePayment`] | [`PaymentObject`] |
//! | `GET payments/{id}` | | [`PaymentObject`] |
//! | `POST payments/{id}/cancel` | | [`PaymentObject`] |
//! | `POST refunds`, header `Idempotence-Key` | [`CreateRefund`] | [`Refund`] |
//!
//! All carry `Authorization: Bearer <secret>`; a refusal is `{"code": …, "words": …}`. Notices are a [`NoticeBody`],
//! signed by [`super::sign::sign`] in the header [`SIGNATURE`].

use super::http::{Api, safe_id};
use super::{
    Dispute, EventKind, Locale, NewPayment, NewRefund, Notice, PaymentState, PaymentStatus, Provider, ProviderError,
    ProviderEvent, Refund, Started, sign,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use lectern_money::{Currency, Money};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Header of the signature of a notice.
pub const SIGNATURE: &str = "lectern-test-signature";
/// Header of the idempotency key.
pub const IDEMPOTENCE_KEY: &str = "idempotence-key";

/// Asks for a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreatePayment {
    /// Comes back with every notice.
    pub order_id: Uuid,
    /// Shown on the page.
    pub number: String,
    /// Shown on the page.
    pub title: String,
    /// Shown on the page.
    pub buyer_email: String,
    /// How much.
    pub money: Money,
    /// Of the page.
    pub locale: Locale,
    /// Where the page leads back to.
    pub return_url: String,
}

/// A payment as the test provider knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentObject {
    /// Letters, digits, `-` and `_`.
    pub id: String,
    /// As asked.
    pub order_id: Uuid,
    /// Whether money came.
    pub state: PaymentState,
    /// As asked.
    pub money: Money,
    /// What it pretends to keep, once paid.
    pub fee: Option<Money>,
    /// Its page.
    pub confirm_url: String,
    /// What went back.
    pub refunds: Vec<Refund>,
    /// What banks took back.
    pub disputes: Vec<Dispute>,
}

/// Asks for a refund.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateRefund {
    /// Of which payment.
    pub payment: String,
    /// How much.
    pub money: Money,
}

/// The body of a notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeBody {
    /// Equal for repeats of one notice.
    pub id: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The payment it is about.
    pub payment: String,
    /// The order of that payment.
    pub order_id: Uuid,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The client.
#[derive(Debug)]
pub struct TestProvider {
    api: Api,
    secret: SecretString,
    currencies: Vec<Currency>,
}

impl TestProvider {
    /// `base` is where the test provider is served.
    ///
    /// # Errors
    /// [`ProviderError::Malformed`] when `base` is no address.
    pub fn new(base: &str, secret: SecretString, currencies: Vec<Currency>) -> Result<Self, ProviderError> {
        Ok(Self { api: Api::new(base, None)?, secret, currencies })
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.api.request(method, path).bearer_auth(self.secret.expose_secret())
    }

    async fn send<T: serde::de::DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ProviderError> {
        self.api.send(request, explain).await
    }
}

fn explain(said: &serde_json::Value) -> (Option<String>, Option<String>) {
    (said["code"].as_str().map(str::to_owned), said["words"].as_str().map(str::to_owned))
}

#[async_trait]
impl Provider for TestProvider {
    fn name(&self) -> &'static str {
        "test"
    }

    fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    async fn start(&self, payment: &NewPayment) -> Result<Started, ProviderError> {
        let body = CreatePayment {
            order_id: payment.order_id,
            number: payment.number.clone(),
            title: payment.title.clone(),
            buyer_email: payment.buyer_email.clone(),
            money: payment.money,
            locale: payment.locale,
            return_url: payment.return_url.clone(),
        };
        let request = self.request(Method::POST, &["payments"]).header(IDEMPOTENCE_KEY, &payment.idempotency_key);
        let made: PaymentObject = self.send(request.json(&body)).await?;
        Ok(Started { provider_payment_id: made.id, confirm_url: made.confirm_url })
    }

    async fn verify(&self, notice: &Notice) -> Result<Vec<ProviderEvent>, ProviderError> {
        if notice.body.len() > super::NOTICE_LIMIT_BYTES {
            return Err(ProviderError::malformed("a notice of more than 256 KiB"));
        }
        sign::check(&notice.headers, SIGNATURE, &self.secret, notice.now, &notice.body)?;
        let raw: serde_json::Value = serde_json::from_slice(&notice.body).map_err(ProviderError::malformed)?;
        let body = NoticeBody::deserialize(&raw).map_err(ProviderError::malformed)?;
        Ok(vec![ProviderEvent {
            event_id: body.id,
            kind: body.kind,
            provider_payment_id: safe_id(&body.payment)?.to_owned(),
            attempt: None,
            order_id: Some(body.order_id),
            happened_at: Some(body.at),
            raw,
        }])
    }

    async fn read(&self, payment: &str) -> Result<PaymentStatus, ProviderError> {
        let found: PaymentObject = self.send(self.request(Method::GET, &["payments", safe_id(payment)?])).await?;
        Ok(PaymentStatus {
            provider_payment_id: found.id,
            order_id: Some(found.order_id),
            state: found.state,
            money: found.money,
            fee: found.fee,
            refunds: found.refunds,
            disputes: found.disputes,
        })
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        let body = CreateRefund { payment: refund.provider_payment_id.clone(), money: refund.money };
        let request = self.request(Method::POST, &["refunds"]).header(IDEMPOTENCE_KEY, &refund.idempotency_key);
        self.send(request.json(&body)).await
    }

    async fn cancel(&self, payment: &str) -> Result<bool, ProviderError> {
        let request = self.request(Method::POST, &["payments", safe_id(payment)?, "cancel"]);
        let found: PaymentObject = self.send(request).await?;
        Ok(found.state == PaymentState::Failed)
    }
}
