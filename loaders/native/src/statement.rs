//! The statement: a draft with its quotation, as loaders/passage.py and ontology/statement.py make and order it.

use crate::asked::asked;
use crate::kinds::{Relation, Status, Tier};
use crate::memory::Memory;
use crate::passage::{Attribute, Attributes, Draft, Name, Passage};
use crate::period::Period;
use crate::words::{Word, string};
use pyo3::prelude::*;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

/// One typed edge as read; `start` and `end` are offsets of the text, and `turn` is the order among equal keys.
#[derive(Clone, Debug)]
pub struct Statement {
    pub relation: Relation,
    pub subject: Name,
    pub object: Name,
    pub place: Name,
    pub status: Option<Status>,
    pub period: Period,
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub section: Word,
    pub pattern: String,
    pub tier: Tier,
    pub part: &'static str,
    pub attrs: Attributes,
    pub turn: usize,
}

/// Letters of the longest quotation.
const LONGEST_QUOTE: usize = 160;
/// Marks on each side of a quotation: a text may open a million, and the words are what is quoted.
const MOST_MARKS: usize = 8;
const CLOSING: [char; 5] = ['\u{201d}', '\u{2019}', '\u{300d}', '\u{300f}', '\u{300b}'];
const OPENING: [char; 5] = ['\u{201c}', '\u{2018}', '\u{300c}', '\u{300e}', '\u{300a}'];
/// Letters of the clauses that are quoted whole.
const LONGEST_CLAUSES: usize = 90;

/// The statement of a draft, quoted by whole clauses.
pub fn statement(passage: &Passage<'_>, draft: Draft) -> Statement {
    let (start, end) = clauses_of(passage, &draft);
    let (start, end) = quoted(passage, start, end);
    let announced = !matches!(draft.status, None | Some(Status::Planned)); // a plan's own notice tells of it as done
    Statement {
        relation: draft.relation,
        subject: draft.subject,
        object: draft.object,
        place: draft.place,
        status: draft.status,
        period: draft.period,
        start,
        end,
        quote: string(&passage.document.text[start..end]),
        section: passage.document.sections[passage.sentence.section].path.clone(),
        pattern: draft.pattern,
        tier: draft.tier,
        part: if passage.sentence.plan && !announced { "plan" } else { "done" },
        attrs: draft.attrs,
        turn: 0,
    }
}

/// The span of the clauses that a draft's evidence lies in; the evidence alone where they are too long to quote.
fn clauses_of(passage: &Passage<'_>, draft: &Draft) -> (usize, usize) {
    let (clause, _) = passage.clause(draft.start);
    let (_, end) = passage.clause((draft.end.saturating_sub(1)).max(draft.start));
    let whole = draft.end <= clause + LONGEST_CLAUSES && draft.start >= passage.sentence.start;
    let start = if whole { clause } else { draft.start };
    let end = if end <= start + LONGEST_CLAUSES { end.max(draft.end) } else { draft.end };
    (start, end)
}

/// The span in the text of the letters from start to end, marks around them included, cut to the longest quote.
fn quoted(passage: &Passage<'_>, start: usize, end: usize) -> (usize, usize) {
    let text = &passage.document.text;
    let (mut first, mut last) = passage.document.letters.span(start, end);
    let (least, most) = (first.saturating_sub(MOST_MARKS), text.len().min(last + MOST_MARKS));
    while last < most && CLOSING.contains(&text[last]) {
        last += 1;
    }
    while first > least && OPENING.contains(&text[first - 1]) {
        first -= 1;
    }
    (first, last.min(first + LONGEST_QUOTE))
}

/// What is equal of two readings of one span.
struct Mark<'s>(&'s Statement);

impl Mark<'_> {
    fn parts(&self) -> (Relation, &Name, &Name, &Name, Option<Status>, usize, usize, &Attributes) {
        let s = self.0;
        (s.relation, &s.subject, &s.object, &s.place, s.status, s.start, s.end, &s.attrs)
    }
}

