#![expect(missing_docs, reason = "fields and variants are named after what the API shows")]

use crate::courses::{Cover, Price};
use chrono::{DateTime, Utc};
use lectern_db::{AccountId, CouponId, CourseId, OrderId, PaymentEventId, RefundId};
use lectern_money::order::State;
use lectern_money::{BasisPoints, Currency, VatCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Of an order that costs nothing.
pub const NO_PROVIDER: &str = "none";

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OrderState {
    /// For money.
    Waiting,
    /// In full: the course is open.
    Paid,
    /// The provider refused or gave up.
    Failed,
    /// Nobody paid in time, or the buyer cancelled.
    Expired,
    /// A part went back; the course stays open.
    PartlyRefunded,
    /// All went back; the course is closed.
    Refunded,
    /// The buyer's bank holds the money until it decides; the course stays open.
    Disputed,
}

impl From<State> for OrderState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Paid => Self::Paid,
            State::Failed => Self::Failed,
            State::Expired => Self::Expired,
            State::PartlyRefunded => Self::PartlyRefunded,
            State::Refunded => Self::Refunded,
            State::Disputed => Self::Disputed,
        }
    }
}

impl OrderState {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
        }
    }
}

/// How the school sells, from its settings.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Of what is left after fees.
    pub teacher_share: BasisPoints,
    /// How long an order waits for money.
    pub order_minutes: i64,
    /// Which terms of sale buyers accept.
    pub version: String,
    pub vat: VatCode,
    /// Who takes money, and in which currencies; in order.
    pub providers: Vec<(String, Vec<Currency>)>,
}

impl Terms {
    /// Who takes this currency.
    pub fn taking(&self, currency: Currency) -> Vec<String> {
        let takes = |(_, taken): &&(String, Vec<Currency>)| taken.contains(&currency);
        self.providers.iter().filter(takes).map(|(name, _)| name.clone()).collect()
    }
}

/// What a buyer asks for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub provider: String,
    pub coupon: Option<String>,
    pub accepted_terms: bool,
    /// What they were shown to pay.
    pub shown_minor: i64,
}

/// What a coupon takes off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedCoupon {
    pub code: String,
    pub off_minor: i64,
}

/// What a course costs this person now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferOut {
    pub course_id: CourseId,
    pub title: String,
    pub price: Price,
    pub coupon: Option<OfferedCoupon>,
    /// To be paid: the price without what the coupon takes off; sent back as `shown_minor`.
    pub amount_minor: i64,
    pub currency: String,
    /// Names of those who take this currency: `stripe`, `yookassa`, `test`; one is chosen. Empty: it cannot be bought now.
    pub providers: Vec<String>,
    /// Of the terms of sale to be accepted.
    pub terms_version: String,
    /// Whether the course is open to this person already.
    pub enrolled: bool,
    /// Their order that waits for money.
    pub open_order_id: Option<OrderId>,
}

/// The course of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderCourse {
    pub id: CourseId,
    /// As it was called when the order was made.
    pub title: String,
    pub cover: Option<Cover>,
}

/// What the receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptOut {
    pub buyer_name: String,
    pub buyer_email: String,
    /// A code of 54-FZ, 1 to 12; 1 is "no VAT".
    pub vat_code: i16,
    /// The tax inside the amount; null: none.
    pub vat_minor: Option<i64>,
    pub terms_version: String,
    pub terms_accepted_at: DateTime<Utc>,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RefundState {
    /// To be sent to the provider.
    Waiting,
    /// The provider has been asked.
    Sent,
    /// The money is on its way back.
    Done,
    /// The provider will not: `failure` has its words.
    Failed,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefundOut {
    pub id: RefundId,
    pub amount_minor: i64,
    pub state: RefundState,
    /// An admin's words; or `surplus`: it was paid twice; `already-enrolled`: the course was open to the buyer by then;
    /// `provider`: it was refunded from the provider's side.
    pub reason: String,
    /// The provider's words.
    pub failure: Option<String>,
    pub created_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
}

/// An order as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderOut {
    pub id: OrderId,
    /// What people call it: digits.
    pub number: String,
    pub course: OrderCourse,
    pub state: OrderState,
    /// `stripe`, `yookassa`, `test`; `none` for an order that costs nothing.
    pub provider: String,
    /// What was or is to be paid.
    pub amount_minor: i64,
    pub currency: String,
    /// The price without sale and coupon.
    pub list_minor: i64,
    /// What the coupon took off.
    pub discount_minor: i64,
    pub coupon_code: Option<String>,
    /// What went back.
    pub refunded_minor: i64,
    /// Where a waiting order is paid: an address of the provider. Null: `POST /orders/{id}/pay` asks for it.
    pub pay_url: Option<String>,
    pub created_at: DateTime<Utc>,
    /// Until when it waits.
    pub expires_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
    pub receipt: ReceiptOut,
    pub refunds: Vec<RefundOut>,
}

