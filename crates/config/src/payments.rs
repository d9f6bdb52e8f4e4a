use crate::ConfigError;
use ipnet::IpNet;
use lectern_money::{BasisPoints, Currency, VatCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// What courses are sold in, for how long an order waits, who takes the money.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaymentsConfig {
    /// The teacher's part of what is left after the provider's fee, in whole per cents.
    pub teacher_share_percent: u8,
    /// How long an order waits for its money, in minutes: 35 to 1400, because Stripe keeps a page open from 30 minutes to
    /// 24 hours.
    pub order_minutes: u32,
    /// Kept with each order: which terms its buyer accepted.
    #[serde(deserialize_with = "text_or_number")]
    pub terms_version: String,
    /// Rate of VAT inside prices by its code in Russian fiscal receipts, 1 to 12; 1 is without VAT.
    pub vat_code: VatCode,
    /// What prices may be in; the first is offered first.
    pub currencies: Vec<Currency>,
    /// The built-in provider that moves no money.
    pub test: TestPaymentsConfig,
    /// Absent: not used.
    pub stripe: Option<StripeConfig>,
    /// Absent: not used.
    pub yookassa: Option<YooKassaConfig>,
}

/// The built-in provider that moves no money.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TestPaymentsConfig {
    /// Never in production: it opens courses for nothing.
    pub enabled: bool,
    /// Signs its notices and lets its client in; 16 characters at least.
    pub secret: SecretString,
    /// What it takes; all that prices may be in, when empty.
    pub currencies: Vec<Currency>,
}

/// An account at Stripe.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeConfig {
    /// `sk_live_…`, or a restricted key that may write Checkout Sessions, PaymentIntents and refunds.
    pub secret_key: SecretString,
    /// `whsec_…` of the endpoint `/api/v1/payments/stripe/events`.
    pub webhook_secret: SecretString,
    /// Its interface.
    #[serde(default = "stripe_base")]
    pub base: String,
    /// What it takes.
    #[serde(default = "stripe_currencies")]
    pub currencies: Vec<Currency>,
}

/// A shop at YooKassa.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YooKassaConfig {
    /// The shop's number.
    #[serde(deserialize_with = "text_or_number")]
    pub shop_id: String,
    /// The shop's key.
    pub secret_key: SecretString,
    /// Its interface.
    #[serde(default = "yookassa_base")]
    pub base: String,
    /// Where its notices come from: networks or single addresses.
    #[serde(default = "yookassa_addresses", deserialize_with = "networks")]
    pub addresses: Vec<IpNet>,
    /// Whether it makes fiscal receipts (54-FZ) of our lines.
    #[serde(default = "yes")]
    pub receipts: bool,
    /// What it takes.
    #[serde(default = "yookassa_currencies")]
    pub currencies: Vec<Currency>,
}

impl Default for PaymentsConfig {
    fn default() -> Self {
        Self {
            teacher_share_percent: 70,
            order_minutes: 60,
            terms_version: "1".to_owned(),
            vat_code: VatCode::NONE,
            currencies: vec![Currency::RUB, Currency::USD, Currency::EUR, Currency::KZT, Currency::BYN],
            test: TestPaymentsConfig::default(),
            stripe: None,
            yookassa: None,
        }
    }
}

fn yes() -> bool {
    true
}
fn stripe_base() -> String {
    "https://api.stripe.com".to_owned()
}
fn stripe_currencies() -> Vec<Currency> {
    vec![Currency::USD, Currency::EUR, Currency::KZT, Currency::BYN]
}
fn yookassa_base() -> String {
    "https://api.yookassa.ru/v3".to_owned()
}
fn yookassa_currencies() -> Vec<Currency> {
    vec![Currency::RUB]
}

/// <https://yookassa.ru/developers/using-api/webhooks#ip>
fn yookassa_addresses() -> Vec<IpNet> {
    const KNOWN: [&str; 7] = [
        "185.71.76.0/27",
        "185.71.77.0/27",
        "77.75.153.0/25",
        "77.75.154.128/25",
        "77.75.156.11/32",
        "77.75.156.35/32",
        "2a02:5180::/32",
    ];
    KNOWN.iter().map(|net| net.parse().expect("they are networks")).collect()
}

/// The environment makes a number of `123456`, where a name is meant.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(i64),
        Fraction(f64),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
        Either::Fraction(number) => number.to_string(),
    })
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let network = |text: &String| {
        let single = || text.parse::<std::net::IpAddr>().map(IpNet::from);
        text.parse::<IpNet>().or_else(|_| single()).map_err(|_| format!("`{text}` is not a network or an address"))
    };
    texts.iter().map(network).collect::<Result<_, _>>().map_err(serde::de::Error::custom)
}

impl PaymentsConfig {
    /// The teacher's part.
    ///
    /// # Panics
    /// When the settings were not checked: above 100 per cent.
    #[must_use]
    pub fn teacher_share(&self) -> BasisPoints {
        BasisPoints::percent(self.teacher_share_percent).expect("checked when the settings were read")
    }

    pub(crate) fn check(&self, production: bool) -> Result<(), ConfigError> {
        let wrong = |key, why| Err(ConfigError::Wrong { key, why });
        let not_safe = |key, why| Err(ConfigError::Unsafe { key, why });
        if self.teacher_share_percent > 100 {
            return wrong("payments.teacher_share_percent", "0 to 100");
        }
        if !(35..=1400).contains(&self.order_minutes) {
            return wrong("payments.order_minutes", "35 to 1400");
        }
        if self.terms_version.is_empty() {
            return wrong("payments.terms_version", "name the terms buyers accept");
        }
        if self.currencies.is_empty() {
            return wrong("payments.currencies", "name at least one");
        }
        if self.test.enabled {
            if production {
                return not_safe("payments.test.enabled", "it opens courses for nothing; set it to false");
            }
            if self.test.secret.expose_secret().len() < 16 {
                return wrong("payments.test.secret", "16 characters at least, or anybody can sign its notices");
            }
        }
        if let Some(stripe) = &self.stripe {
            // An empty key would let everybody sign.
            if stripe.webhook_secret.expose_secret().len() < 8 {
                return wrong("payments.stripe.webhook_secret", "it is missing: nothing Stripe says could be checked");
            }
            if stripe.secret_key.expose_secret().is_empty() {
                return wrong("payments.stripe.secret_key", "it is missing");
            }
            if production && !stripe.base.starts_with("https://") {
                return not_safe("payments.stripe.base", "use https");
            }
            if production && stripe.secret_key.expose_secret().contains("_test_") {
                return not_safe("payments.stripe.secret_key", "it is of the test mode, where cards cost nothing");
            }
        }
        if let Some(yookassa) = &self.yookassa {
            if yookassa.shop_id.is_empty() || yookassa.secret_key.expose_secret().is_empty() {
                return wrong("payments.yookassa.shop_id", "shop_id or secret_key is missing");
            }
            if yookassa.addresses.is_empty() {
                return wrong("payments.yookassa.addresses", "no notice could be taken from anywhere");
            }
            if production && !yookassa.base.starts_with("https://") {
                return not_safe("payments.yookassa.base", "use https");
            }
            if production && yookassa.secret_key.expose_secret().starts_with("test_") {
                return not_safe("payments.yookassa.secret_key", "it is of a test shop, where cards cost nothing");
            }
            if production && yookassa.addresses.iter().any(|net| net.prefix_len() == 0) {
                return not_safe("payments.yookassa.addresses", "notices would be taken from everywhere");
            }
        }
        Ok(())
    }
}
