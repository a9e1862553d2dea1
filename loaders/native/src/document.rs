//! The structure of a report's text: sections with their headings, done and plan parts, sentences.

use crate::asked::asked;
use crate::classes::{is_alnum, is_alpha, is_numeral, is_space};
use crate::expression::Expression;
use crate::letters::{Letters, fold, squeeze};
use crate::lexicon::lexicon;
use crate::period::Period;
use crate::words::{Word, holds, rfind, slice, string};
use pyo3::prelude::*;
use std::collections::HashSet;
use std::sync::OnceLock;

/// From one heading to the next, in offsets of the letters. `title_end` is where the heading's title ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub level: usize,
    pub title: Word,
    pub path: Word,
    pub start: usize,
    pub title_end: usize,
    pub end: usize,
    pub plan: bool,
}

/// A sentence in offsets of the letters, with the number of its section and whether it is of the plan part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentence {
    pub start: usize,
    pub end: usize,
    pub section: usize,
    pub plan: bool,
}

/// A text with its structure. Sections cover it from start to end; the first has no heading.
#[derive(Clone, Debug)]
pub struct Document {
    pub text: Vec<char>,
    pub letters: Letters,
    pub sections: Vec<Section>,
    pub sentences: Vec<Sentence>,
}

impl Document {
    /// Letters of the text that belong to the plan part.
    pub fn plan_length(&self) -> usize {
        self.sections.iter().filter(|section| section.plan).map(|section| self.length(section)).sum()
    }

    /// Letters of the text that do not.
    pub fn done_length(&self) -> usize {
        self.text.len() - self.plan_length()
    }

    fn length(&self, section: &Section) -> usize {
        if section.end <= section.start {
            return 0;
        }
        let (start, end) = self.letters.span(section.start, section.end);
        end - start
    }
}

/// Where a heading begins and its title ends, in offsets of the folded text.
struct Heading {
    level: usize,
    start: usize,
    end: usize,
}

/// The document of a text. The report's period tells a paragraph about the next term from one about its own.
pub fn parse(text: Vec<char>, period: &Period) -> Document {
    let mut folded = simplified(fold(&text));
    for at in 1..folded.len().saturating_sub(1) {
        // between the cells of a row: its clauses
        if folded[at] == '\t' && !is_space(folded[at - 1]) && !is_space(folded[at + 1]) {
            folded[at] = ',';
        }
    }
    let spaces = spaces(&folded);
    let headings = headings(&folded, &spaces);
    let letters = squeeze(&folded, &breaks(&folded, &headings, &spaces));
    let sections = sections(&letters, &headings, period);
    let sentences = sentences(letters.text(), &sections);
    Document { text, letters, sections, sentences }
}

/// Different traditional characters, below which a text counts as simplified.
const LEAST: usize = 3;

/// The text in simplified characters, as loaders/script.py has it; the length never changes.
fn simplified(text: Vec<char>) -> Vec<char> {
    static TRADITIONAL: OnceLock<HashSet<char>> = OnceLock::new();
    let traditional = TRADITIONAL.get_or_init(|| lexicon().layout.traditional.iter().copied().collect());
    let filter = traditional_filter(traditional);
    let mut found: HashSet<char> = HashSet::new();
    for letter in &text {
        let bit = *letter as usize & 0xffff;
        if filter[bit / 64] & (1 << (bit % 64)) != 0 && traditional.contains(letter) {
            found.insert(*letter);
            if found.len() >= LEAST {
                return converted(&text);
            }
        }
    }
    text
}

/// The traditional characters by their last sixteen bits, to pass over all others at once.
fn traditional_filter(traditional: &HashSet<char>) -> &'static [u64; 1024] {
    static FILTER: OnceLock<Box<[u64; 1024]>> = OnceLock::new();
    FILTER.get_or_init(|| {
        let mut filter = Box::new([0; 1024]);
        for letter in traditional {
            let bit = *letter as usize & 0xffff;
            filter[bit / 64] |= 1 << (bit % 64);
        }
        filter
    })
}

fn converted(text: &[char]) -> Vec<char> {
    let ask = |py: Python<'_>| -> PyResult<String> {
        py.import("loaders.script")?.call_method1("simplified", (string(text),))?.extract()
    };
    let found: Vec<char> = asked(ask).chars().collect();
    assert_eq!(found.len(), text.len(), "the length never changes");
    found
}

