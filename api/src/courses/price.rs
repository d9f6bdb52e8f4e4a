use chrono::{DateTime, Utc};
use garde::Validate;
use lectern_domain::courses::PriceColumns;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a course is to cost.
#[derive(Deserialize, Validate, ToSchema)]
pub struct SetPrice {
    /// In minor units: kopecks, cents; up to 100 000 000 000.
    #[garde(range(min = 1, max = 100_000_000_000))]
    minor: i64,
    /// An ISO 4217 code that the school takes.
    #[garde(pattern(r"^[A-Z]{3}$"))]
    pub currency: String,
    /// Below `minor`; absent or null: no sale.
    #[garde(inner(range(min = 1)))]
    sale_minor: Option<i64>,
    /// When the sale begins; absent or null: at once.
    #[garde(skip)]
    sale_from: Option<DateTime<Utc>>,
    /// When it ends; absent or null: never.
    #[garde(skip)]
    sale_until: Option<DateTime<Utc>>,
}

/// Its own rules, and that a sale is one.
pub fn sound(price: &SetPrice, (): &()) -> garde::Result {
    let SetPrice { minor, sale_minor, sale_from, sale_until, .. } = price;
    match (sale_minor, sale_from.zip(*sale_until)) {
        _ if price.validate().is_err() => Err(garde::Error::new("bad-price")),
        (Some(sale), _) if sale >= minor => Err(garde::Error::new("sale-not-below-price")),
        (_, Some((from, until))) if from >= until => Err(garde::Error::new("sale-ends-before-it-begins")),
        _ => Ok(()),
    }
}

/// Columns of `courses`; without a sale its dates go too.
pub fn columns(price: Option<SetPrice>) -> PriceColumns {
    let Some(price) = price else {
        return PriceColumns { currency: "RUB".to_owned(), ..PriceColumns::default() };
    };
    let on_sale = price.sale_minor.is_some();
    PriceColumns {
        price_minor: Some(price.minor),
        currency: price.currency,
        sale_price_minor: price.sale_minor,
        sale_from: price.sale_from.filter(|_| on_sale),
        sale_until: price.sale_until.filter(|_| on_sale),
    }
}
