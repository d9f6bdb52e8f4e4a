//! Taking a test: what awaits, beginning, going on, and saving answers.

use super::access::{self, Taker};
use super::edit;
use super::error::QuizError;
use super::model::{
    AskedQuestion, AttemptOut, AttemptRow, AttemptState, Frozen, QuizInfo, QuizItem, SaveAnswer, SaveQuiz, SavedAnswer,
    StartRefused, percent,
};
use super::settings::QuizSettings;
use super::sql::attempts::{Head, NewAttempt, Past};
use super::{SubmitAttempt, rich, sql, submit};
use crate::accounts::Actor;
use chrono::{DateTime, Utc};
use lectern_db::{AttemptId, Clock, LessonId, QuestionId};
use lectern_quiz::draw::{DrawRule, Seed, arrange, draw, shuffle};
use lectern_quiz::timing::{self, LATE_GRACE, PastAttempts, StartRefusal};
use lectern_quiz::{Points, check_shape, view};
use sqlx::{PgConnection, PgPool};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

impl From<StartRefusal> for QuizError {
    fn from(refusal: StartRefusal) -> Self {
        match refusal {
            StartRefusal::NotOpenYet(at) => Self::Closed { opens_at: Some(at), closed_at: None },
            StartRefusal::Closed(at) => Self::Closed { opens_at: None, closed_at: Some(at) },
            StartRefusal::NoAttemptsLeft(_) => Self::NoAttemptsLeft,
            StartRefusal::Pause(until) => Self::Pause { until },
            // The caller goes on with the running one instead.
            StartRefusal::AlreadyRunning => Self::AttemptOpen,
        }
    }
}

impl Past {
    fn counted(&self) -> PastAttempts {
        PastAttempts {
            begun: u32::try_from(self.begun).unwrap_or(u32::MAX),
            last_ended_at: self.last_ended_at,
            running: self.open.is_some(),
        }
    }

    /// Whether nothing more can come: the answers may be shown.
    pub fn settled(&self, settings: &QuizSettings) -> bool {
        self.passed || (self.open.is_none() && timing::attempts_left(&settings.time_rules(), self.counted()) == Some(0))
    }
}

/// The person's attempts so far; one whose time is over is handed in first.
async fn past(db: &mut PgConnection, clock: &dyn Clock, actor: &Actor, lesson: LessonId) -> Result<Past, QuizError> {
    let past = sql::attempts::past(db, actor.id, lesson).await?;
    match (past.open, past.open_deadline) {
        (Some(open), Some(deadline)) if timing::is_overdue(deadline, clock.now()) => {
            submit::hand_in(db, clock, open).await?;
            Ok(sql::attempts::past(db, actor.id, lesson).await?)
        }
        _ => Ok(past),
    }
}

/// The test before it is begun: its rules, what was done, and whether an attempt may begin.
///
/// # Errors
/// Why the lesson is closed to the person.
pub async fn info(pool: &PgPool, clock: &dyn Clock, actor: &Actor, lesson: LessonId) -> Result<QuizInfo, QuizError> {
    let mut tx = pool.begin().await?;
    let taker = access::taker(&mut tx, clock, actor, lesson).await?;
    let SaveQuiz { settings, items } = sql::quizzes::find(&mut tx, lesson, taker.trial).await?.unwrap_or_default();
    let past = past(&mut tx, clock, actor, lesson).await?;
    let attempts = sql::attempts::of_person(&mut tx, actor.id, lesson).await?;
    tx.commit().await?;
    let now = clock.now();
    let refusal = match timing::start(&rules(&settings, taker), past.counted(), now) {
        _ if past.open.is_some() => None,
        Ok(_) if items.is_empty() => Some(StartRefused { reason: "test-not-ready".to_owned(), until: None }),
        Ok(_) => None,
        Err(refusal) => Some(StartRefused { reason: reason(refusal).to_owned(), until: refusal.until() }),
    };
    let shown = taker.trial || settings.disclosure(past.settled(&settings), now).is_some();
    Ok(QuizInfo {
        lesson_id: lesson,
        course_id: taker.course,
        settings: settings.clone(),
        question_count: edit::asked(&items) as i64,
        attempts: attempts.iter().map(|head| row(head, shown)).collect(),
        can_start: refusal.is_none(),
        refusal,
        open_attempt: past.open,
        attempts_left: timing::attempts_left(&rules(&settings, taker), past.counted()),
        passed: past.passed,
        server_now: now,
    })
}

fn rules(settings: &QuizSettings, taker: Taker) -> timing::TimeRules {
    if taker.trial { settings.trial_rules() } else { settings.time_rules() }
}