/// The runs of space in a text.
fn spaces(text: &[char]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !is_space(text[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < text.len() && is_space(text[at]) {
            at += 1;
        }
        runs.push((start, at));
    }
    runs
}

fn headings(folded: &[char], spaces: &[(usize, usize)]) -> Vec<Heading> {
    let layout = &lexicon().layout;
    let mut found = Vec::new();
    for (start, begins_line) in after_space(folded, spaces) {
        for row in &layout.headings {
            if row.line_start && !begins_line {
                continue;
            }
            let Some(marker) = row.marker.matches(folded, start, folded.len()) else { continue };
            let limit = marker.end() + layout.longest_heading;
            let end = layout.heading_end.search(folded, marker.end(), limit);
            let stop = end.map_or(limit.min(folded.len()), |end| end.start());
            found.push(Heading { level: row.level, start, end: stop });
        }
    }
    found
}

/// Where letters follow space or the text begins, and whether they begin a line.
fn after_space(folded: &[char], spaces: &[(usize, usize)]) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    if folded.first().is_none_or(|first| !is_space(*first)) {
        found.push((0, true));
    }
    for &(start, end) in spaces {
        let run = &folded[start..end];
        let line = run.iter().rposition(|letter| *letter == '\n');
        let indent = &run[line.map_or(0, |at| at + 1)..];
        let first = start == 0 || line.is_some();
        found.push((end, first && indent.iter().all(|letter| *letter == ' ' || *letter == '\t')));
    }
    found
}

/// Offsets of the line breaks and spaces at which a sentence ends: all but a break inside a wrapped word; in order.
fn breaks(folded: &[char], headings: &[Heading], spaces: &[(usize, usize)]) -> Vec<usize> {
    let layout = &lexicon().layout;
    let starts: HashSet<usize> = headings.iter().map(|heading| heading.start).collect();
    let mut breaks = Vec::new();
    for heading in headings {
        if heading.end < folded.len() && matches!(folded[heading.end], ' ' | '\n') {
            breaks.push(heading.end);
        }
        if heading.start > 0 && is_space(folded[heading.start - 1]) {
            breaks.push(heading.start - 1);
        }
    }
    let mut line = 0;
    for &(start, end) in spaces {
        let Some(at) = folded[start..end].iter().position(|letter| *letter == '\n') else { continue };
        let length = start as i64 - line as i64;
        let mut wrapped = length >= layout.wrapped_line as i64;
        if wrapped {
            let following = folded[end..].iter().position(|letter| *letter == '\n').map_or(folded.len(), |n| end + n);
            wrapped = (following - end) as i64 <= 2 * length; // a line is no wrapped one before a paragraph
        }
        if wrapped && line == 0 && layout.title_end.is_in(folded, 0, start) {
            wrapped = false;
        }
        let inside = end < folded.len() && start > 0 && is_alnum(folded[start - 1]);
        if !(wrapped && inside && is_alpha(folded[end]) && !starts.contains(&end)) {
            breaks.push(start + at);
        }
        line = end;
    }
    breaks.sort_unstable();
    breaks
}

fn sections(letters: &Letters, headings: &[Heading], period: &Period) -> Vec<Section> {
    let text = letters.text();
    let mut bounds = vec![(0, 0, 0)];
    for heading in headings {
        let start = letter(letters, heading.start);
        bounds.push((heading.level, start, start.max(letter(letters, heading.end))));
    }
    let plan_from = plan_from(text, &bounds, period);
    let mut sections = Vec::new();
    let mut path: Vec<(usize, Word)> = Vec::new();
    for (index, &(level, start, title_end)) in bounds.iter().enumerate() {
        let (mut level, mut title_end) = (level, title_end);
        let end = bounds.get(index + 1).map_or(text.len(), |next| next.1);
        let mut title = Word::new(stripped(slice(text, start, title_end)));
        path.retain(|step| step.0 < level);
        if !title.is_empty() {
            path.push((level, title.clone()));
        }
        for (piece_start, piece_end) in cut(start, end, plan_from) {
            if piece_start == plan_from && plan_from > start {
                (level, title, title_end) = (0, Word::from(""), plan_from);
                path.clear();
            }
            let joined = path.iter().map(|(_, name)| name.to_string()).collect::<Vec<_>>().join(" / ");
            sections.push(Section {
                level,
                title: title.clone(),
                path: Word::from(joined.as_str()),
                start: piece_start,
                title_end,
                end: piece_end,
                plan: piece_start >= plan_from,
            });
        }
    }
    sections
}

fn cut(start: usize, end: usize, at: usize) -> Vec<(usize, usize)> {
    if start < at && at < end { vec![(start, at), (at, end)] } else { vec![(start, end)] }
}

