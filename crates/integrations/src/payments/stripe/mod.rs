//! Stripe: Checkout Sessions for the web, PaymentIntents for those who show their own card form
//! (<https://docs.stripe.com/api>).
//!
//! A session (`cs_…`) is what [`Provider::start`] answers; its money is a PaymentIntent (`pi_…`), and that is the id in
//! events and statuses. Ids of both kinds are taken by [`Provider::read`], `refund` and `cancel`.

mod amounts;
mod events;
mod objects;
mod reading;

use super::http::{Api, Form, cut, safe_id};
use super::{
    Locale, NewPayment, NewRefund, Notice, PaymentStatus, Provider, ProviderError, ProviderEvent, Refund, Started, sign,
};
use amounts::{from_stripe, to_stripe};
use async_trait::async_trait;
use lectern_money::Currency;
use objects::{Intent, Session};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

/// Header of the signature of a notice.
pub const SIGNATURE: &str = "stripe-signature";
/// The version of the interface the requests are written for; what Stripe adds later does not reach us unasked.
const VERSION: &str = "2024-06-20";

/// How to reach an account at Stripe.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// Such as `https://api.stripe.com`.
    pub base: String,
    /// `sk_…` or `rk_…`.
    pub secret_key: SecretString,
    /// `whsec_…` of the endpoint that receives our notices.
    pub webhook_secret: SecretString,
    /// What to take.
    pub currencies: Vec<Currency>,
}

/// The client.
#[derive(Debug)]
pub struct Stripe {
    api: Api,
    secret_key: SecretString,
    webhook_secret: SecretString,
    currencies: Vec<Currency>,
}

/// A PaymentIntent that waits for a card form to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartedIntent {
    /// `pi_…`.
    pub provider_payment_id: String,
    /// What the card form needs; keep it out of logs and addresses.
    pub client_secret: String,
}

impl Stripe {
    /// # Errors
    /// [`ProviderError::Malformed`] when the base is no address.
    pub fn new(settings: StripeSettings) -> Result<Self, ProviderError> {
        let StripeSettings { base, secret_key, webhook_secret, currencies } = settings;
        Ok(Self { api: Api::new(&base, None)?, secret_key, webhook_secret, currencies })
    }

    /// Opens a PaymentIntent without a page, for an application with its own card form. Its events and statuses are
    /// told as those of a session.
    ///
    /// # Errors
    /// As [`Provider::start`].
    pub async fn start_intent(&self, payment: &NewPayment) -> Result<StartedIntent, ProviderError> {
        let form = Form::default()
            .set("amount", to_stripe(payment.money)?)
            .set("currency", payment.money.currency.code().to_lowercase())
            .set("payment_method_types[]", "card")
            .set("metadata[order_id]", payment.order_id)
            .set("metadata[number]", &payment.number)
            .set("metadata[flow]", "intent");
        let request = self.post(&["v1", "payment_intents"], &payment.idempotency_key).form(&form);
        let made: Intent = self.send(request).await?;
        let client_secret = made.client_secret.ok_or_else(|| ProviderError::malformed("an intent without a secret"))?;
        Ok(StartedIntent { provider_payment_id: made.id, client_secret })
    }

    /// Whether the key is of the live mode: notices of the other mode are not about this shop.
    fn is_live(&self) -> bool {
        self.secret_key.expose_secret().contains("_live_")
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.api.request(method, path).bearer_auth(self.secret_key.expose_secret()).header("stripe-version", VERSION)
    }

    fn post(&self, path: &[&str], idempotency_key: &str) -> RequestBuilder {
        self.request(Method::POST, path).header("idempotency-key", idempotency_key)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ProviderError> {
        self.api.send(request, objects::explain).await
    }

    async fn session(&self, id: &str) -> Result<Session, ProviderError> {
        self.send(self.request(Method::GET, &["v1", "checkout", "sessions", safe_id(id)?])).await
    }

    /// The PaymentIntent of a session, or the id itself when it is one.
    async fn intent_id(&self, payment: &str) -> Result<String, ProviderError> {
        if !payment.starts_with("cs_") {
            return Ok(safe_id(payment)?.to_owned());
        }
        self.session(payment).await?.payment_intent.map(|intent| intent.id().to_owned()).ok_or_else(|| {
            ProviderError::Refused { code: "not_paid".into(), words: "nothing was paid in this session".into() }
        })
    }
}

#[async_trait]
impl Provider for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    async fn start(&self, payment: &NewPayment) -> Result<Started, ProviderError> {
        let locale = match payment.locale {
            Locale::Ru => "ru",
            Locale::En => "en",
        };
        let mut form = Form::default()
            .set("mode", "payment")
            .set("line_items[0][quantity]", 1)
            .set("line_items[0][price_data][currency]", payment.money.currency.code().to_lowercase())
            .set("line_items[0][price_data][unit_amount]", to_stripe(payment.money)?)
            .set("line_items[0][price_data][product_data][name]", cut(&payment.title, 250))
            .set("customer_email", &payment.buyer_email)
            .set("client_reference_id", payment.order_id)
            .set("metadata[order_id]", payment.order_id)
            .set("payment_intent_data[description]", &payment.number)
            .set("payment_intent_data[metadata][order_id]", payment.order_id)
            .set("payment_intent_data[metadata][number]", &payment.number)
            .set("payment_intent_data[metadata][flow]", "checkout")
            .set("success_url", &payment.return_url)
            .set("cancel_url", &payment.return_url)
            .set("locale", locale);
        if let Some(expires_at) = payment.expires_at {
            form = form.set("expires_at", expires_at.timestamp());
        }
        let request = self.post(&["v1", "checkout", "sessions"], &payment.idempotency_key).form(&form);
        let made: Session = self.send(request).await?;
        let confirm_url = made.url.ok_or_else(|| ProviderError::malformed("a session without an address"))?;
        Ok(Started { provider_payment_id: made.id, confirm_url })
    }

    async fn verify(&self, notice: &Notice) -> Result<Vec<ProviderEvent>, ProviderError> {
        if notice.body.len() > super::NOTICE_LIMIT_BYTES {
            return Err(ProviderError::malformed("a notice of more than 256 KiB"));
        }
        sign::check(&notice.headers, SIGNATURE, &self.webhook_secret, notice.now, &notice.body)?;
        events::read(&notice.body, self.is_live())
    }

    async fn read(&self, payment: &str) -> Result<PaymentStatus, ProviderError> {
        self.status(payment).await
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        let form = Form::default()
            .set("payment_intent", self.intent_id(&refund.provider_payment_id).await?)
            .set("amount", to_stripe(refund.money)?)
            .set("metadata[order_id]", refund.order_id);
        let made: objects::Refund =
            self.send(self.post(&["v1", "refunds"], &refund.idempotency_key).form(&form)).await?;
        made.told()
    }

    async fn cancel(&self, payment: &str) -> Result<bool, ProviderError> {
        // Asking twice is harmless: the second time the provider refuses, and the reading tells why.
        let path = match payment.starts_with("cs_") {
            true => ["v1", "checkout", "sessions", safe_id(payment)?, "expire"].to_vec(),
            false => ["v1", "payment_intents", safe_id(payment)?, "cancel"].to_vec(),
        };
        match self.send::<serde_json::Value>(self.request(Method::POST, &path)).await {
            Ok(_) => Ok(true),
            Err(ProviderError::Refused { .. }) => Ok(self.status(payment).await?.state == super::PaymentState::Failed),
            Err(error) => Err(error),
        }
    }
}
