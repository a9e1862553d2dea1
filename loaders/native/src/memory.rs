//! A memory: answers by key, each asked for once.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Answers by key, dropped all at once where there are too many: keys come from texts, of which there may be any number.
pub struct Memory<K, V> {
    answers: Mutex<HashMap<K, V>>,
    most: usize,
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    /// A memory of so many answers at most.
    pub fn new(most: usize) -> Memory<K, V> {
        Memory { answers: Mutex::new(HashMap::new()), most }
    }

    /// The remembered answer, else the one that `ask` gives. While it asks, the memory is free for others.
    pub fn get<Q>(&self, key: &Q, ask: impl FnOnce() -> V) -> V
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned: Into<K>> + ?Sized,
    {
        if let Some(found) = held(&self.answers).get(key) {
            return found.clone();
        }
        let found = ask();
        let mut answers = held(&self.answers);
        if answers.len() >= self.most {
            answers.clear();
        }
        answers.insert(key.to_owned().into(), found.clone());
        found
    }
}

/// What a mutex holds. One that a panic has poisoned serves on: what is remembered is whole, or not there.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