fn reason(refusal: StartRefusal) -> &'static str {
    match refusal {
        StartRefusal::NotOpenYet(_) | StartRefusal::Closed(_) => "test-closed",
        StartRefusal::NoAttemptsLeft(_) => "no-attempts-left",
        StartRefusal::Pause(_) => "pause-between-attempts",
        StartRefusal::AlreadyRunning => "attempt-open",
    }
}

fn row(head: &Head, shown: bool) -> AttemptRow {
    let points = head.points.filter(|_| shown).map(Points);
    AttemptRow {
        id: head.id,
        number: head.number,
        state: head.state,
        started_at: head.started_at,
        deadline_at: head.deadline_at,
        submitted_at: head.submitted_at,
        points,
        max: points.map(|_| head.max()),
        percent: points.map(|points| percent(points, head.max())),
        passed: head.passed.filter(|_| shown),
    }
}

/// Begins an attempt, or goes on with the one that runs; the second part is true for a new one. A constant number of
/// queries, whatever the test asks.
///
/// # Errors
/// As [`info`]; why it cannot begin now; [`QuizError::NotReady`] when there is too little to ask.
pub async fn start(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    lesson: LessonId,
) -> Result<(AttemptOut, bool), QuizError> {
    let mut tx = pool.begin().await?;
    let taker = access::taker(&mut tx, clock, actor, lesson).await?;
    let quiz = sql::quizzes::find(&mut tx, lesson, taker.trial).await?.unwrap_or_default();
    let past = past(&mut tx, clock, actor, lesson).await?;
    if let Some(open) = past.open {
        let running = running(&mut tx, clock, open).await?;
        tx.commit().await?;
        return Ok((running, false));
    }
    let now = clock.now();
    let deadline_at = timing::start(&rules(&quiz.settings, taker), past.counted(), now)?;
    // Not the attempt's id, which its student knows.
    let seed = Uuid::new_v4();
    let questions = ask(&mut tx, taker, lesson, &quiz, seed).await?;
    let id = AttemptId::new(clock);
    let new = NewAttempt {
        id,
        lesson,
        course: taker.course,
        account: actor.id,
        number: past.greatest + 1,
        trial: taker.trial,
        seed,
        questions: &questions,
        pass_percent: quiz.settings.pass_percent,
        started_at: now,
        deadline_at,
    };
    if !sql::attempts::insert(&mut tx, &new).await? {
        // Another tab was quicker.
        let open = sql::attempts::past(&mut tx, actor.id, lesson).await?.open.ok_or(QuizError::AttemptOver)?;
        let running = running(&mut tx, clock, open).await?;
        tx.commit().await?;
        return Ok((running, false));
    }
    if let Some(deadline) = deadline_at {
        lectern_queue::put_after(&mut tx, &SubmitAttempt { attempt: id }, seconds_until_late(deadline, now)).await?;
    }
    tx.commit().await?;
    let out = AttemptOut {
        id,
        lesson_id: lesson,
        course_id: taker.course,
        number: new.number,
        state: AttemptState::Open,
        paging: quiz.settings.paging,
        questions: questions.iter().map(shown).collect(),
        answers: BTreeMap::new(),
        seq: 0,
        started_at: now,
        deadline_at,
        server_now: now,
    };
    Ok((out, true))
}

/// From `now` until nothing can be saved any more, and a second, so that it is surely so.
pub(super) fn seconds_until_late(deadline: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    let left = deadline + LATE_GRACE - now;
    (left.num_milliseconds().max(0) as f64) / 1000.0 + 1.0
}

/// Draws and arranges what this attempt asks.
async fn ask(
    db: &mut PgConnection,
    taker: Taker,
    lesson: LessonId,
    SaveQuiz { settings, items }: &SaveQuiz,
    seed: Uuid,
) -> Result<Vec<Frozen>, QuizError> {
    let named: Vec<Uuid> = items
        .iter()
        .filter_map(|item| match item {
            QuizItem::Question { question_id } => Some(question_id.0),
            QuizItem::Draw { .. } => None,
        })
        .collect();
    let rules: Vec<DrawRule> = items
        .iter()
        .filter_map(|item| match item {
            QuizItem::Draw { topic, count } => Some(DrawRule { topic: topic.clone(), count: *count }),
            QuizItem::Question { .. } => None,
        })
        .collect();
    let mut drawn = if rules.is_empty() {
        Vec::new()
    } else {
        let mut bank = sql::bank::entries(db, taker.course, taker.trial).await?;
        bank.retain(|entry| !named.contains(&entry.id));
        draw(&bank, &rules, Seed::of_attempt(seed)).map_err(|_| QuizError::NotReady)?
    }
    .into_iter();
    let mut ids: Vec<Uuid> = Vec::new();
    for item in items {
        match item {
            QuizItem::Question { question_id } => ids.push(question_id.0),
            QuizItem::Draw { count, .. } => ids.extend(drawn.by_ref().take(*count as usize)),
        }
    }
    if settings.shuffle_questions {
        shuffle(&mut ids, Seed::of_question(seed, lesson.0));
    }
    let found = sql::bank::askable(db, &ids, taker.trial).await?;
    let mut found: HashMap<QuestionId, _> = found.into_iter().map(|row| (row.id, row)).collect();
    let frozen = ids.into_iter().filter_map(|id| {
        let row = found.remove(&QuestionId(id))?;
        let question = arrange(row.body.0, Seed::of_question(seed, id), settings.shuffle_options);
        Some(Frozen { id: row.id, version: row.version, question })
    });
    let frozen: Vec<Frozen> = frozen.collect();
    if frozen.is_empty() { Err(QuizError::NotReady) } else { Ok(frozen) }
}

