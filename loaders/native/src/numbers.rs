//! Numbers with their unit, bound and approximation, as written.

use crate::expression::Expression;
use crate::lexicon::lexicon;
use crate::passage::Number;
use crate::words::{Word, begins_with_any};
use std::sync::OnceLock;

/// An alternation of words, the longest first.
pub fn any_of<'a>(words: impl IntoIterator<Item = &'a Word>) -> String {
    let mut words: Vec<&Word> = words.into_iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join("|")
}

/// A word as an expression that matches it alone.
pub fn escaped(word: &[char]) -> String {
    let mut out = String::new();
    for letter in word {
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() && *letter != '_' {
            out.push('\\');
        }
        out.push(*letter);
    }
    out
}

fn pattern() -> &'static Expression {
    static PATTERN: OnceLock<Expression> = OnceLock::new();
    PATTERN.get_or_init(|| {
        let words = &lexicon().numbers;
        let whole = words.units.iter().filter(|unit| begins_with_any(unit, &words.scales));
        let (before, scales) = (any_of(&words.before), any_of(&words.scales));
        let (late, whole, units, after) =
            (any_of(&words.after_digits), any_of(whole), any_of(&words.units), any_of(&words.after_unit));
        let (percent_before, ordinal) = (&words.percent_before, &words.ordinal_before);
        let (digits, percent) = (&words.digits, &words.percent);
        Expression::ascii(&format!(
            "(?P<before>(?:{before}){{0,2}})(?P<percent>{percent_before})?\
             (?<![\\w.\\-+]|{ordinal})(?<!\\d,)\
             (?P<digits>{digits})(?P<mid>{late})?(?P<scale>(?:(?!{whole})(?:{scales})){{0,2}})\
             (?P<late>{late})?(?P<unit>{percent}|{units})?(?P<after>{after})?"
        ))
    })
}

/// The numbers with a unit or a scale between two offsets of the letters, in order.
pub fn numbers(text: &[char], start: usize, end: usize) -> Vec<Number> {
    let words = &lexicon().numbers;
    let mut found = Vec::new();
    for seen in pattern().find_iter(text, start, end) {
        let part = |name: &str| seen.letters(text, name);
        let mut unit = part("scale").to_vec();
        unit.extend_from_slice(part("unit"));
        if seen.group("unit").is_none_or(|(first, last)| first == last) && seen.group("percent").is_some() {
            unit.push('%');
        }
        if unit.is_empty() {
            continue;
        }
        let marks: Vec<&[char]> =
            ["before", "mid", "late", "after"].into_iter().flat_map(|name| words_of(part(name))).collect();
        let bound = marks.iter().find_map(|mark| words.bounds.get(*mark)).cloned();
        let approx = marks.iter().find_map(|mark| words.approximate.iter().find(|word| word[..] == **mark)).cloned();
        found.push(Number {
            start: seen.start(),
            digits: seen.group("digits").map_or(seen.start(), |(first, _)| first),
            end: seen.end(),
            value: Word::new(part("digits")),
            unit: Word::new(&unit),
            bound: bound.unwrap_or_else(|| Word::from("=")),
            approx: approx.unwrap_or_else(|| Word::from("")),
        });
    }
    found
}

fn words_of(part: &[char]) -> Vec<&[char]> {
    static EDGE: OnceLock<Expression> = OnceLock::new();
    if part.is_empty() {
        return Vec::new();
    }
    let edge = EDGE.get_or_init(|| {
        let words = &lexicon().numbers;
        Expression::new(&any_of(words.before.iter().chain(&words.after_digits).chain(&words.after_unit)))
    });
    edge.find_iter(part, 0, part.len()).map(|found| &part[found.start()..found.end()]).collect()
}
