//! The scan of a text: automata over many words, which name each word where it stands.

use crate::words::Word;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use std::collections::BTreeMap;

/// A text as letters and as bytes, with the way from one to the other.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub letters: Vec<char>,
    utf8: String,
    bytes: Vec<u32>,
    numbers: Vec<u32>,
}

impl Source {
    pub fn new(letters: Vec<char>) -> Source {
        let mut utf8 = String::with_capacity(letters.len() * 3);
        let mut bytes = Vec::with_capacity(letters.len() + 1);
        for letter in &letters {
            bytes.push(utf8.len() as u32);
            utf8.push(*letter);
        }
        bytes.push(utf8.len() as u32);
        let mut numbers = vec![0; utf8.len() + 1];
        for (number, byte) in bytes.iter().enumerate() {
            numbers[*byte as usize] = number as u32;
        }
        Source { letters, utf8, bytes, numbers }
    }

    /// The bytes between two offsets of the letters.
    fn piece(&self, start: usize, end: usize) -> &str {
        &self.utf8[self.bytes[start] as usize..self.bytes[end] as usize]
    }

    fn letter(&self, start: usize, byte: usize) -> usize {
        self.numbers[self.bytes[start] as usize + byte] as usize
    }
}

/// Of each word its value; of a word given twice the last value counts, and the empty word is none.
fn table<T>(words: impl IntoIterator<Item = (Word, T)>) -> (Vec<String>, Vec<T>) {
    let mut ordered: BTreeMap<Word, T> = BTreeMap::new();
    for (word, value) in words {
        if !word.is_empty() {
            ordered.insert(word, value);
        }
    }
    ordered.into_iter().map(|(word, value)| (word.to_string(), value)).unzip()
}

/// Finds the leftmost longest of many words; each word carries a value. An automaton over no word finds nothing.
pub struct Automaton<T> {
    values: Vec<T>,
    machine: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl<T> Automaton<T> {
    pub fn new(words: impl IntoIterator<Item = (Word, T)>) -> Automaton<T> {
        let (words, values) = table(words);
        let machine = (!words.is_empty()).then(|| {
            CharwiseDoubleArrayAhoCorasickBuilder::new()
                .match_kind(MatchKind::LeftmostLongest)
                .build(words)
                .expect("the words differ and none is empty")
        });
        Automaton { values, machine }
    }

    /// Start, end and value of each word between two offsets of a text, in order, without overlaps.
    pub fn find<'a>(
        &'a self,
        text: &'a Source,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = (usize, usize, &'a T)> + 'a {
        let end = end.min(text.letters.len());
        let start = start.min(end);
        self.machine.iter().flat_map(move |machine| {
            machine.leftmost_find_iter(text.piece(start, end)).map(move |found| {
                let value = &self.values[found.value() as usize];
                (text.letter(start, found.start()), text.letter(start, found.end()), value)
            })
        })
    }
}

/// Finds every one of many words wherever it stands, within and across others; each word carries a value.
pub struct Dictionary<T> {
    values: Vec<T>,
    machine: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl<T> Dictionary<T> {
    pub fn new(words: impl IntoIterator<Item = (Word, T)>) -> Dictionary<T> {
        let (words, values) = table(words);
        let machine = (!words.is_empty())
            .then(|| CharwiseDoubleArrayAhoCorasick::new(words).expect("the words differ and none is empty"));
        Dictionary { values, machine }
    }

    /// The value of a word by its number in a match.
    pub fn value(&self, number: u32) -> &T {
        &self.values[number as usize]
    }

    /// Start, end and the value's number of each word between two offsets, by start, of one start the longest first.
    pub fn find(&self, text: &Source, start: usize, end: usize) -> Vec<(usize, usize, u32)> {
        let end = end.min(text.letters.len());
        let start = start.min(end);
        let Some(machine) = &self.machine else { return Vec::new() };
        let mut found: Vec<(usize, usize, u32)> = machine
            .find_overlapping_iter(text.piece(start, end))
            .map(|found| (text.letter(start, found.start()), text.letter(start, found.end()), found.value()))
            .collect();
        found.sort_by_key(|&(first, last, _)| (first, usize::MAX - last));
        found
    }
}
