//! A passage: one sentence with its mentions, cues, dates, numbers and titles, as the relations read it.

use crate::document::{Document, Sentence};
use crate::kinds::{Kind, Relation, Role, Status, Tier};
use crate::pattern::Bound;
use crate::period::Period;
use crate::registry::{Id, Registry};
use crate::words::Word;
use std::collections::BTreeMap;

/// An entity as a statement names it: the text as written, its kind, and for a place its permanent id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub text: Word,
    pub kind: Kind,
    pub place: Option<Id>,
}

/// A span that names an entity, in offsets of the letters. `entity` is None for a name that no row has.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub text: Word,
    pub kind: Kind,
    pub entity: Option<Id>,
    pub tier: Tier,
    pub role: Role,
}

/// A cue word where it stands, with the cues that it makes.
#[derive(Clone, Debug)]
pub struct Cued {
    pub start: usize,
    pub end: usize,
    pub cues: &'static [Bound],
}

/// A title in its marks, in offsets of the letters, marks included; `text` without them.
#[derive(Clone, Debug, PartialEq)]
pub struct Title {
    pub start: usize,
    pub end: usize,
    pub text: Word,
}

/// A date in offsets of the letters, its form, and its period (None where it means the report's own term).
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    pub start: usize,
    pub end: usize,
    pub form: String,
    pub period: Option<Period>,
}

/// A number in offsets of the letters: `start` at the words before the digits, `digits` where they begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub start: usize,
    pub digits: usize,
    pub end: usize,
    pub value: Word,
    pub unit: Word,
    pub bound: Word,
    pub approx: Word,
}

/// What the reading needs to know of a report.
#[derive(Clone, Debug)]
pub struct Report {
    pub place: Name,
    pub period: Period,
    pub plan_period: Option<Period>,
    /// The year in which the report's period ends, by which names of places are resolved.
    pub year: i64,
}

impl Report {
    /// The id of the report's place; empty where it has none.
    pub fn place_id(&self) -> &str {
        self.place.place.as_deref().unwrap_or("")
    }
}

/// What was seen in one sentence.
///
/// `topic` is the thing that the section is about, `before` the one that the sentence right before it in the section is
/// about. `subjects` says from which offset on which places are spoken of; `own` is the period of the report's part.
/// `clauses` are where clauses begin after the first. `mixed` marks a report on everything; `elsewhere` are
/// the stretches told of a place that is not the report's own.
#[derive(Clone)]
pub struct Passage<'a> {
    pub registry: &'a Registry,
    pub report: &'a Report,
    pub document: &'a Document,
    pub sentence: Sentence,
    pub mentions: Vec<Mention>,
    pub cues: Vec<Cued>,
    pub dates: Vec<Dated>,
    pub numbers: Vec<Number>,
    pub titles: Vec<Title>,
    pub clauses: Vec<usize>,
    pub own: Period,
    pub topic: Option<Mention>,
    pub before: Option<Mention>,
    pub subjects: Vec<(usize, Vec<Name>)>,
    pub mixed: bool,
    pub elsewhere: Vec<(usize, usize)>,
}

impl<'a> Passage<'a> {
    /// The letters of the whole document, in which all offsets count.
    pub fn text(&self) -> &'a [char] {
        self.document.letters.text()
    }

    /// Start and end of the clause that holds an offset.
    pub fn clause(&self, at: usize) -> (usize, usize) {
        let number = self.clauses.partition_point(|clause| *clause <= at);
        let start = if number > 0 { self.clauses[number - 1] } else { self.sentence.start };
        let end = self.clauses.get(number).map_or(self.sentence.end, |clause| clause - 1);
        (start, end)
    }

    /// The cues of a relation, in order.
    pub fn cued(&self, relation: Relation) -> impl Iterator<Item = (&Cued, &'static Bound)> + '_ {
        self.cues
            .iter()
            .flat_map(move |cued| cued.cues.iter().filter(move |b| b.relation == relation).map(move |b| (cued, b)))
    }

    /// Whether what is said at an offset is told of another place.
    pub fn is_elsewhere(&self, at: usize) -> bool {
        self.elsewhere.iter().any(|&(start, end)| start <= at && at < end)
    }

    /// The places that the sentence speaks of at an offset: the report's own unless it names others.
    pub fn places_at(&self, at: usize) -> &[Name] {
        let named = self.subjects.iter().rfind(|(start, _)| *start <= at);
        named.map_or(std::slice::from_ref(&self.report.place), |(_, names)| names)
    }

    /// The period for what is said at an offset.
    pub fn period_at(&self, at: usize) -> Period {
        let (clause_start, _) = self.clause(at);
        let mut period = self.own;
        for dated in &self.dates {
            let Some(said) = dated.period else { continue };
            if dated.start > at {
                continue;
            }
            match dated.form.as_str() {
                "asof" => {}
                "deadline" => {
                    if dated.start >= clause_start {
                        period = said;
                    }
                }
                "year" | "half" | "month" => period = said,
                _ => {
                    if dated.end - dated.start >= 3 {
                        period = said;
                    }
                }
            }
        }
        period
    }

    /// The day up to which what is said at an offset is counted, where the text gives one: the end of the last such date.
    pub fn as_of(&self, at: usize) -> Option<crate::period::Date> {
        let dates = self.dates.iter().filter(|dated| dated.start <= at && dated.form == "asof");
        dates.filter_map(|dated| dated.period).next_back().and_then(|period| period.end)
    }

    /// Whether the sentence dates what it says at an offset, or sets a deadline, after the report's term.
    pub fn is_future(&self, at: usize) -> bool {
        use crate::kinds::Basis;
        let Some(end) = self.report.period.last() else { return false };
        let period = self.period_at(at);
        let deadline = period.basis == Basis::Deadline;
        let Some(day) = (if deadline { period.last() } else { period.first() }) else { return false };
        if deadline && day == end {
            // a report of the term does not know of it yet
            let (start, stop) = self.clause(at);
            return !crate::lexicon::lexicon().dates.done.is_in(self.text(), start, stop);
        }
        day > end
    }
}

/// What an attribute of a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    One(Word),
    Many(Vec<Word>),
}

/// The attributes of a draft by name.
pub type Attributes = BTreeMap<&'static str, Attribute>;

/// A statement before its place in the order: `start` and `end` are its evidence in the letters.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub relation: Relation,
    pub subject: Name,
    pub object: Name,
    pub place: Name,
    pub status: Option<Status>,
    pub pattern: String,
    pub tier: Tier,
    pub start: usize,
    pub end: usize,
    pub period: Period,
    pub attrs: Attributes,
}
