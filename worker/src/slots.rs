use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// Whose turn a media job has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Someone waits for a first picture.
    First,
    /// The ladder.
    Encode,
}

/// Media jobs at once in this process. First pictures go before the ladder, and one of them may always run, on top of a
/// full house: a probe is short, and nobody waits for a chunk of an hour's ladder.
#[derive(Debug, Clone)]
pub struct Slots(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    total: usize,
    held: Mutex<Held>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    first: usize,
    encode: usize,
    first_waiting: usize,
}

/// A slot, until dropped.
#[derive(Debug)]
pub struct Slot {
    slots: Arc<Inner>,
    turn: Turn,
}

impl Slots {
    /// `total` jobs at once.
    pub fn new(total: usize) -> Self {
        Self(Arc::new(Inner { total: total.max(1), held: Mutex::default(), freed: Notify::new() }))
    }

    /// How many jobs at once.
    pub fn total(&self) -> usize {
        self.0.total
    }

    /// Waits for a slot.
    pub async fn take(&self, turn: Turn) -> Slot {
        let waiting = Waiting::new(&self.0, turn);
        loop {
            let freed = self.0.freed.notified();
            tokio::pin!(freed);
            // Registered before looking: a slot freed in between is not missed.
            freed.as_mut().enable();
            if self.0.try_take(turn) {
                drop(waiting);
                return Slot { slots: self.0.clone(), turn };
            }
            freed.await;
        }
    }
}

impl Inner {
    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn try_take(&self, turn: Turn) -> bool {
        let mut held = self.lock();
        let free = held.first + held.encode < self.total;
        match turn {
            Turn::First if free || held.first == 0 => held.first += 1,
            Turn::Encode if free && held.first_waiting == 0 => held.encode += 1,
            Turn::First | Turn::Encode => return false,
        }
        true
    }
}

struct Waiting<'a>(&'a Inner, Turn);

impl<'a> Waiting<'a> {
    fn new(inner: &'a Inner, turn: Turn) -> Self {
        if turn == Turn::First {
            inner.lock().first_waiting += 1;
        }
        Self(inner, turn)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.1 == Turn::First {
            self.0.lock().first_waiting -= 1;
            self.0.freed.notify_waiters();
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        {
            let mut held = self.slots.lock();
            match self.turn {
                Turn::First => held.first -= 1,
                Turn::Encode => held.encode -= 1,
            }
        }
        self.slots.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn first_pictures_go_before_the_ladder_and_one_always_runs() {
        let slots = Slots::new(1);
        let encoding = slots.take(Turn::Encode).await;
        let probing = slots.take(Turn::First).await;
        let mut second = Box::pin(slots.take(Turn::First));
        let mut ladder = Box::pin(slots.take(Turn::Encode));
        assert!((&mut second).now_or_never().is_none() && (&mut ladder).now_or_never().is_none());
        drop(encoding);
        assert!((&mut ladder).now_or_never().is_none(), "a first picture waits");
        drop(probing);
        let held = (&mut second).now_or_never().expect("its turn");
        assert!((&mut ladder).now_or_never().is_none());
        drop(held);
        assert!((&mut ladder).now_or_never().is_some());
    }
}
