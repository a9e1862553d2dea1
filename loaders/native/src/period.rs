//! Periods and dates: when something held, as far as it is known.

use crate::kinds::Basis;
use std::fmt;

/// An ISO date prefix: a year, a month of it or a day of that; 0 stands for what is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Date {
    pub fn new(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    /// The date of an ISO prefix; None for what is none.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next().map_or(Some(0), |part| part.parse().ok())?;
        let day = parts.next().map_or(Some(0), |part| part.parse().ok())?;
        Some(Date { year, month, day })
    }

    /// The number of the first day of it (proleptic Gregorian, 0001-01-01 is 1), as Python's `toordinal`.
    pub fn first(self) -> i64 {
        ordinal(self.year, self.month.max(1), self.day.max(1))
    }

    /// The number of its last day.
    pub fn last(self) -> i64 {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in(self.year, month) } else { self.day };
        ordinal(self.year, month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// How many days a month has.
pub fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn ordinal(year: u16, month: u8, day: u8) -> i64 {
    let before = i64::from(year) - 1;
    let months: i64 = (1..month).map(|each| i64::from(days_in(year, each))).sum();
    before * 365 + before / 4 - before / 100 + before / 400 + months + i64::from(day)
}

/// An interval of days with its basis; an open side is None.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub basis: Basis,
}

impl Period {
    pub fn new(start: Option<Date>, end: Option<Date>, basis: Basis) -> Period {
        Period { start, end, basis }
    }

    /// The number of the first day, or None where the start is open.
    pub fn first(&self) -> Option<i64> {
        self.start.map(Date::first)
    }

    /// The number of the last day, or None where the end is open.
    pub fn last(&self) -> Option<i64> {
        self.end.map(Date::last)
    }

    /// ISO 8601: a single prefix where both ends are the same one, else start/end with .. for an open side.
    pub fn text(&self) -> String {
        let side = |date: Option<Date>| date.map_or("..".to_string(), |date| date.to_string());
        match self.start {
            Some(start) if self.start == self.end => start.to_string(),
            _ => format!("{}/{}", side(self.start), side(self.end)),
        }
    }
}
