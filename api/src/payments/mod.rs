//! Buying a course: offers, orders, notices of providers, and what admins and teachers see of the money.

mod admin;
mod coupons;
mod earnings;
#[cfg(test)]
mod interleaving_tests;
mod offer;
mod orders;
mod test_provider;
#[cfg(test)]
mod tests;
mod webhook;

use crate::error::ApiError;
use crate::playback;
use crate::state::AppState;
use axum::extract::DefaultBodyLimit;
use http::StatusCode;
use lectern_domain::payments::{PaymentError, Terms, Told};
use lectern_domain::{catalog, events};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<AppState> {
    // The route limits its body itself: axum's own limit would come first.
    let notices = OpenApiRouter::new().routes(routes!(webhook::receive)).layer(DefaultBodyLimit::disable());
    notices
        .routes(routes!(offer::offer))
        .routes(routes!(orders::create))
        .routes(routes!(orders::mine))
        .routes(routes!(orders::get))
        .routes(routes!(orders::pay))
        .routes(routes!(orders::cancel))
        .routes(routes!(admin::orders))
        .routes(routes!(admin::order))
        .routes(routes!(admin::refund))
        .routes(routes!(admin::events))
        .routes(routes!(admin::retry))
        .routes(routes!(admin::reconciliation))
        .routes(routes!(coupons::list, coupons::add))
        .routes(routes!(coupons::update))
        .routes(routes!(earnings::get))
        .routes(routes!(earnings::csv))
        .merge(test_provider::router())
}

/// How the school sells now.
fn terms(app: &AppState) -> Terms {
    let payments = &app.settings.payments;
    Terms {
        teacher_share: payments.teacher_share(),
        order_minutes: payments.order_minutes.into(),
        version: payments.terms_version.clone(),
        vat: payments.vat_code,
        providers: app
            .providers
            .iter()
            .map(|provider| (provider.name().to_owned(), provider.currencies().to_vec()))
            .collect(),
    }
}

/// Tells the buyer's open pages. Nothing is lost when they do not hear it.
async fn announce(app: &AppState, told: impl IntoIterator<Item = Told>) {
    for told in told {
        if let Err(error) = events::publish(&app.redis, told.account, &told.event()).await {
            tracing::debug!(%error, "a buyer was not told");
        }
        if told.ended {
            playback::ask_again(app, told.account).await;
        }
        catalog::forget_page(&app.cache, told.course).await;
    }
}

impl From<PaymentError> for ApiError {
    fn from(error: PaymentError) -> Self {
        let conflict = |kind, error: PaymentError| Self::refused(StatusCode::CONFLICT, kind, error);
        match error {
            PaymentError::NotFound => Self::not_found(),
            PaymentError::NotAdmin => Self::refused(StatusCode::FORBIDDEN, "not-admin", error),
            PaymentError::Free => conflict("course-is-free", error),
            PaymentError::AlreadyEnrolled => conflict("already-enrolled", error),
            PaymentError::NotForSale => conflict("not-for-sale", error),
            PaymentError::TermsNotAccepted => Self::bad_input("accepted_terms", "must-accept"),
            PaymentError::PriceChanged(ref offer) => {
                let offer = offer.clone();
                conflict("price-changed", error).with("offer", offer)
            }
            PaymentError::NoProvider => Self::bad_input("provider", "no-such-provider"),
            PaymentError::Coupon(why) => Self::bad_input("coupon", why),
            PaymentError::NotWaiting => conflict("not-waiting", error),
            PaymentError::TooMuch { left } => Self::bad_input("amount_minor", "too-much").with("left_minor", left),
            PaymentError::CodeTaken => Self::bad_input("code", "taken"),
            PaymentError::Course(error) => error.into(),
            PaymentError::Money(error) => Self::Internal(error.into()),
            PaymentError::Db(error) => error.into(),
        }
    }
}
