//! Letters leave.

use crate::error::JobError;
use crate::handle::Claimed;
use crate::state::WorkerState;
use anyhow::{Context, anyhow};
use lectern_domain::payments::{self, MailData, MailKind, OrderMail, OrderState};
use lectern_integrations::mail::letters::{OrderLines, Receipt, Refund, Unpaid};
use lectern_integrations::mail::{Language, Letter, Mail};
use lectern_money::{Money, VatCode};

/// Writes to the buyer about an order.
pub async fn order_mail(job: Claimed<OrderMail>, app: &WorkerState) -> Result<(), JobError> {
    let OrderMail { order, mail, amount_minor } = job.payload;
    let Some(data) = payments::mail(&app.pool, order).await? else { return Ok(()) };
    let Some(mailer) = &app.mailer else {
        return Err(JobError::Retry(anyhow!("no mail server is set: `mail.smtp`")));
    };
    let letter = letter(&data, mail, amount_minor, &app.settings.http.public_url).map_err(JobError::GiveUp)?;
    let written = letter.write(Language::of_tag(&data.language)).map_err(|error| JobError::GiveUp(error.into()))?;
    // Of each kind one; of refunds one for each.
    let key = format!(
        "order {order} {mail:?} {}",
        if mail == MailKind::Refunded { job.lease.job.to_string() } else { String::new() }
    );
    let mail = Mail { to: data.order.receipt.buyer_email.clone(), written, key };
    mailer.send(&mail).await.map_err(|error| match error.is_temporary() {
        true => JobError::Retry(error.into()),
        false => JobError::GiveUp(error.into()),
    })
}

fn letter(data: &MailData, mail: MailKind, amount_minor: Option<i64>, site: &str) -> anyhow::Result<Letter> {
    let (order, site) = (&data.order, site.trim_end_matches('/'));
    let currency = order.currency.parse().context("an order's currency")?;
    let money = |minor| Money::new(minor, currency);
    let lines = OrderLines {
        school: data.school.clone(),
        name: order.receipt.buyer_name.clone(),
        number: order.number.clone(),
        course: order.course.title.clone(),
        amount: money(order.amount_minor),
        order_url: format!("{site}/orders/{}", order.id),
    };
    let course_url = format!("{site}/courses/{}", order.course.id);
    Ok(match mail {
        MailKind::Receipt => {
            let code = u8::try_from(order.receipt.vat_code).ok().and_then(|code| VatCode::try_from(code).ok());
            let vat = code.and_then(VatCode::rate).zip(order.receipt.vat_minor.map(money));
            Letter::Receipt(Receipt {
                order: lines,
                discount: (order.discount_minor > 0).then(|| money(order.discount_minor)),
                vat,
                paid_at: order.paid_at.context("a receipt of what was not paid")?,
                course_url,
            })
        }
        MailKind::Refunded => Letter::Refund(Refund {
            order: lines,
            returned: money(amount_minor.context("a refund of nothing")?),
            in_full: order.state == OrderState::Refunded,
        }),
        MailKind::Failed => Letter::PaymentFailed(Unpaid { order: lines, course_url }),
        MailKind::Expired => Letter::OrderExpired(Unpaid { order: lines, course_url }),
    })
}
