//! The letters of a text: widths folded, quotation marks, stray spaces and stray line breaks dropped, with the way back.

use crate::classes::{IDEOGRAPHS, is_space};
use crate::lexicon::lexicon;
use crate::scan::Source;

/// A span between quotation marks, in offsets of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quoted {
    pub start: usize,
    pub end: usize,
}

/// The letters of a text, the quoted spans in them by start, and where each run of letters stands in the text.
#[derive(Clone, Debug)]
pub struct Letters {
    pub source: Source,
    pub quoted: Vec<Quoted>,
    pub starts: Vec<usize>,
    pub sources: Vec<usize>,
}

/// Letters before an item in which the quotation that holds it may begin.
const LONGEST_LIST: usize = 40;

impl Letters {
    pub fn text(&self) -> &[char] {
        &self.source.letters
    }

    /// The offset in the original text of the letter at `offset`.
    pub fn original(&self, offset: usize) -> usize {
        let run = self.starts.partition_point(|start| *start <= offset) - 1;
        self.sources[run] + offset - self.starts[run]
    }

    /// The quoted spans that begin from `start` until before `end`, in order.
    pub fn quotes(&self, start: usize, end: usize) -> &[Quoted] {
        let first = self.quoted.partition_point(|quoted| quoted.start < start);
        let count = self.quoted[first..].partition_point(|quoted| quoted.start < end);
        &self.quoted[first..first + count]
    }

    /// Whether a quoted span begins there.
    pub fn quotes_at(&self, offset: usize) -> bool {
        let at = self.quoted.partition_point(|quoted| quoted.start < offset);
        self.quoted.get(at).is_some_and(|quoted| quoted.start == offset)
    }

    /// Whether a span fills a quotation, or an item of a list in one.
    pub fn is_item(&self, start: usize, end: usize) -> bool {
        let mark = lexicon().layout.list_mark[0];
        let text = self.text();
        self.quotes(start.saturating_sub(LONGEST_LIST), start + 1).iter().any(|quote| {
            quote.start <= start
                && end <= quote.end
                && (start == quote.start || text[start - 1] == mark)
                && (end == quote.end || text[end] == mark)
        })
    }

    /// The span in the original text of the letters from start to end (end exclusive, not empty).
    pub fn span(&self, start: usize, end: usize) -> (usize, usize) {
        (self.original(start), self.original(end - 1) + 1)
    }
}

/// A letter with its width folded.
#[inline]
fn folded(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '\u{ff61}' => '\u{3002}',
        _ => letter,
    }
}

/// The text with full-width forms as half-width ones; the length never changes.
pub fn fold(text: &[char]) -> Vec<char> {
    text.iter().map(|letter| folded(*letter)).collect()
}

/// The letters of a folded text; a run of marks and space that holds an offset of `breaks` leaves a line break. `breaks`
/// are in order.
pub fn squeeze(text: &[char], breaks: &[usize]) -> Letters {
    let marks = &lexicon().layout.marks;
    let is_mark = |letter: char| marks.contains(&letter);
    let mut letters = Vec::with_capacity(text.len());
    let mut starts = Vec::new();
    let mut sources = Vec::new();
    let mut quotes = Quotes::default();
    let mut at = 0;
    let mut index = 0;
    let mut next_break = 0;
    while index < text.len() {
        if !is_stop(text[index], &is_mark) {
            index += 1;
            continue;
        }
        let start = index;
        let mut space = true;
        while index < text.len() && is_stop(text[index], &is_mark) {
            space = space && is_space(text[index]);
            index += 1;
        }
        let end = index;
        if start > at {
            starts.push(letters.len());
            sources.push(at);
            letters.extend_from_slice(&text[at..start]);
        }
        at = end;
        while next_break < breaks.len() && breaks[next_break] < start {
            next_break += 1;
        }
        let cut = breaks.get(next_break).copied().filter(|cut| *cut < end).unwrap_or(end);
        if !space {
            quotes.read(&text[start..cut], letters.len(), letters.len());
        }
        if cut < end {
            starts.push(letters.len());
            sources.push(cut);
            letters.push('\n');
            if !space {
                quotes.read(&text[cut..end], letters.len(), letters.len() - 1);
            }
        }
    }
    if at < text.len() {
        starts.push(letters.len());
        sources.push(at);
        letters.extend_from_slice(&text[at..]);
    }
    if starts.is_empty() {
        starts.push(0);
        sources.push(0);
    }
    Letters { source: Source::new(letters), quoted: quotes.closed(), starts, sources }
}

#[inline]
fn is_stop(letter: char, is_mark: &impl Fn(char) -> bool) -> bool {
    // no ideograph is a mark or space
    !IDEOGRAPHS.contains(&(letter as u32)) && (is_space(letter) || is_mark(letter))
}

/// How many quotations may stand open at once.
const MOST_OPEN: usize = 8;

/// Pairs marks as they come; a mark without its partner pairs with nothing.
#[derive(Default)]
struct Quotes {
    open: Vec<(char, usize)>,
    spans: Vec<Quoted>,
}

impl Quotes {
    /// Marks in their order: what they open begins at one offset, what they close ends at the other.
    fn read(&mut self, marks: &[char], opens: usize, closes: usize) {
        for mark in marks {
            let closing = lexicon().layout.opening.get(std::slice::from_ref(mark));
            match closing {
                Some(closing) => {
                    self.open.push((closing[0], opens));
                    if self.open.len() > MOST_OPEN {
                        self.open.remove(0);
                    }
                }
                None if !self.open.is_empty() => self.close(*mark, closes),
                None => {}
            }
        }
    }

    fn close(&mut self, mark: char, at: usize) {
        let Some(index) = self.open.iter().rposition(|(wanted, _)| *wanted == mark) else { return };
        let (_, start) = self.open[index];
        self.open.truncate(index);
        if at > start {
            self.spans.push(Quoted { start, end: at });
        }
    }

    fn closed(mut self) -> Vec<Quoted> {
        self.spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        self.spans
    }
}