fn shown(frozen: &Frozen) -> AskedQuestion {
    let question = view::student(&frozen.question);
    AskedQuestion { html: rich::asked(&question), question }
}

async fn running(db: &mut PgConnection, clock: &dyn Clock, id: AttemptId) -> Result<AttemptOut, QuizError> {
    let head = sql::attempts::head(db, id, false).await?.ok_or(QuizError::NotFound)?;
    let settings = sql::quizzes::settings(db, head.lesson, head.trial).await?.unwrap_or_default();
    let questions = sql::attempts::questions(db, id).await?;
    let answers = sql::attempts::answers(db, id).await?;
    Ok(AttemptOut {
        id,
        lesson_id: head.lesson,
        course_id: head.course,
        number: head.number,
        state: head.state,
        paging: settings.paging,
        questions: questions.iter().map(shown).collect(),
        seq: answers.iter().map(|answer| answer.seq).max().unwrap_or(0),
        answers: answers.into_iter().filter_map(|a| Some((a.index.to_string(), a.answer?.0))).collect(),
        started_at: head.started_at,
        deadline_at: head.deadline_at,
        server_now: clock.now(),
    })
}

/// An own attempt with what was saved: to go on after a closed lid. One whose time is over is handed in.
///
/// # Errors
/// [`QuizError::NotFound`], also for somebody else's.
pub async fn attempt(pool: &PgPool, clock: &dyn Clock, actor: &Actor, id: AttemptId) -> Result<AttemptOut, QuizError> {
    let mut tx = pool.begin().await?;
    let head = own(&mut tx, actor, id).await?;
    if head.state == AttemptState::Open && head.deadline_at.is_some_and(|at| timing::is_overdue(at, clock.now())) {
        submit::hand_in(&mut tx, clock, id).await?;
    }
    let out = running(&mut tx, clock, id).await?;
    tx.commit().await?;
    Ok(out)
}

/// The attempt, if it is `actor`'s.
pub(super) async fn own(db: &mut PgConnection, actor: &Actor, id: AttemptId) -> Result<Head, QuizError> {
    let head = sql::attempts::head(db, id, false).await?;
    head.filter(|head| head.account == actor.id).ok_or(QuizError::NotFound)
}

/// Saves an answer as given. Of two saves the one with the greater `seq` stays, whichever comes last.
///
/// # Errors
/// [`QuizError::NotFound`], [`QuizError::AttemptOver`] by the server's clock, [`QuizError::AnswerDoesNotFit`].
pub async fn save_answer(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &Actor,
    id: AttemptId,
    index: i32,
    save: &SaveAnswer,
) -> Result<SavedAnswer, QuizError> {
    let mut db = pool.acquire().await?;
    let now = clock.now();
    let asked = sql::attempts::asked(&mut db, id, index).await?;
    let asked = asked.filter(|asked| asked.account == actor.id).ok_or(QuizError::NotFound)?;
    if asked.state != AttemptState::Open || timing::may_answer(asked.deadline_at, now).is_err() {
        return Err(QuizError::AttemptOver);
    }
    let question = asked.question.ok_or(QuizError::NotFound)?;
    if save.seq < 1 {
        return Err(QuizError::at("seq", "out_of_range"));
    }
    if let Some(answer) = &save.answer {
        check_shape(question.question(), answer).map_err(|error| QuizError::AnswerDoesNotFit(error.code()))?;
    }
    if sql::attempts::save_answer(&mut db, id, index, save.seq, save.answer.as_ref(), now).await? {
        return Ok(SavedAnswer { saved_at: now, seq: save.seq });
    }
    // A newer one is there already, unless the attempt was handed in this moment.
    if sql::attempts::head(&mut db, id, false).await?.is_none_or(|head| head.state != AttemptState::Open) {
        return Err(QuizError::AttemptOver);
    }
    let (seq, saved_at) = sql::attempts::saved(&mut db, id, index).await?.ok_or(QuizError::AttemptOver)?;
    Ok(SavedAnswer { saved_at, seq })
}