/// Letters without space at their ends, as `str.strip()`.
pub fn stripped(letters: &[char]) -> &[char] {
    let Some(start) = letters.iter().position(|letter| !is_space(*letter)) else { return &[] };
    let end = letters.iter().rposition(|letter| !is_space(*letter)).map_or(start, |last| last + 1);
    &letters[start..end]
}

/// The offset in the letters of the first letter at or after an offset of the text.
fn letter(letters: &Letters, source: usize) -> usize {
    let next = letters.sources.partition_point(|each| *each <= source);
    let run = next.saturating_sub(1);
    let offset = (letters.starts[run] + source).saturating_sub(letters.sources[run]);
    offset.min(letters.starts.get(next).copied().unwrap_or(letters.text().len()))
}

/// Where the plan part begins: at a heading that says so or a paragraph about a later term; the end if nowhere.
///
/// Once begun it goes on to the end, whatever the numbering does.
fn plan_from(text: &[char], bounds: &[(usize, usize, usize)], period: &Period) -> usize {
    if is_plan(text) {
        return 0;
    }
    let mut least = text.len();
    for &(level, start, title_end) in bounds {
        if matches!(level, 1 | 2) && start < least && is_plan_heading(slice(text, start, title_end), period) {
            least = start;
        }
    }
    let mut start = 0;
    while start < least {
        let end = text[start..].iter().position(|letter| *letter == '\n').map_or(text.len(), |at| start + at);
        let line = &text[start..end];
        if let Some(last) = line.last() {
            let short = start > 0 && line.len() <= lexicon().layout.short_line && is_alnum(*last);
            if (short && is_plan_heading(line, period)) || is_plan_lead(slice(line, 0, LEAD_LINE), period) {
                return start;
            }
        }
        start = end + 1;
    }
    least
}

/// Letters of a line that are looked at for what it is about.
const LEAD_LINE: usize = 120;
const LONGEST_TITLE: usize = 80;
/// Letters in which news says what it is about.
const LEAD: usize = 300;
/// Letters of a text in which it says of what kind it is.
const OPENING: usize = 4000;

/// Whether a folded text is a plan as a whole: its title says so, or its first heading, or whose task each thing is.
///
/// Reads no more than the first OPENING letters. Of the lines before the first heading that are titles the last counts:
/// before it stand the menus of a web page.
fn is_plan(text: &[char]) -> bool {
    let layout = &lexicon().layout;
    let opening = slice(text, 0, OPENING);
    let all = opening.len();
    let first = first_heading().search(opening, 0, all);
    let head = first.as_ref().map_or(opening, |first| &opening[..first.start()]);
    for line in lines(head).into_iter().rev() {
        let line = layout.title_aside.sub(&[], line);
        let Some(last) = line.last() else { continue };
        if line.len() < LONGEST_TITLE && is_alnum(*last) && !line.contains(&':') {
            if layout.no_plan_title.finds(&line) {
                return false;
            }
            if layout.plan_title.finds(&line) {
                return true;
            }
        }
    }
    let title = first.as_ref().and_then(|first| first.group("title")).map(|(start, end)| &opening[start..end]);
    if let Some(title) = title {
        if layout.plan_first.begins(title) {
            return !layout.no_plan_title.finds(title);
        }
    }
    let lead = slice(opening, 0, LEAD);
    if layout.plan_news.finds(lead) && layout.plan_says.finds(opening) {
        return true;
    }
    let mut duties = layout.duty.find_iter(opening, 0, all).map(|duty| duty.start());
    let Some(earliest) = duties.next() else { return layout.duties == 0 && !layout.task_state.finds(opening) };
    let early = 1 + duties.count() >= layout.duties && earliest < all / 2;
    early && !layout.task_state.finds(opening)
}

/// The lines of a text, as `str.splitlines()`.
fn lines(text: &[char]) -> Vec<&[char]> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        if matches!(
            text[at],
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        ) {
            found.push(&text[start..at]);
            if text[at] == '\r' && text.get(at + 1) == Some(&'\n') {
                at += 1;
            }
            start = at + 1;
        }
        at += 1;
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

fn first_heading() -> &'static Expression {
    static FIRST: OnceLock<Expression> = OnceLock::new();
    FIRST.get_or_init(|| {
        let marker = lexicon().layout.headings[0].marker.pattern();
        Expression::new(&format!("(?m)^[^\\S\\n]*{marker}(?P<title>[^\\n\u{3002}:;]*)"))
    })
}

fn bare_heading() -> &'static Expression {
    static BARE: OnceLock<Expression> = OnceLock::new();
    BARE.get_or_init(|| Expression::new(&format!("^{}", lexicon().layout.headings[0].marker.pattern())))
}

