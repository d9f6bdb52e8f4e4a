//! What became of a payment, read from Stripe.

use super::super::http::safe_id;
use super::super::{Dispute, PaymentState, PaymentStatus, ProviderError, Refund};
use super::objects::{self, Charge, Intent, List};
use super::{Stripe, from_stripe};
use lectern_money::Money;
use reqwest::Method;
use serde::de::DeserializeOwned;

/// More refunds or disputes of one payment than this are not read; nobody has them.
const PAGES_MAX: usize = 10;

impl Stripe {
    pub(super) async fn status(&self, payment: &str) -> Result<PaymentStatus, ProviderError> {
        if !payment.starts_with("cs_") {
            return self.status_of_intent(payment).await;
        }
        let session = self.session(payment).await?;
        if let Some(intent) = &session.payment_intent {
            let status = self.status_of_intent(intent.id()).await?;
            let over = session.status.as_deref() == Some("expired") && status.state == PaymentState::Waiting;
            let state = if over { PaymentState::Failed } else { status.state };
            return Ok(PaymentStatus { state, order_id: status.order_id.or(session.order_id()), ..status });
        }
        let state = match session.status.as_deref() {
            Some("expired") => PaymentState::Failed,
            _ => PaymentState::Waiting,
        };
        Ok(PaymentStatus {
            order_id: session.order_id(),
            money: session.money()?,
            provider_payment_id: session.id,
            state,
            fee: None,
            refunds: Vec::new(),
            disputes: Vec::new(),
        })
    }

    async fn status_of_intent(&self, id: &str) -> Result<PaymentStatus, ProviderError> {
        let request = self
            .request(Method::GET, &["v1", "payment_intents", safe_id(id)?])
            .query(&[("expand[]", "latest_charge.balance_transaction")]);
        let intent: Intent = self.send(request).await?;
        let charge = intent.latest_charge.as_ref().and_then(|charge| charge.object());
        let state = match intent.status.as_str() {
            "succeeded" => PaymentState::Paid,
            "canceled" => PaymentState::Failed,
            _ => PaymentState::Waiting,
        };
        let amount =
            if state == PaymentState::Paid { intent.amount_received.unwrap_or(intent.amount) } else { intent.amount };
        let money = from_stripe(amount, &intent.currency)?;
        let (mut refunds, mut disputes) = (Vec::new(), Vec::new());
        if charge.is_none_or(|charge| charge.amount_refunded > 0) && state == PaymentState::Paid {
            refunds = self.refunds_of(&intent.id).await?;
        }
        if charge.is_some_and(|charge| charge.disputed) {
            disputes = self.disputes_of(&intent.id).await?;
        }
        Ok(PaymentStatus {
            order_id: objects::order_id(intent.metadata.as_ref()),
            state,
            money,
            fee: charge.and_then(|charge| fee(charge, money)),
            refunds,
            disputes,
            provider_payment_id: intent.id,
        })
    }

    async fn refunds_of(&self, intent: &str) -> Result<Vec<Refund>, ProviderError> {
        self.all::<objects::Refund>("refunds", intent).await?.iter().map(objects::Refund::told).collect()
    }

    async fn disputes_of(&self, intent: &str) -> Result<Vec<Dispute>, ProviderError> {
        let found = self.all::<objects::Dispute>("disputes", intent).await?;
        found.iter().filter_map(|dispute| dispute.told().transpose()).collect()
    }

    async fn all<T: DeserializeOwned + objects::HasId>(
        &self,
        kind: &str,
        intent: &str,
    ) -> Result<Vec<T>, ProviderError> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![("payment_intent", intent.to_owned()), ("limit", "100".to_owned())];
            query.extend(found.last().map(|last| ("starting_after", last.id().to_owned())));
            let page: List<T> = self.send(self.request(Method::GET, &["v1", kind]).query(&query)).await?;
            let more = page.has_more && !page.data.is_empty();
            found.extend(page.data);
            if !more {
                break;
            }
        }
        Ok(found)
    }
}

/// What Stripe keeps; unknown when it settles in another currency, because then it is no part of this amount.
fn fee(charge: &Charge, of: Money) -> Option<Money> {
    let balance = charge.balance_transaction.as_ref()?.object()?;
    let fee = from_stripe(balance.fee, &balance.currency).ok()?;
    (fee.currency == of.currency && (0..=of.minor).contains(&fee.minor)).then_some(fee)
}