/// Who bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Buyer {
    pub id: AccountId,
    pub name: String,
    pub email: String,
}

/// An order in the list of admins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminOrderRow {
    pub id: OrderId,
    pub number: String,
    pub course_id: CourseId,
    pub course_title: String,
    pub buyer: Buyer,
    pub state: OrderState,
    pub provider: String,
    pub amount_minor: i64,
    pub currency: String,
    pub refunded_minor: i64,
    pub created_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum EventState {
    /// Not looked at yet.
    Received,
    /// It counts.
    Applied,
    /// It was known.
    Repeat,
    /// It came before what it is about, and counts once that has come.
    Early,
    /// It cannot be true of its order: `problem` says why.
    Mismatch,
    /// It fits no order.
    Unmatched,
    /// It says nothing of money.
    Ignored,
}

impl EventState {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Applied => "applied",
            Self::Repeat => "repeat",
            Self::Early => "early",
            Self::Mismatch => "mismatch",
            Self::Unmatched => "unmatched",
            Self::Ignored => "ignored",
        }
    }
}

/// Something a provider said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PaymentEventOut {
    pub id: PaymentEventId,
    pub provider: String,
    pub provider_event_id: String,
    /// `webhook`: the provider told; `poll`: it was asked.
    pub source: String,
    pub order_id: Option<OrderId>,
    /// `paid`, `failed`, `refunded`, `refund_failed`, `disputed`, `dispute_closed`, `changed`.
    pub kind: String,
    pub payment_id: Option<String>,
    pub state: EventState,
    /// `no-order`, `other-provider`, `amount`, `currency`, `contradiction`, `not-free`.
    pub problem: Option<String>,
    /// All it said.
    #[schema(value_type = Object)]
    pub raw: serde_json::Value,
    pub received_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryOut {
    /// `buyer`, `school`, `fee`, `disputed`, `provider:<name>`, `teacher:<account>`.
    pub account: String,
    /// Positive debits, negative credits.
    pub minor: i64,
}

/// Entries that sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferOut {
    /// `payment`, `order`, `fee`, `teacher_share`, `refund`, `order_reversal`, `dispute`, `dispute_won`, `chargeback`.
    pub kind: String,
    /// The fact behind it.
    pub reference: String,
    pub currency: String,
    pub entries: Vec<EntryOut>,
    pub created_at: DateTime<Utc>,
}

/// Everything about an order, for admins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdminOrder {
    pub order: OrderOut,
    pub buyer: Buyer,
    pub teacher: OrderTeacher,
    /// The provider's id of the payment.
    pub provider_payment_id: Option<String>,
    /// What the provider keeps.
    pub fee_minor: i64,
    /// What the teacher earns by it as things stand.
    pub teacher_minor: i64,
    /// What can still be refunded.
    pub refundable_minor: i64,
    pub events: Vec<PaymentEventOut>,
    pub ledger: Vec<TransferOut>,
}

/// Who earns by an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderTeacher {
    pub id: AccountId,
    pub name: String,
    /// Of the amount without the fee, in hundredths of a per cent.
    pub share_points: i32,
}