/// The last letters of a period as its ISO prefix; None where it is open.
fn end_of(period: &Period) -> Option<Vec<char>> {
    period.end.map(|end| end.to_string().chars().collect())
}

fn is_plan_heading(title: &[char], period: &Period) -> bool {
    let layout = &lexicon().layout;
    let all = title.len();
    if layout.not_plan_heading.finds(title) {
        return false;
    }
    let end = end_of(period).unwrap_or_default();
    let later = layout.plan_year.find_iter(title, 0, all).any(|found| {
        let (first, last) = found.group("year").unwrap_or((0, 0));
        title[first..last] > *slice(&end, 0, 4)
    });
    if later || layout.plan_goals.finds(title) {
        return true;
    }
    if let Some(found) = layout.plan_heading.search(title, 0, all) {
        if !is_past(&title[found.start()..found.end()], period) {
            return true;
        }
    }
    let bare = bare_heading().sub(&[], title);
    layout.plan_heading_alone.finds(&bare)
}

/// Whether words that begin with a year are of a term that is over when the report's own ends.
fn is_past(words: &[char], period: &Period) -> bool {
    let Some(end) = end_of(period) else { return false };
    let year = slice(words, 0, 4);
    if year.is_empty() || !year.iter().all(|letter| is_numeral(*letter)) {
        return false;
    }
    month_of(year, holds(words, &lexicon().layout.first_half)).as_slice() <= slice(&end, 0, 7)
}

/// A year and the last month of one of its halves.
fn month_of(year: &[char], first_half: bool) -> Vec<char> {
    year.iter().copied().chain((if first_half { "-06" } else { "-12" }).chars()).collect()
}

fn is_plan_lead(lead: &[char], period: &Period) -> bool {
    let layout = &lexicon().layout;
    if layout.plan_lead_undated.begins(lead) {
        return true;
    }
    let Some(found) = layout.plan_lead.matches(lead, 0, lead.len()) else { return false };
    let Some(end) = end_of(period) else { return true };
    let (first, last) = found.group("year").unwrap_or((0, 0));
    let half = found.group("half").is_some_and(|(first, last)| lead[first..last] == *layout.first_half);
    month_of(&lead[first..last], half).as_slice() > slice(&end, 0, 7)
}

/// Letters of which a page's mark has no more.
const LONGEST_PAGE_MARK: usize = 60;

fn sentences(text: &[char], sections: &[Section]) -> Vec<Sentence> {
    let layout = &lexicon().layout;
    let mut sentences = Vec::new();
    for (number, section) in sections.iter().enumerate() {
        let (mut start, plan) = (section.start, section.plan);
        let ends = layout.sentence_end.find_iter(text, section.start, section.end).map(|found| found.span());
        for (end, following) in ends.chain([(section.end, section.end)]) {
            let length = end.saturating_sub(start);
            if LONGEST_PAGE_MARK < length && length <= layout.longest_sentence {
                sentences.push(Sentence { start, end, section: number, plan });
            } else if length > layout.longest_sentence || (length > 0 && !is_folded_page_mark(&text[start..end])) {
                bearable(text, start, end, |start, end| {
                    sentences.push(Sentence { start, end, section: number, plan });
                });
            }
            start = following;
        }
    }
    sentences
}

/// Whether a folded line that is no longer than any page mark is its page's number.
fn is_folded_page_mark(line: &[char]) -> bool {
    let line: Vec<char> = stripped(line).iter().map(|letter| small(*letter)).collect();
    lexicon().page_mark.fills(&line)
}

/// A letter as `re.IGNORECASE` reads it beside the small ones of ASCII in the expressions of page marks.
fn small(letter: char) -> char {
    match letter {
        '\u{130}' | '\u{131}' => 'i',
        _ => letter.to_ascii_lowercase(),
    }
}

/// A sentence, or the parts of one that is longer than any that a body writes.
///
/// What stands in a sentence is compared with all else in it, so that its length must have a bound: a text of one
/// sentence would else take time by the square. It is cut after a clause, else at a list mark, else where it must be.
fn bearable(text: &[char], start: usize, end: usize, mut put: impl FnMut(usize, usize)) {
    let layout = &lexicon().layout;
    let longest = layout.longest_sentence;
    let mut start = start;
    while end - start > longest {
        let latest = start + longest;
        let middle = start + longest / 2;
        let cut = layout.clause_end.find_iter(text, middle, latest).last().map(|found| found.span());
        let mark = || rfind(text, &layout.list_mark, middle, latest).map(|mark| (mark, mark + 1));
        let (stop, following) = cut.or_else(mark).unwrap_or((latest, latest));
        put(start, stop);
        start = following;
    }
    if end > start {
        put(start, end);
    }
}
