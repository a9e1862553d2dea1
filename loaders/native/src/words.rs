//! A word: some letters that are kept, shared where they are copied.

use serde::{Deserialize, Deserializer};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Some letters, one code point each.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word(Arc<[char]>);

impl Word {
    pub fn new(letters: &[char]) -> Word {
        Word(Arc::from(letters))
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word(text.chars().collect())
    }
}

impl Deref for Word {
    type Target = [char];
    fn deref(&self) -> &[char] {
        &self.0
    }
}

impl Borrow<[char]> for Word {
    fn borrow(&self) -> &[char] {
        &self.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&string(self))
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", string(self))
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
        Ok(Word::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// Letters as a string.
pub fn string(letters: &[char]) -> String {
    letters.iter().collect()
}

/// Whether a word stands at an offset, as `text.startswith(word, at)`.
pub fn stands_at(text: &[char], word: &[char], at: usize) -> bool {
    at <= text.len() && text[at..].starts_with(word)
}

/// Whether letters begin with one of some words.
pub fn begins_with_any(letters: &[char], words: &[Word]) -> bool {
    words.iter().any(|word| letters.starts_with(word))
}

/// Whether letters end with one of some words.
pub fn ends_with_any(letters: &[char], words: &[Word]) -> bool {
    words.iter().any(|word| letters.ends_with(word))
}

/// Whether letters are one of some words.
pub fn is_one_of(letters: &[char], words: &[Word]) -> bool {
    words.iter().any(|word| word[..] == *letters)
}

/// Whether an id is one of some words.
pub fn is_id(id: &str, words: &[Word]) -> bool {
    words.iter().any(|word| word.iter().copied().eq(id.chars()))
}

/// Where a word first stands between two offsets, as `text.find(word, start, end)`; both are cut to the text.
pub fn find(text: &[char], word: &[char], start: usize, end: usize) -> Option<usize> {
    let end = end.min(text.len());
    if start > end || word.len() > end - start {
        return None;
    }
    match word.first() {
        None => Some(start),
        Some(first) => (start..=end - word.len()).find(|&at| text[at] == *first && text[at..end].starts_with(word)),
    }
}

/// Where a word last stands between two offsets, as `text.rfind(word, start, end)`.
pub fn rfind(text: &[char], word: &[char], start: usize, end: usize) -> Option<usize> {
    let end = end.min(text.len());
    if start > end || word.len() > end - start {
        return None;
    }
    (start..=end - word.len()).rev().find(|&at| text[at..end].starts_with(word))
}

/// Whether a word stands anywhere in some letters, as `word in letters`.
pub fn holds(letters: &[char], word: &[char]) -> bool {
    find(letters, word, 0, letters.len()).is_some()
}

/// The pieces between marks, as `letters.split(mark)` for a mark of one or more letters, with where each begins.
pub fn split<'a>(letters: &'a [char], mark: &[char]) -> Vec<(usize, &'a [char])> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(at) = find(letters, mark, start, letters.len()) {
        pieces.push((start, &letters[start..at]));
        start = at + mark.len();
    }
    pieces.push((start, &letters[start..]));
    pieces
}

/// A slice as Python's `text[start:end]`: cut to the text, empty where the offsets cross.
pub fn slice(text: &[char], start: usize, end: usize) -> &[char] {
    let end = end.min(text.len());
    if start >= end { &[] } else { &text[start..end] }
}