/// A coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CouponOut {
    pub id: CouponId,
    /// In capital letters.
    pub code: String,
    /// Hundredths of a per cent; this or `fixed_minor`.
    pub percent_points: Option<i32>,
    pub fixed_minor: Option<i64>,
    /// Of `fixed_minor`.
    pub currency: Option<String>,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
    /// Null: no limit.
    pub max_uses: Option<i32>,
    /// Null: no limit.
    pub max_per_person: Option<i32>,
    /// Empty: for all courses.
    pub course_ids: Vec<CourseId>,
    pub enabled: bool,
    /// By orders that wait or are paid.
    pub uses: i64,
    pub created_at: DateTime<Utc>,
}

/// What an admin says of a coupon. Absent: stays; `Some(None)` takes it off.
#[derive(Debug, Default, Clone)]
pub struct CouponChange {
    pub valid_from: Option<Option<DateTime<Utc>>>,
    pub valid_until: Option<Option<DateTime<Utc>>>,
    pub max_uses: Option<Option<i32>>,
    pub max_per_person: Option<Option<i32>>,
    pub course_ids: Option<Vec<CourseId>>,
    pub enabled: Option<bool>,
}

/// A coupon to be.
#[derive(Debug, Clone)]
pub struct NewCoupon {
    pub code: String,
    pub discount: lectern_money::Discount,
    pub change: CouponChange,
}

/// One day's money of one provider in one currency, in the school's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayOut {
    /// `2026-11-21`.
    #[schema(value_type = String, format = Date)]
    pub day: chrono::NaiveDate,
    pub provider: String,
    pub currency: String,
    /// What buyers paid.
    pub paid_minor: i64,
    /// How often.
    pub payments: i64,
    pub refunded_minor: i64,
    pub fee_minor: i64,
    /// Taken back by banks, as far as it did not come back.
    pub disputed_minor: i64,
    /// What teachers earned.
    pub teachers_minor: i64,
    /// What the provider should hold more than the day before.
    pub net_minor: i64,
}

/// What the books say that should not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerProblem {
    /// `transfer-not-zero`, `order-differs`, `paid-without-place`, `place-without-money`, `buyer-owed`.
    pub kind: String,
    pub order_id: Option<OrderId>,
}

/// A check of the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerCheckOut {
    pub checked_at: DateTime<Utc>,
    pub orders: i64,
    pub transfers: i64,
    /// At most 100; empty when all agrees.
    pub problems: Vec<LedgerProblem>,
}

/// How the school's books stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReconciliationOut {
    /// Newest first, of the last 31 days with money.
    pub days: Vec<DayOut>,
    /// What is on each account, all time.
    pub balances: Vec<BalanceOut>,
    /// Events that fit no order, or not their order.
    pub unmatched_events: i64,
    /// Orders that wait for money.
    pub waiting_orders: i64,
    /// Refunds that providers have not confirmed.
    pub open_refunds: i64,
    /// Refunds that providers refused.
    pub failed_refunds: i64,
    /// The last one; null before the first.
    pub check: Option<LedgerCheckOut>,
}

/// What is on an account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BalanceOut {
    /// `buyer`, `school`, `fee`, `disputed`, `teachers`, `provider:<name>`.
    pub account: String,
    pub currency: String,
    pub minor: i64,
}

/// What one course brought its teacher in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CourseEarnings {
    pub course_id: CourseId,
    pub title: String,
    pub currency: String,
    pub sales: i64,
    /// What buyers paid.
    pub paid_minor: i64,
    /// What went back to them.
    pub refunded_minor: i64,
    /// What providers kept.
    pub fee_minor: i64,
    /// The teacher's share of the rest.
    pub earned_minor: i64,
}

/// Sums of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EarnedTotal {
    pub currency: String,
    pub sales: i64,
    pub earned_minor: i64,
}

/// What a teacher earned in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EarningsOut {
    /// First day, in the school's time zone.
    #[schema(value_type = String, format = Date)]
    pub from: chrono::NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: chrono::NaiveDate,
    /// What new orders give the teacher, in per cent of what is left after fees.
    pub share_percent: f64,
    pub courses: Vec<CourseEarnings>,
    pub totals: Vec<EarnedTotal>,
}

/// What a letter about an order is written from.
#[derive(Debug, Clone)]
pub struct MailData {
    pub order: OrderOut,
    /// `ru` or `en`.
    pub language: String,
    pub school: String,
}
