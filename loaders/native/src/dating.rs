//! Dates in a sentence and the period that each means for a report of a given term.

use crate::expression::{Expression, Found};
use crate::kinds::Basis;
use crate::lexicon::{Form, lexicon};
use crate::passage::Dated;
use crate::period::{Date, Period, days_in};
use crate::words::string;
use std::sync::OnceLock;

/// All forms as alternatives in their order, each in a group of its number, which its own groups are named after.
fn pattern() -> &'static Expression {
    static PATTERN: OnceLock<Expression> = OnceLock::new();
    PATTERN.get_or_init(|| {
        let group = Expression::new(r"\(\?P<(\w+)>");
        let form = |(number, form): (usize, &Form)| {
            let letters: Vec<char> = form.pattern.pattern().chars().collect();
            let mut renamed = String::new();
            let mut reached = 0;
            for found in group.find_iter(&letters, 0, letters.len()) {
                renamed.push_str(&string(&letters[reached..found.end() - 1]));
                renamed.push_str(&format!("_{number}>"));
                reached = found.end();
            }
            renamed.push_str(&string(&letters[reached..]));
            format!("(?P<form_{number}>{renamed})")
        };
        let forms = lexicon().dates.forms.iter().enumerate();
        Expression::new(&forms.map(form).collect::<Vec<_>>().join("|"))
    })
}

/// The dates between two offsets of the letters, in order. `own` is the term of the report's part they stand in.
pub fn dates(text: &[char], start: usize, end: usize, own: &Period) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut at = start;
    for letter in lexicon().dates.begins.find_iter(text, start, end) {
        if letter.start() < at {
            continue;
        }
        let Some(seen) = pattern().matches(text, letter.start(), end) else { continue };
        at = seen.end();
        let took_part = |number: &usize| seen.group(&format!("form_{number}")).is_some();
        let Some(number) = (0..lexicon().dates.forms.len()).find(took_part) else { continue };
        let form = &lexicon().dates.forms[number].form;
        let period = period(form, &Values { text, seen: &seen, form: &number.to_string() }, own);
        found.push(Dated { start: seen.start(), end: seen.end(), form: form.clone(), period });
    }
    found
}

/// The groups of a date that took part.
struct Values<'a> {
    text: &'a [char],
    seen: &'a Found,
    form: &'a str,
}

impl Values<'_> {
    fn word(&self, key: &str) -> Option<&[char]> {
        let of_form =
            |name: &str| name.rsplit_once('_').is_some_and(|(each, number)| each == key && number == self.form);
        let (_, span) = self.seen.names().find(|(name, _)| of_form(name))?;
        span.map(|(start, end)| &self.text[start..end])
    }

    /// The value of a group of digits, as Python's int() reads them; None where it took no part.
    fn number(&self, key: &str) -> Option<i64> {
        let digits = self.word(key)?;
        let read = |value: i64, digit: &char| Some(value * 10 + i64::from(decimal(*digit)?));
        digits.iter().try_fold(0, read)
    }

    fn within(&self, key: &str, least: i64, most: i64) -> Option<u8> {
        self.number(key).filter(|value| (least..=most).contains(value)).map(|value| value as u8)
    }
}

/// The value of a decimal digit of any script: such digits stand in runs of ten, from zero on; the longest is five of them.
fn decimal(digit: char) -> Option<u32> {
    if let Some(value) = digit.to_digit(10) {
        return Some(value);
    }
    let before = (0..50).take_while(|back| char::from_u32(digit as u32 - back).is_some_and(crate::classes::is_digit));
    before.last().map(|back| back % 10)
}

fn period(form: &str, values: &Values<'_>, own: &Period) -> Option<Period> {
    let base = own.end.or(own.start).map_or(0, |date| i64::from(date.year));
    let last_year = i64::from(values.word("last").is_some());
    let year = if values.word("y").is_some() { values.number("y")? } else { base - last_year };
    let (month, day) = (values.within("m", 1, 12), values.within("d", 1, 31));
    if form == "own" || (month.is_none() && values.word("m").is_some()) || !(1900..=2100).contains(&year) {
        return None;
    }
    let year = year as u16;
    let closing = || date(year, month.unwrap_or(12), day.unwrap_or(31));
    match form {
        "deadline" => return Some(Period::new(None, Some(closing()), Basis::Deadline)),
        "asof" => return Some(Period::new(None, Some(closing()), Basis::AsOf)),
        "since" => {
            if let Some(month) = month {
                return Some(Period::new(Some(date(year, month, day.unwrap_or(1))), None, Basis::Since));
            }
        }
        "day" => {
            if let (Some(month), Some(day)) = (month, day) {
                let last_month = values.within("m2", 1, 12).unwrap_or(month);
                let last_day = values.within("d2", 1, 31).unwrap_or(day);
                return between(date(year, month, day), date(year, last_month, last_day));
            }
        }
        _ => {}
    }
    span(form, values, year, month)
}

fn span(form: &str, values: &Values<'_>, year: u16, month: Option<u8>) -> Option<Period> {
    let words = &lexicon().dates;
    let stated = |start, end| Some(Period::new(Some(start), Some(end), Basis::Stated));
    match form {
        "range" if month.is_some() => {
            let last = values.within("m2", 1, 12)?;
            between(Date::new(year, month?, 1), date(year, last, 31))
        }
        "half" => {
            if values.word("h")? == &words.first_half[..] {
                stated(Date::new(year, 1, 1), Date::new(year, 6, 30))
            } else {
                stated(Date::new(year, 7, 1), Date::new(year, 12, 31))
            }
        }
        "quarters" => {
            let last = 3 * *words.numerals.get(values.word("q")?)?;
            between(Date::new(year, 1, 1), date(year, last as u8, 31))
        }
        "month" if month.is_some() => stated(Date::new(year, month?, 0), Date::new(year, month?, 0)),
        "year" | "before" => stated(Date::new(year, 1, 1), Date::new(year, 12, 31)),
        _ => None,
    }
}

fn between(first: Date, last: Date) -> Option<Period> {
    (first <= last).then(|| Period::new(Some(first), Some(last), Basis::Stated))
}

fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day.min(days_in(year, month)))
}
