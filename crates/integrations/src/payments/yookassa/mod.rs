//! YooKassa: payments confirmed on its page, with lines of fiscal receipts (<https://yookassa.ru/developers/api>).
//!
//! Its notices are not signed. They are taken from its own addresses only, and even then only as a hint: the object
//! they name is read again through the interface, and that is what is believed.

mod objects;

use super::http::{Api, cut, safe_id};
use super::{
    EventKind, Locale, NewPayment, NewRefund, Notice, PaymentState, PaymentStatus, Provider, ProviderError,
    ProviderEvent, Receipt, Refund, RefundState, Started,
};
use async_trait::async_trait;
use ipnet::IpNet;
use lectern_money::{Currency, Money};
use objects::{Amount, NoticeBody, Payment, RefundObject, Refunds};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Header of the idempotency key.
const IDEMPOTENCE_KEY: &str = "idempotence-key";
/// Longer keys are refused.
const KEY_MAX: usize = 64;
/// `description` of a payment and of a receipt's line.
const TEXT_MAX: usize = 128;
/// More refunds of one payment than a hundred times this are not read; nobody has them.
const PAGES_MAX: usize = 10;

/// How to reach a shop at YooKassa.
#[derive(Debug, Clone)]
pub struct YooKassaSettings {
    /// Such as `https://api.yookassa.ru/v3`.
    pub base: String,
    /// The shop's number.
    pub shop_id: String,
    /// Its key.
    pub secret_key: SecretString,
    /// Where notices come from (<https://yookassa.ru/developers/using-api/webhooks#ip>).
    pub addresses: Vec<IpNet>,
    /// Whether the shop makes fiscal receipts of the lines; otherwise they are not sent.
    pub receipts: bool,
    /// What to take.
    pub currencies: Vec<Currency>,
}

/// The client.
#[derive(Debug)]
pub struct YooKassa {
    api: Api,
    shop_id: String,
    secret_key: SecretString,
    addresses: Vec<IpNet>,
    receipts: bool,
    currencies: Vec<Currency>,
}

impl YooKassa {
    /// # Errors
    /// [`ProviderError::Malformed`] when the base is no address.
    pub fn new(settings: YooKassaSettings) -> Result<Self, ProviderError> {
        let YooKassaSettings { base, shop_id, secret_key, addresses, receipts, currencies } = settings;
        Ok(Self { api: Api::new(&base, None)?, shop_id, secret_key, addresses, receipts, currencies })
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.api.request(method, path).basic_auth(&self.shop_id, Some(self.secret_key.expose_secret()))
    }

    fn post(&self, path: &[&str], key: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path).header(IDEMPOTENCE_KEY, short_key(key)).json(body)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ProviderError> {
        self.api.send(request, objects::explain).await
    }

    async fn payment(&self, id: &str) -> Result<Payment, ProviderError> {
        self.send(self.request(Method::GET, &["payments", safe_id(id)?])).await
    }

    async fn refunds_of(&self, payment: &str) -> Result<Vec<Refund>, ProviderError> {
        let mut found = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("payment_id", payment.to_owned()), ("limit", "100".to_owned())];
            query.extend(cursor.take().map(|cursor| ("cursor", cursor)));
            let page: Refunds = self.send(self.request(Method::GET, &["refunds"]).query(&query)).await?;
            for refund in &page.items {
                found.push(refund.told()?);
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// What a notice's object became, by the interface. An object it does not know was made up.
    async fn really<T: DeserializeOwned>(&self, kind: &str, id: &str) -> Result<(T, Value), ProviderError> {
        let found = self.send::<Value>(self.request(Method::GET, &[kind, safe_id(id)?])).await;
        let raw = match found {
            Err(ProviderError::Refused { code, .. }) if code == "not_found" || code == "404" => {
                return Err(ProviderError::Untrue("the shop has no such payment or refund"));
            }
            // Our own key is refused: nothing can be said of the notice, so that it must come again.
            Err(ProviderError::Refused { code, words }) => {
                return Err(ProviderError::Unreachable(format!("{code} {words}")));
            }
            other => other?,
        };
        Ok((T::deserialize(&raw).map_err(ProviderError::malformed)?, raw))
    }

    fn is_ours(&self, payment: &Payment) -> Result<(), ProviderError> {
        match &payment.recipient {
            Some(recipient) if recipient.account_id != self.shop_id => {
                Err(ProviderError::Untrue("it is about another shop"))
            }
            _ => Ok(()),
        }
    }
}

/// Keys are at most 64 characters: a longer one is told by its digest.
fn short_key(key: &str) -> String {
    if key.len() <= KEY_MAX { key.to_owned() } else { hex::encode(Sha256::digest(key.as_bytes())) }
}

fn amount(money: Money) -> Value {
    json!({ "value": money.to_decimal(), "currency": money.currency })
}

/// The receipt as YooKassa takes it. Its lines must sum to `money`, or the provider refuses the payment.
fn receipt(receipt: &Receipt, money: Money) -> Result<Value, ProviderError> {
    let refused = |words: &str| ProviderError::Refused { code: "receipt".into(), words: words.into() };
    let sum = receipt.lines.iter().try_fold(Money::zero(money.currency), |sum, line| sum.plus(line.money));
    if sum != Ok(money) {
        return Err(refused("the lines of the receipt do not sum to the money"));
    }
    let items: Vec<Value> = receipt
        .lines
        .iter()
        .map(|line| {
            json!({
                "description": cut(&line.title, TEXT_MAX),
                "quantity": "1.00",
                "amount": amount(line.money),
                "vat_code": line.vat,
                "payment_subject": line.subject,
                "payment_mode": line.mode,
            })
        })
        .collect();
    Ok(json!({ "customer": { "email": receipt.email }, "items": items }))
}

#[async_trait]
impl Provider for YooKassa {
    fn name(&self) -> &'static str {
        "yookassa"
    }

    fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    async fn start(&self, payment: &NewPayment) -> Result<Started, ProviderError> {
        if !payment.money.is_positive() {
            return Err(ProviderError::Refused { code: "amount".into(), words: "there is nothing to pay".into() });
        }
        let locale = match payment.locale {
            Locale::Ru => "ru_RU",
            Locale::En => "en_US",
        };
        let mut body = json!({
            "amount": amount(payment.money),
            "capture": true,
            "confirmation": { "type": "redirect", "return_url": payment.return_url, "locale": locale },
            "description": cut(&format!("{} {}", payment.number, payment.title), TEXT_MAX),
            "metadata": { "order_id": payment.order_id, "number": payment.number },
        });
        if let Some(lines) = payment.receipt.as_ref().filter(|_| self.receipts) {
            body["receipt"] = receipt(lines, payment.money)?;
        }
        let made: Payment = self.send(self.post(&["payments"], &payment.idempotency_key, &body)).await?;
        let confirm_url = made
            .confirmation
            .and_then(|confirmation| confirmation.confirmation_url)
            .ok_or_else(|| ProviderError::malformed("a payment without an address to confirm it"))?;
        Ok(Started { provider_payment_id: made.id, confirm_url })
    }

    async fn verify(&self, notice: &Notice) -> Result<Vec<ProviderEvent>, ProviderError> {
        if notice.body.len() > super::NOTICE_LIMIT_BYTES {
            return Err(ProviderError::malformed("a notice of more than 256 KiB"));
        }
        let source = notice.source.to_canonical();
        if !self.addresses.iter().any(|net| net.contains(&source)) {
            return Err(ProviderError::BadSignature("it comes from an address that is not the provider's"));
        }
        let body: NoticeBody = serde_json::from_slice(&notice.body).map_err(ProviderError::malformed)?;
        let untrue = || ProviderError::Untrue("the provider's interface says otherwise");
        let (kind, payment, raw, happened_at) = match body.event.as_str() {
            "payment.succeeded" => {
                let (payment, raw): (Payment, _) = self.really("payments", &body.object.id).await?;
                self.is_ours(&payment)?;
                if payment.state() != PaymentState::Paid {
                    return Err(untrue());
                }
                let kind = EventKind::Paid { money: payment.amount.money()?, fee: payment.fee()? };
                let at = payment.captured_at.or(payment.created_at);
                (kind, payment, raw, at)
            }
            "payment.canceled" => {
                let (payment, raw): (Payment, _) = self.really("payments", &body.object.id).await?;
                self.is_ours(&payment)?;
                if payment.state() != PaymentState::Failed {
                    return Err(untrue());
                }
                let reason = payment.cancellation_details.as_ref().and_then(|details| details.reason.clone());
                (EventKind::Failed { reason }, payment, raw, None)
            }
            "refund.succeeded" => {
                let (refund, raw): (RefundObject, _) = self.really("refunds", &body.object.id).await?;
                let (payment, _): (Payment, _) = self.really("payments", &refund.payment_id).await?;
                self.is_ours(&payment)?;
                let told = refund.told()?;
                if told.state != RefundState::Done {
                    return Err(untrue());
                }
                (EventKind::Refunded { refund: told.id, money: told.money }, payment, raw, refund.created_at)
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![ProviderEvent {
            event_id: format!("{}:{}", body.event, body.object.id),
            kind,
            order_id: payment.order_id(),
            provider_payment_id: payment.id,
            attempt: None,
            happened_at,
            raw,
        }])
    }

    async fn read(&self, payment: &str) -> Result<PaymentStatus, ProviderError> {
        let found = self.payment(payment).await?;
        let refunded = found.refunded_amount.as_ref().map(Amount::money).transpose()?;
        let refunds = match refunded.is_some_and(Money::is_positive) {
            true => self.refunds_of(&found.id).await?,
            false => Vec::new(),
        };
        Ok(PaymentStatus {
            order_id: found.order_id(),
            state: found.state(),
            money: found.amount.money()?,
            fee: found.fee()?,
            refunds,
            disputes: Vec::new(), // it tells of none: banks' claims reach the shop as letters
            provider_payment_id: found.id,
        })
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        let mut body = json!({
            "payment_id": safe_id(&refund.provider_payment_id)?,
            "amount": amount(refund.money),
            "metadata": { "order_id": refund.order_id },
        });
        if let Some(lines) = refund.receipt.as_ref().filter(|_| self.receipts) {
            body["receipt"] = receipt(lines, refund.money)?;
        }
        let made: RefundObject = self.send(self.post(&["refunds"], &refund.idempotency_key, &body)).await?;
        made.told()
    }

    /// Only what a bank has set aside can be cancelled there; a payment nobody confirmed ends by itself within an hour.
    async fn cancel(&self, payment: &str) -> Result<bool, ProviderError> {
        let found = self.payment(payment).await?;
        if found.status != "waiting_for_capture" {
            return Ok(found.state() == PaymentState::Failed);
        }
        let request = self.post(&["payments", safe_id(payment)?, "cancel"], &format!("cancel-{payment}"), &json!({}));
        let cancelled: Payment = self.send(request).await?;
        Ok(cancelled.state() == PaymentState::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_key_stays_one_key() {
        assert_eq!(short_key("order-1"), "order-1");
        let long = "k".repeat(65);
        assert_eq!(short_key(&long).len(), 64);
        assert_eq!(short_key(&long), short_key(&long));
        assert_ne!(short_key(&long), short_key(&"k".repeat(66)));
    }
}