impl PartialEq for Mark<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Mark<'_> {}

impl Hash for Mark<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

/// Statements, each reading of one span once: the surest of equal relation, subject, object, status and span, the first
/// of equally sure ones.
pub fn distinct(statements: Vec<Statement>) -> Vec<Statement> {
    let mut surest: HashMap<Mark<'_>, usize> = HashMap::with_capacity(statements.len());
    for (number, statement) in statements.iter().enumerate() {
        let best = surest.entry(Mark(statement)).or_insert(number);
        if statement.tier < statements[*best].tier {
            *best = number;
        }
    }
    let mut kept = vec![false; statements.len()];
    for number in surest.into_values() {
        kept[number] = true;
    }
    let mut kept = kept.into_iter();
    let mut statements = statements;
    statements.retain(|_| kept.next() == Some(true));
    statements
}

/// The statements of one reading in the order of the text, equal keys numbered by start offset.
pub fn numbered(mut statements: Vec<Statement>) -> Vec<Statement> {
    statements.sort_by(order);
    let mut turns: HashMap<(Relation, [Word; 3], bool), usize> = HashMap::new();
    for statement in &mut statements {
        let planned = matches!(statement.status, Some(Status::Planned | Status::Drafted));
        let names = [key(&statement.subject), key(&statement.object), key(&statement.place)];
        let turn = turns.entry((statement.relation, names, planned)).or_default();
        statement.turn = *turn;
        *turn += 1;
    }
    statements
}

fn order(one: &Statement, other: &Statement) -> Ordering {
    let status = |s: &Statement| s.status.map_or("", Status::text);
    (one.start, one.end, one.relation.text())
        .cmp(&(other.start, other.end, other.relation.text()))
        .then_with(|| one.subject.text.cmp(&other.subject.text))
        .then_with(|| one.object.text.cmp(&other.object.text))
        .then_with(|| one.place.text.cmp(&other.place.text))
        .then_with(|| status(one).cmp(status(other)))
        .then_with(|| one.pattern.cmp(&other.pattern))
        .then_with(|| json(&one.attrs).cmp(&json(&other.attrs)))
        .then_with(|| one.period.text().cmp(&other.period.text()))
}

/// The attributes as Python's `json.dumps(attrs, ensure_ascii=False, sort_keys=True)` writes them.
fn json(attrs: &Attributes) -> String {
    let word = |word: &Word| serde_json::to_string(&word.to_string()).unwrap_or_default();
    let value = |value: &Attribute| match value {
        Attribute::One(one) => word(one),
        Attribute::Many(many) => format!("[{}]", many.iter().map(word).collect::<Vec<_>>().join(", ")),
    };
    let pairs: Vec<String> = attrs.iter().map(|(name, each)| format!("\"{name}\": {}", value(each))).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// What stands for a name in a key: a place's permanent id, else the plain text.
fn key(name: &Name) -> Word {
    match &name.place {
        Some(place) => Word::from(&**place),
        None => plain(&name.text),
    }
}

/// How many plain names are remembered.
const KEPT: usize = 1 << 14;

/// A name for comparing, as ontology/statement.py has it. Most are plain already; the others are asked of Python, whose
/// tables of Unicode count.
fn plain(name: &Word) -> Word {
    static PLAIN: OnceLock<Memory<Word, Word>> = OnceLock::new();
    let is_plain = |letter: &char| {
        crate::classes::IDEOGRAPHS.contains(&(*letter as u32))
            || (letter.is_ascii_graphic() && !matches!(letter, '"' | '\''))
            || *letter == '\u{3001}'
    };
    if name.iter().all(is_plain) {
        return name.clone();
    }
    PLAIN.get_or_init(|| Memory::new(KEPT)).get(name, || {
        let ask = |py: Python<'_>| -> PyResult<String> {
            py.import("ontology.statement")?.call_method1("plain", (name.to_string(),))?.extract()
        };
        Word::from(asked(ask).as_str())
    })
}
