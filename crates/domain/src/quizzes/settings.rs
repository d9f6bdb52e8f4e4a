use super::error::FieldMistake;
use chrono::{DateTime, Utc};
use lectern_quiz::timing::TimeRules;
use lectern_quiz::view::Disclosure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A week: longer is no time limit any more.
const LONGEST_LIMIT_S: u32 = 7 * 24 * 3600;
const LONGEST_PAUSE_S: u32 = 90 * 24 * 3600;
const MOST_ATTEMPTS: u32 = 1000;

/// How questions are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// All on one page.
    #[default]
    All,
    /// One question a page.
    One,
}

/// How much a student sees of what came of an attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// That it was handed in.
    Nothing,
    /// The score, and the own answers.
    Score,
    /// Which of them are right.
    RightWrong,
    /// The right answers and explanations.
    #[default]
    Answers,
}

/// From when on they see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShowWhen {
    /// After each attempt.
    #[default]
    AtOnce,
    /// Once the test has closed; nothing before.
    AfterClose,
    /// Once it is passed or the last attempt is used; only the score before.
    AfterPassOrLast,
}

/// How a test is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QuizSettings {
    /// For one attempt, in seconds.
    pub time_limit_s: Option<u32>,
    /// How many; absent: as many as one likes.
    pub attempts: Option<u32>,
    /// Between the end of one attempt and the start of the next, in seconds.
    pub pause_s: u32,
    /// From this share of the points on it is passed.
    pub pass_percent: u8,
    /// How questions are laid out.
    pub paging: Paging,
    /// What is shown afterwards.
    pub show: Show,
    /// And when.
    pub show_when: ShowWhen,
    /// It cannot be begun before.
    pub opens_at: Option<DateTime<Utc>>,
    /// It cannot be begun after; attempts that run end then.
    pub closes_at: Option<DateTime<Utc>>,
    /// Each attempt asks in an order of its own.
    pub shuffle_questions: bool,
    /// Options stand in an order of each attempt's own.
    pub shuffle_options: bool,
}

impl Default for QuizSettings {
    fn default() -> Self {
        Self {
            time_limit_s: None,
            attempts: None,
            pause_s: 0,
            pass_percent: 60,
            paging: Paging::All,
            show: Show::Answers,
            show_when: ShowWhen::AtOnce,
            opens_at: None,
            closes_at: None,
            shuffle_questions: false,
            shuffle_options: true,
        }
    }
}

impl QuizSettings {
    /// What breaks rules, at `settings.<field>`.
    pub fn mistakes(&self) -> Vec<FieldMistake> {
        let wrong = [
            (self.time_limit_s.is_some_and(|s| !(10..=LONGEST_LIMIT_S).contains(&s)), "time_limit_s", "out_of_range"),
            (self.attempts.is_some_and(|n| !(1..=MOST_ATTEMPTS).contains(&n)), "attempts", "out_of_range"),
            (self.pause_s > LONGEST_PAUSE_S, "pause_s", "out_of_range"),
            (self.pass_percent > 100, "pass_percent", "out_of_range"),
            (matches!((self.opens_at, self.closes_at), (Some(o), Some(c)) if o >= c), "closes_at", "closes_before_opening"),
        ];
        let wrong = wrong.into_iter().filter(|(is, _, _)| *is);
        wrong.map(|(_, at, code)| FieldMistake { path: format!("settings.{at}"), code: code.to_owned() }).collect()
    }

    /// For students: all of it.
    pub fn time_rules(&self) -> TimeRules {
        TimeRules {
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            time_limit_s: self.time_limit_s,
            max_attempts: self.attempts,
            pause_s: self.pause_s,
        }
    }

    /// For editors, who try a test as often as they like.
    pub fn trial_rules(&self) -> TimeRules {
        TimeRules { time_limit_s: self.time_limit_s, ..TimeRules::default() }
    }

    /// What a student may see now of an attempt; `settled` when they passed or no attempt is left. Absent: nothing.
    pub fn disclosure(&self, settled: bool, now: DateTime<Utc>) -> Option<Disclosure> {
        let all = match self.show {
            Show::Nothing => return None,
            Show::Score => Disclosure::Score,
            Show::RightWrong => Disclosure::Marks,
            Show::Answers => Disclosure::Answers,
        };
        match self.show_when {
            ShowWhen::AtOnce => Some(all),
            ShowWhen::AfterClose => self.closes_at.is_none_or(|closes| now >= closes).then_some(all),
            ShowWhen::AfterPassOrLast => Some(if settled { all } else { Disclosure::Score }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn what_breaks_rules_is_named_at_its_field() {
        assert_eq!(QuizSettings::default().mistakes(), []);
        let bad = QuizSettings {
            time_limit_s: Some(0),
            attempts: Some(0),
            pass_percent: 101,
            opens_at: Some(at(1)),
            closes_at: Some(at(1)),
            ..QuizSettings::default()
        };
        let paths: Vec<_> = bad.mistakes().into_iter().map(|m| m.path).collect();
        assert_eq!(paths, ["settings.time_limit_s", "settings.attempts", "settings.pass_percent", "settings.closes_at"]);
    }

    #[test]
    fn answers_are_shown_no_sooner_than_the_teacher_wants() {
        let shown = |show, show_when, settled, now| {
            let settings = QuizSettings { show, show_when, closes_at: Some(at(100)), ..QuizSettings::default() };
            settings.disclosure(settled, at(now))
        };
        assert_eq!(shown(Show::Nothing, ShowWhen::AtOnce, true, 200), None);
        assert_eq!(shown(Show::Answers, ShowWhen::AtOnce, false, 0), Some(Disclosure::Answers));
        assert_eq!(shown(Show::Answers, ShowWhen::AfterClose, true, 99), None);
        assert_eq!(shown(Show::RightWrong, ShowWhen::AfterClose, false, 100), Some(Disclosure::Marks));
        assert_eq!(shown(Show::Answers, ShowWhen::AfterPassOrLast, false, 0), Some(Disclosure::Score));
        assert_eq!(shown(Show::Answers, ShowWhen::AfterPassOrLast, true, 0), Some(Disclosure::Answers));
    }
}
