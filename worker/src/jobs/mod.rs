//! Handlers by kind.

mod courses;
mod files;
mod mail;
mod payments;
mod quizzes;
mod videos;

use crate::error::JobError;
use crate::handle::{Claimed, Progress};
use crate::state::WorkerState;
use lectern_domain::files::RemoveFile;
use lectern_domain::lessons::CourseCompleted;
use lectern_domain::payments::test_provider::{PayTestPayment, SendTestNotice};
use lectern_domain::payments::{
    ApplyPaymentEvent, CancelPayment, CheckLedger, OrderMail, ReconcileOrders, StartRefund,
};
use lectern_domain::quizzes::SubmitAttempt;
use lectern_domain::videos::{MakeFirst, MakeLadder, MeasureVideo, ProbeVideo, RemoveGeneration};
use lectern_queue::{ClaimedRow, Job};

/// Runs the handler that the row is for.
pub async fn dispatch(app: WorkerState, row: ClaimedRow, progress: Progress) -> Result<(), JobError> {
    let (app, row) = (&app, &row);
    match row.kind.as_str() {
        ProbeVideo::KIND => videos::probe(typed(row, progress)?, app).await,
        MeasureVideo::KIND => videos::measure(typed(row, progress)?, app).await,
        MakeFirst::KIND => {
            let job: Claimed<MakeFirst> = typed(row, progress)?;
            let part = videos::Part::from(&job.payload);
            videos::make(&job, part, app).await
        }
        MakeLadder::KIND => {
            let job: Claimed<MakeLadder> = typed(row, progress)?;
            let part = videos::Part::from(&job.payload);
            videos::make(&job, part, app).await
        }
        CourseCompleted::KIND => courses::completed(typed(row, progress)?, app).await,
        RemoveFile::KIND => files::remove(typed(row, progress)?, app).await,
        RemoveGeneration::KIND => videos::remove_generation(typed(row, progress)?, app).await,
        SubmitAttempt::KIND => quizzes::submit_attempt(typed(row, progress)?, app).await,
        ApplyPaymentEvent::KIND => payments::apply_event(typed(row, progress)?, app).await,
        StartRefund::KIND => payments::start_refund(typed(row, progress)?, app).await,
        CancelPayment::KIND => payments::cancel_payment(typed(row, progress)?, app).await,
        ReconcileOrders::KIND => payments::reconcile(app).await,
        CheckLedger::KIND => payments::check_ledger(app).await,
        OrderMail::KIND => mail::order_mail(typed(row, progress)?, app).await,
        SendTestNotice::KIND => payments::send_test_notice(typed(row, progress)?, app).await,
        PayTestPayment::KIND => payments::pay_test_payment(typed(row, progress)?, app).await,
        // A newer release put it; a worker of that release will take it.
        unknown => Err(JobError::Retry(anyhow::anyhow!("no handler for {unknown}"))),
    }
}

fn typed<J: Job>(row: &ClaimedRow, progress: Progress) -> Result<Claimed<J>, JobError> {
    let claimed = row.typed::<J>().map_err(|e| JobError::GiveUp(e.into()))?;
    Ok(Claimed {
        payload: claimed.payload,
        lease: claimed.lease,
        last_try: row.failures + 1 >= row.max_failures,
        progress,
    })
}
