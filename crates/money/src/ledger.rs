//! Double entries: every movement of money takes from one account what it puts on another.
//!
//! A positive entry is a debit, a negative one a credit. So what providers hold for the school is positive on
//! `provider:…`, what the school has earned is negative on `school`, what it owes a teacher is negative on
//! `teacher:…`, and what it owes a buyer (who paid twice) is negative on `buyer`.

use crate::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Whose money an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Account {
    /// Buyers, all together; the order names the person. Zero when nobody owes anybody.
    Buyer,
    /// What a provider holds for the school.
    Provider(String),
    /// The school's earnings, before fees.
    School,
    /// What the school owes a teacher.
    Teacher(Uuid),
    /// What providers have kept for their work.
    Fee,
    /// What a provider has taken back until a dispute is decided.
    Disputed,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Buyer => f.write_str("buyer"),
            Self::Provider(name) => write!(f, "provider:{name}"),
            Self::School => f.write_str("school"),
            Self::Teacher(account) => write!(f, "teacher:{account}"),
            Self::Fee => f.write_str("fee"),
            Self::Disputed => f.write_str("disputed"),
        }
    }
}

/// A name no account has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an account of the ledger")]
pub struct UnknownAccount(pub String);

impl FromStr for Account {
    type Err = UnknownAccount;

    fn from_str(name: &str) -> Result<Self, UnknownAccount> {
        let unknown = || UnknownAccount(name.chars().take(64).collect());
        match name.split_once(':') {
            None => match name {
                "buyer" => Ok(Self::Buyer),
                "school" => Ok(Self::School),
                "fee" => Ok(Self::Fee),
                "disputed" => Ok(Self::Disputed),
                _ => Err(unknown()),
            },
            Some(("provider", provider)) if !provider.is_empty() => Ok(Self::Provider(provider.to_owned())),
            Some(("teacher", account)) => account.parse().map(Self::Teacher).map_err(|_| unknown()),
            Some(_) => Err(unknown()),
        }
    }
}

impl TryFrom<String> for Account {
    type Error = UnknownAccount;
    fn try_from(name: String) -> Result<Self, UnknownAccount> {
        name.parse()
    }
}

impl From<Account> for String {
    fn from(account: Account) -> Self {
        account.to_string()
    }
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// A buyer's money reached the provider.
    Payment,
    /// An order was paid by it: the school has earned.
    Order,
    /// The provider kept its fee.
    Fee,
    /// The teacher's share of what was earned, or its return after a refund.
    TeacherShare,
    /// The provider gave money back to the buyer.
    Refund,
    /// What the school had earned is earned no more, because the money went back.
    OrderReversal,
    /// A buyer's bank has taken money back until it decides.
    Dispute,
    /// The bank decided for the school.
    DisputeWon,
    /// The bank decided for the buyer.
    Chargeback,
}

impl TransferKind {
    /// The name the database and the interface use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Order => "order",
            Self::Fee => "fee",
            Self::TeacherShare => "teacher_share",
            Self::Refund => "refund",
            Self::OrderReversal => "order_reversal",
            Self::Dispute => "dispute",
            Self::DisputeWon => "dispute_won",
            Self::Chargeback => "chargeback",
        }
    }
}

/// One line of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose.
    pub account: Account,
    /// Minor units of the transfer's currency; positive debits, negative credits.
    pub minor: i64,
}

/// Entries that belong together. They sum to zero: there is no way to make one that does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transfer {
    kind: TransferKind,
    reference: String,
    currency: Currency,
    entries: [Entry; 2],
}

impl Transfer {
    /// Moves `amount` from one account to another; a negative amount moves it back. None when there is nothing to
    /// move, because a ledger holds no empty transfers.
    ///
    /// `reference` is the fact behind it ([`crate::order::Event::key`]): of one order, kind and reference together
    /// happen once.
    #[must_use]
    pub fn new(kind: TransferKind, reference: &str, amount: Money, from: Account, to: Account) -> Option<Self> {
        if amount.is_zero() {
            return None;
        }
        let entries = [Entry { account: to, minor: amount.minor }, Entry { account: from, minor: -amount.minor }];
        Some(Self { kind, reference: reference.to_owned(), currency: amount.currency, entries })
    }

    /// Why.
    #[must_use]
    pub fn kind(&self) -> TransferKind {
        self.kind
    }

    /// The fact behind it, such as `refund:re_1`.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Of all its entries.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The debit first when the amount is positive; never zero.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_back_by_its_name() {
        let teacher = Account::Teacher(Uuid::from_u128(7));
        for account in [
            Account::Buyer,
            Account::Provider("stripe".into()),
            Account::School,
            teacher,
            Account::Fee,
            Account::Disputed,
        ] {
            assert_eq!(account.to_string().parse(), Ok(account.clone()));
            let json = serde_json::to_string(&account).unwrap();
            assert_eq!(serde_json::from_str::<Account>(&json).unwrap(), account);
        }
        for name in ["", "bank", "provider:", "teacher:me", "teacher", "school:1"] {
            assert!(name.parse::<Account>().is_err(), "{name}");
        }
    }

    #[test]
    fn nothing_makes_no_transfer() {
        let nothing = Money::zero(Currency::RUB);
        assert_eq!(Transfer::new(TransferKind::Fee, "fee:1", nothing, Account::School, Account::Fee), None);
    }

    #[test]
    fn names_of_kinds_are_those_of_their_serialised_form() {
        use TransferKind as K;
        for kind in [
            K::Payment,
            K::Order,
            K::Fee,
            K::TeacherShare,
            K::Refund,
            K::OrderReversal,
            K::Dispute,
            K::DisputeWon,
            K::Chargeback,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
