//! The providers the settings name.

use super::stripe::StripeSettings;
use super::yookassa::YooKassaSettings;
use super::{Provider, ProviderError, Stripe, TestProvider, YooKassa};
use lectern_config::PaymentsConfig;
use lectern_money::Currency;
use std::sync::Arc;

/// All providers of the school; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Providers(Arc<[Arc<dyn Provider>]>);

impl Providers {
    /// Those that `settings` name. `test_base` is where the test provider is served.
    ///
    /// # Errors
    /// [`ProviderError::Malformed`] when a base is no address.
    pub fn from_settings(settings: &PaymentsConfig, test_base: &str) -> Result<Self, ProviderError> {
        // A provider takes no currency that prices cannot be in.
        let sold = |currencies: &[Currency]| -> Vec<Currency> {
            currencies.iter().filter(|currency| settings.currencies.contains(currency)).copied().collect()
        };
        let mut providers: Vec<Arc<dyn Provider>> = Vec::new();
        if let Some(stripe) = &settings.stripe {
            providers.push(Arc::new(Stripe::new(StripeSettings {
                base: stripe.base.clone(),
                secret_key: stripe.secret_key.clone(),
                webhook_secret: stripe.webhook_secret.clone(),
                currencies: sold(&stripe.currencies),
            })?));
        }
        if let Some(yookassa) = &settings.yookassa {
            providers.push(Arc::new(YooKassa::new(YooKassaSettings {
                base: yookassa.base.clone(),
                shop_id: yookassa.shop_id.clone(),
                secret_key: yookassa.secret_key.clone(),
                addresses: yookassa.addresses.clone(),
                receipts: yookassa.receipts,
                currencies: sold(&yookassa.currencies),
            })?));
        }
        if settings.test.enabled {
            let listed = &settings.test.currencies;
            let currencies = if listed.is_empty() { settings.currencies.clone() } else { sold(listed) };
            providers.push(Arc::new(TestProvider::new(test_base, settings.test.secret.clone(), currencies)?));
        }
        Ok(Self::new(providers))
    }

    /// Exactly these, for tests.
    #[must_use]
    pub fn new(providers: Vec<Arc<dyn Provider>>) -> Self {
        Self(providers.into())
    }

    /// The one called `name`, if the settings name it.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<dyn Provider>> {
        self.0.iter().find(|provider| provider.name() == name)
    }

    /// Those that take `currency`; real ones before the test provider.
    pub fn taking(&self, currency: Currency) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.0.iter().filter(move |provider| provider.currencies().contains(&currency))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_chooses_its_providers() {
        let mut settings = PaymentsConfig::default();
        assert_eq!(Providers::from_settings(&settings, "http://127.0.0.1:1").unwrap().iter().count(), 0);
        settings.test.enabled = true;
        settings.stripe = Some(lectern_config::StripeConfig {
            secret_key: "sk_live_1".into(),
            webhook_secret: "whsec_1".into(),
            base: "https://api.stripe.com".into(),
            currencies: vec![Currency::USD, Currency::JPY],
        });
        settings.yookassa = Some(lectern_config::YooKassaConfig {
            shop_id: "1".into(),
            secret_key: "k".into(),
            base: "https://api.yookassa.ru/v3".into(),
            addresses: vec!["185.71.76.0/27".parse().unwrap()],
            receipts: true,
            currencies: vec![Currency::RUB],
        });
        let providers = Providers::from_settings(&settings, "http://127.0.0.1:1").unwrap();
        let names = |currency| providers.taking(currency).map(|provider| provider.name()).collect::<Vec<_>>();
        assert_eq!(names(Currency::RUB), ["yookassa", "test"]);
        assert_eq!(names(Currency::USD), ["stripe", "test"]);
        assert_eq!(names(Currency::JPY), [""; 0], "nothing is sold in it");
        assert!(providers.named("stripe").is_some() && providers.named("paypal").is_none());
        assert!(!format!("{providers:?}").contains("sk_live_1"), "secrets stay out of logs");
    }
}
