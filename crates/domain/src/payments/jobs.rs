use lectern_db::{OrderId, PaymentEventId, RefundId};
use lectern_queue::{Job, Queue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Applies a stored event of a provider to its order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ApplyPaymentEvent {
    /// The row.
    pub event: PaymentEventId,
}

impl Job for ApplyPaymentEvent {
    const KIND: &'static str = "apply-payment-event";
    const QUEUE: Queue = Queue::Quick;
    // Money is waited for: before everything else that is quick.
    fn priority(&self) -> i32 {
        -10
    }
    fn unique_key(&self) -> Option<String> {
        Some(format!("payment-event {}", self.event))
    }
}

/// Asks the provider to give money back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct StartRefund {
    /// The row.
    pub refund: RefundId,
}

impl Job for StartRefund {
    const KIND: &'static str = "start-refund";
    const QUEUE: Queue = Queue::Quick;
    const MAX_FAILURES: i32 = 12;
    fn unique_key(&self) -> Option<String> {
        Some(format!("refund {}", self.refund))
    }
}

/// Tells the provider that an order is no longer to be paid. A provider that does not hear it changes nothing: money
/// that comes late is honoured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelPayment {
    /// The order that was given up.
    pub order: OrderId,
    /// Whom it was to be paid through.
    pub provider: String,
    /// The provider's id of the payment.
    pub payment: String,
}

impl Job for CancelPayment {
    const KIND: &'static str = "cancel-payment";
    const QUEUE: Queue = Queue::Quick;
}

/// Asks providers what became of orders whose events never came.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ReconcileOrders {}

impl Job for ReconcileOrders {
    const KIND: &'static str = "reconcile-orders";
    const QUEUE: Queue = Queue::Quick;
    const MAX_FAILURES: i32 = 1;
    fn unique_key(&self) -> Option<String> {
        Some("reconcile-orders".to_owned())
    }
}

/// Adds up the books.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CheckLedger {}

impl Job for CheckLedger {
    const KIND: &'static str = "check-ledger";
    const QUEUE: Queue = Queue::Quick;
    fn unique_key(&self) -> Option<String> {
        Some("check-ledger".to_owned())
    }
}

/// What a letter about an order says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    /// It is paid: the receipt.
    Receipt,
    /// The payment failed.
    Failed,
    /// Nobody paid in time.
    Expired,
    /// Money is on its way back.
    Refunded,
}

/// Writes to the buyer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct OrderMail {
    /// About which order.
    pub order: OrderId,
    /// What of it.
    pub mail: MailKind,
    /// Of a refund: how much, in minor units.
    pub amount_minor: Option<i64>,
}

impl Job for OrderMail {
    const KIND: &'static str = "order-mail";
    const QUEUE: Queue = Queue::Mail;
    const MAX_FAILURES: i32 = 12;
    fn subject(&self) -> Option<Uuid> {
        Some(self.order.0)
    }
}
