//! Regular expressions with the meaning that Python's `re` gives them, over letters of one code point each.
//!
//! The expressions of the data files are written for `re` and checked by it. Libraries of Rust leave out looking around
//! (regex) or take other characters for `\w` and have no end before the text's (fancy-regex), so that a reading would
//! differ; this engine backtracks in the order of `re` and takes the classes of characters from the running Python.
//!
//! An expression is parsed to a tree of nodes and compiled to steps. Where what comes next can begin with certain letters
//! alone, the steps hold a table of these, so that a way that must fail is not entered and leaves nothing to go back to.
//! What is left to try stands on a stack of its own: the length of a text does not deepen the stack of the thread.

use crate::classes;
use serde::{Deserialize, Deserializer};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// An expression, compiled when it is first asked; a clone shares what is compiled.
#[derive(Clone)]
pub struct Expression {
    shared: Arc<Shared>,
}

struct Shared {
    pattern: String,
    ascii: bool,
    program: OnceLock<Result<Program, String>>,
}

impl Expression {
    /// An expression as `re.compile(pattern)` has it.
    pub fn new(pattern: &str) -> Expression {
        Expression::of(pattern, false)
    }

    /// An expression as `re.compile(pattern, re.ASCII)` has it.
    pub fn ascii(pattern: &str) -> Expression {
        Expression::of(pattern, true)
    }

    fn of(pattern: &str, ascii: bool) -> Expression {
        let shared = Shared { pattern: pattern.to_string(), ascii, program: OnceLock::new() };
        Expression { shared: Arc::new(shared) }
    }

    /// Whether the expression is one that this engine reads; the reason where it is not. The other methods panic then.
    pub fn check(&self) -> Result<(), String> {
        let letters: Vec<char> = self.shared.pattern.chars().collect();
        Parser::new(&letters, self.shared.ascii).whole().map(|_| ())
    }

    pub fn pattern(&self) -> &str {
        &self.shared.pattern
    }

    #[inline]
    fn compiled(&self) -> &Result<Program, String> {
        let program = &self.shared.program;
        match program.get() {
            Some(found) => found,
            None => {
                // made before it is set: what it asks of Python is asked while nothing is held
                let made = Program::new(&self.shared.pattern, self.shared.ascii);
                program.get_or_init(|| made)
            }
        }
    }

    #[inline]
    fn program(&self) -> &Program {
        match self.compiled() {
            Ok(program) => program,
            Err(reason) => panic!("{}: {reason}", self.shared.pattern),
        }
    }

    /// The first match between two offsets, as `search(text, pos, end)`: the text ends at `end`, and looking back sees
    /// what stands before `pos`. Offsets beyond the text are its end.
    pub fn search(&self, text: &[char], pos: usize, end: usize) -> Option<Found> {
        self.program().search::<true>(text, pos, end, false, &mut 0)
    }

    /// The match that begins at `pos`, as `match(text, pos, end)`.
    pub fn matches(&self, text: &[char], pos: usize, end: usize) -> Option<Found> {
        self.program().at::<true>(text, pos, end, Mode::Any)
    }

    /// Whether `search` finds something.
    pub fn is_in(&self, text: &[char], pos: usize, end: usize) -> bool {
        self.program().search::<false>(text, pos, end, false, &mut 0).is_some()
    }

    /// Whether `matches` finds something.
    pub fn is_at(&self, text: &[char], pos: usize, end: usize) -> bool {
        self.program().at::<false>(text, pos, end, Mode::Any).is_some()
    }

    /// Whether a match takes all that stands between two offsets, as `fullmatch(text, pos, end)`.
    pub fn is_all(&self, text: &[char], pos: usize, end: usize) -> bool {
        self.program().at::<false>(text, pos, end, Mode::Whole).is_some()
    }

    /// Whether a match stands somewhere in some letters, which are all of the text.
    pub fn finds(&self, letters: &[char]) -> bool {
        self.is_in(letters, 0, letters.len())
    }

    /// Whether some letters, which are all of the text, begin with a match.
    pub fn begins(&self, letters: &[char]) -> bool {
        self.is_at(letters, 0, letters.len())
    }

    /// Whether a match takes all of some letters, which are all of the text.
    pub fn fills(&self, letters: &[char]) -> bool {
        self.is_all(letters, 0, letters.len())
    }

    /// The matches between two offsets in order, as `finditer(text, pos, end)`.
    pub fn find_iter<'a>(&'a self, text: &'a [char], pos: usize, end: usize) -> impl Iterator<Item = Found> + use<'a> {
        let program = self.program();
        let mut at = pos;
        let mut advance = false;
        let mut next = 0;
        let mut done = false;
        std::iter::from_fn(move || {
            let found = if done { None } else { program.search::<true>(text, at, end, advance, &mut next) };
            let Some(found) = found else {
                done = true;
                return None;
            };
            at = found.end();
            advance = found.start() == found.end();
            Some(found)
        })
    }

    /// The letters with each match replaced by some letters, which are taken as they are.
    pub fn sub(&self, replacement: &[char], text: &[char]) -> Vec<char> {
        self.sub_n(replacement, text, usize::MAX)
    }

    /// The letters with the first matches, no more than `count`, replaced by some letters.
    pub fn sub_n(&self, replacement: &[char], text: &[char], count: usize) -> Vec<char> {
        let mut out = Vec::with_capacity(text.len());
        let mut reached = 0;
        for found in self.find_iter(text, 0, text.len()).take(count) {
            out.extend_from_slice(&text[reached..found.start()]);
            out.extend_from_slice(replacement);
            reached = found.end();
        }
        out.extend_from_slice(&text[reached..]);
        out
    }
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expression({:?})", self.shared.pattern)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expression, D::Error> {
        Ok(Expression::new(&String::deserialize(deserializer)?))
    }
}

/// A match: where it and its groups stand.
#[derive(Clone)]
pub struct Found {
    names: Option<Arc<Names>>,
    groups: u32,
    spans: Spans,
}

/// Named groups with their numbers, in order of these.
type Names = Vec<(String, usize)>;

/// Starts and ends of groups; a group that took no part has `NONE`.
#[derive(Clone)]
enum Spans {
    Short([u32; SHORT]),
    Long(Box<[u32]>),
}

const SHORT: usize = 16; // offsets, two a group, that are held without allocation
const NONE: u32 = u32::MAX;

impl Found {
    #[inline]
    fn offsets(&self) -> &[u32] {
        match &self.spans {
            Spans::Short(spans) => spans,
            Spans::Long(spans) => spans,
        }
    }

    #[inline]
    pub fn start(&self) -> usize {
        self.offsets()[0] as usize
    }

    #[inline]
    pub fn end(&self) -> usize {
        self.offsets()[1] as usize
    }

    #[inline]
    pub fn span(&self) -> (usize, usize) {
        (self.start(), self.end())
    }

    /// The span of a group by number, 0 the whole; None where it took no part. An unknown number is a fault of this code.
    pub fn at(&self, number: usize) -> Option<(usize, usize)> {
        assert!(number < self.groups as usize, "no group {number}");
        let (start, end) = (self.offsets()[2 * number], self.offsets()[2 * number + 1]);
        (start != NONE && end != NONE).then_some((start as usize, end as usize))
    }

    /// The span of a named group; None where it took no part. An unknown name is a fault of this code.
    pub fn group(&self, name: &str) -> Option<(usize, usize)> {
        let found = self.named().iter().find(|(each, _)| each == name);
        let (_, number) = found.unwrap_or_else(|| panic!("no group {name}"));
        self.at(*number)
    }

    /// The letters of a named group; none where it took no part.
    pub fn letters<'t>(&self, text: &'t [char], name: &str) -> &'t [char] {
        self.group(name).map_or(&[], |(start, end)| &text[start..end])
    }

    /// The named groups in order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = (&str, Option<(usize, usize)>)> {
        self.named().iter().map(|(name, number)| (name.as_str(), self.at(*number)))
    }

    fn named(&self) -> &[(String, usize)] {
        self.names.as_ref().map_or(&[], |names| names.as_slice())
    }
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Found{:?}", self.span())
    }
}

/// Ranges of code points, both ends included.
type Ranges = Vec<(u32, u32)>;

const LAST: u32 = char::MAX as u32;

/// The ranges in order, those that touch as one.
fn tidy(mut ranges: Ranges) -> Ranges {
    ranges.sort_unstable();
    let mut out: Ranges = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match out.last_mut() {
            Some((_, reached)) if low <= reached.saturating_add(1) => *reached = high.max(*reached),
            _ => out.push((low, high)),
        }
    }
    out
}

/// What tidy ranges leave out.
fn others(ranges: &Ranges) -> Ranges {
    let mut out = Vec::with_capacity(ranges.len() + 1);
    let mut next = 0;
    for (low, high) in ranges {
        if *low > next {
            out.push((next, low - 1));
        }
        next = high + 1;
    }
    if next <= LAST {
        out.push((next, LAST));
    }
    out
}

fn within(ranges: &Ranges, code: u32) -> bool {
    let after = ranges.partition_point(|(low, _)| *low <= code);
    after > 0 && ranges[after - 1].1 >= code
}

/// A set of characters: those of `ins`, and those of certain kinds that are not of `outs`.
///
/// The kind of a character is whether it is of a word, a digit and space, as three bits; `kinds` has a bit for each of the
/// eight kinds. What only Python knows is so left until a character is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Set {
    ins: Ranges,
    kinds: u8,
    outs: Ranges,
    end: bool, // of what may come next: or nothing, at the end of the text
}

impl Set {
    fn single(c: char) -> Set {
        Set { ins: vec![(c as u32, c as u32)], ..Set::default() }
    }

    /// Whether a character is of the set; None where only Python knows.
    fn holds_known(&self, code: u32) -> Option<bool> {
        if within(&self.ins, code) {
            return Some(true);
        }
        if self.kinds == 0 || within(&self.outs, code) {
            return Some(false);
        }
        classes::known(code).map(|facts| self.kinds >> (facts & classes::KINDS) & 1 != 0)
    }

    /// How many characters, where these are named one by one and not too many.
    fn count(&self) -> Option<usize> {
        let count: u32 = self.ins.iter().map(|(low, high)| high - low + 1).sum();
        (self.kinds == 0 && count <= MOST_LETTERS).then_some(count as usize)
    }

    /// The characters one by one; only of a set that has a count.
    fn codes(&self) -> impl Iterator<Item = u32> {
        self.ins.iter().flat_map(|(low, high)| *low..=*high)
    }

    /// A set that holds all that these hold. It is exactly that where no more than one of them leaves some out of a kind.
    fn union<'a>(sets: impl Iterator<Item = &'a Set>) -> Set {
        let mut all = Set::default();
        for set in sets {
            all.ins.extend_from_slice(&set.ins);
            all.end |= set.end;
            if set.kinds != 0 {
                all.outs = if all.kinds == 0 { set.outs.clone() } else { Vec::new() };
                all.kinds |= set.kinds;
            }
        }
        all.ins = tidy(all.ins);
        all
    }

    /// Whether the two certainly have no character in common.
    fn apart(&self, other: &Set) -> bool {
        let finite =
            |one: &Set, two: &Set| one.count().is_some() && one.codes().all(|c| two.holds_known(c) == Some(false));
        finite(self, other) || finite(other, self)
    }
}

/// Up to how many letters a set is taken one by one.
const MOST_LETTERS: u32 = 512;

/// A set as it is asked: bits of the characters below 0x10000 in pages of 256, of which the same ones are held once.
struct Table {
    index: [u8; 256],
    pages: Vec<u64>,
    high: Ranges,
    kinds: u8,
    outs: Ranges,
    end: bool,
    only: Option<char>,   // the one character that it holds, where it is one
    except: Option<char>, // the one character that it does not hold, where it is one
}

impl Table {
    fn new(set: &Set) -> Table {
        let mut bits = vec![0u64; 1024];
        for (low, high) in &set.ins {
            fill(&mut bits, *low, *high);
        }
        if set.kinds != 0 {
            let ideographs = classes::IDEOGRAPHS;
            for code in (0..128).chain(ideographs) {
                if set.holds_known(code) == Some(true) {
                    bits[code as usize / 64] |= 1 << (code % 64);
                }
            }
        }
        let mut index = [0; 256];
        let mut pages: Vec<u64> = Vec::new();
        let mut held: HashMap<[u64; 4], u8> = HashMap::new();
        for (number, page) in bits.chunks_exact(4).enumerate() {
            let page = [page[0], page[1], page[2], page[3]];
            index[number] = *held.entry(page).or_insert_with(|| {
                pages.extend_from_slice(&page);
                (pages.len() / 4 - 1) as u8
            });
        }
        let high = set.ins.iter().filter(|(_, last)| *last > 0xffff).copied().collect();
        let only = match set.ins.as_slice() {
            [(low, last)] if low == last && set.kinds == 0 => char::from_u32(*low),
            _ => None,
        };
        let except = match others(&set.ins).as_slice() {
            [(low, last)] if low == last && set.kinds == 0 => char::from_u32(*low),
            _ => None,
        };
        Table { index, pages, high, kinds: set.kinds, outs: set.outs.clone(), end: set.end, only, except }
    }

    #[inline(always)]
    fn holds(&self, c: char) -> bool {
        let code = c as usize;
        if code < 0x1_0000 {
            let page = self.index[code >> 8] as usize;
            if self.pages[page * 4 + (code >> 6 & 3)] >> (code & 63) & 1 != 0 {
                return true;
            }
            if self.kinds == 0 || code < 128 || classes::IDEOGRAPHS.contains(&(code as u32)) {
                return false;
            }
        }
        self.asked(c)
    }

    /// Whether it holds a character of which the bits do not say it.
    fn asked(&self, c: char) -> bool {
        let code = c as u32;
        (code > 0xffff && within(&self.high, code))
            || (self.kinds >> (classes::facts(c) & classes::KINDS) & 1 != 0 && !within(&self.outs, code))
    }

    /// Where the first character of the set stands.
    #[inline]
    fn position(&self, text: &[char]) -> Option<usize> {
        match self.only {
            Some(c) => position(text, c),
            None => text.iter().position(|each| self.holds(*each)),
        }
    }

    /// How many characters of the set stand at the beginning of a text.
    #[inline]
    fn run(&self, text: &[char]) -> usize {
        let stop = match self.except {
            Some(c) => position(text, c),
            None => text.iter().position(|each| !self.holds(*each)),
        };
        stop.unwrap_or(text.len())
    }
}

fn fill(bits: &mut [u64], low: u32, high: u32) {
    let high = high.min(0xffff);
    if low > high {
        return;
    }
    let (first, last) = (low as usize / 64, high as usize / 64);
    let from = u64::MAX << (low % 64);
    let to = u64::MAX >> (63 - high % 64);
    if first == last {
        bits[first] |= from & to;
        return;
    }
    bits[first] |= from;
    bits[first + 1..last].fill(u64::MAX);
    bits[last] |= to;
}

/// Where a character first stands; many are compared at once.
fn position(text: &[char], c: char) -> Option<usize> {
    let mut chunks = text.chunks_exact(16);
    let mut passed = 0;
    for chunk in &mut chunks {
        if chunk.iter().fold(false, |found, each| found | (*each == c)) {
            break;
        }
        passed += 16;
    }
    text[passed..].iter().position(|each| *each == c).map(|at| passed + at)
}

#[derive(Clone, Debug)]
enum Node {
    Empty,
    Char(char),
    Set(Arc<Set>),
    Seq(Vec<Node>),
    Alt(Vec<Node>),
    Group(usize, Box<Node>),
    Repeat { node: Box<Node>, min: u32, max: u32, greedy: bool },
    Atomic(Box<Node>),
    Look { ahead: bool, negated: bool, node: Box<Node>, width: usize },
    Back(usize),
    Edge(Edge),
}

/// What takes no letter: the ends of text and lines, the edges of words.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Edge {
    Start,
    LineStart,
    End, // of the text, or before a line break that ends it
    LineEnd,
    TextEnd,
    Word,
    NoWord,
}

const ENDLESS: u32 = u32::MAX;

struct Parser<'a> {
    letters: &'a [char],
    at: usize,
    groups: usize,
    open: Vec<usize>,
    names: Names,
    ascii: bool,
    lines: bool,
    dots: bool,
    depth: usize,
}

/// How deep groups may stand in each other; the parser and the compiler call themselves for each.
const DEEPEST: usize = 100;

type Parsed<T> = Result<T, String>;

impl Parser<'_> {
    fn new(letters: &[char], ascii: bool) -> Parser<'_> {
        let (open, names) = (vec![], vec![]);
        Parser { letters, at: 0, groups: 0, open, names, ascii, lines: false, dots: false, depth: 0 }
    }

    /// The whole expression as a tree; every fault that an expression may have shows here.
    fn whole(&mut self) -> Parsed<Node> {
        let node = self.alternatives()?;
        if self.at < self.letters.len() { Err("a bracket closes nothing".to_string()) } else { Ok(node) }
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        let found = self.letters[self.at..].iter().take(length).copied().eq(text.chars());
        if found {
            self.at += length;
        }
        found
    }

    fn next(&mut self) -> Parsed<char> {
        let found = self.peek().ok_or("it ends too early")?;
        self.at += 1;
        Ok(found)
    }

    fn alternatives(&mut self) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("its groups stand too deep in each other".to_string());
        }
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(alternation(branches))
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut items = Vec::new();
        while let Some(letter) = self.peek() {
            if letter == '|' || letter == ')' {
                break;
            }
            let Some(item) = self.item()? else { continue };
            match self.repeated(item)? {
                Node::Seq(more) => items.extend(more),
                Node::Empty => {}
                item => items.push(item),
            }
        }
        Ok(match items.len() {
            0 => Node::Empty,
            1 => items.remove(0),
            _ => Node::Seq(items),
        })
    }

    /// An item with the repetition that follows it.
    fn repeated(&mut self, item: Node) -> Parsed<Node> {
        let Some((min, max)) = self.counts()? else { return Ok(item) };
        if matches!(item, Node::Edge(_)) {
            return Err("an edge cannot be repeated".to_string());
        }
        let lazy = self.eat("?");
        let possessive = !lazy && self.eat("+");
        if self.counts()?.is_some() {
            return Err("a repetition of a repetition".to_string());
        }
        if possessive && holds_group(&item) {
            // re forgets to put a group back where such a repetition fails in it.
            return Err("a group in a possessive repetition".to_string());
        }
        let repeat = Node::Repeat { node: Box::new(item), min, max, greedy: !lazy };
        Ok(if possessive { Node::Atomic(Box::new(repeat)) } else { repeat })
    }

    /// How often the item before is repeated; None, and nothing taken, where no repetition stands here.
    fn counts(&mut self) -> Parsed<Option<(u32, u32)>> {
        let begin = self.at;
        for (mark, min, max) in [("*", 0, ENDLESS), ("+", 1, ENDLESS), ("?", 0, 1)] {
            if self.eat(mark) {
                return Ok(Some((min, max)));
            }
        }
        if !self.eat("{") {
            return Ok(None);
        }
        if self.peek() == Some('}') {
            self.at = begin;
            return Ok(None);
        }
        let low = self.digits();
        let high = if self.eat(",") { self.digits() } else { low.clone() };
        if !self.eat("}") {
            self.at = begin;
            return Ok(None);
        }
        let count = |digits: String, other: u32| match digits.as_str() {
            "" => Ok(other),
            digits => digits.parse().ok().filter(|count| *count < ENDLESS).ok_or("a count is too high"),
        };
        let (min, max) = (count(low, 0)?, count(high, ENDLESS)?);
        if max < min {
            return Err("the least of a repetition is above its most".to_string());
        }
        Ok(Some((min, max)))
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits
    }

    /// One item; None for what is no item but sets a flag.
    fn item(&mut self) -> Parsed<Option<Node>> {
        let letter = self.next()?;
        Ok(Some(match letter {
            '.' => {
                let line = if self.dots { vec![] } else { vec![(10, 10)] };
                Node::Set(Arc::new(Set { ins: others(&line), ..Set::default() }))
            }
            '^' => Node::Edge(if self.lines { Edge::LineStart } else { Edge::Start }),
            '$' => Node::Edge(if self.lines { Edge::LineEnd } else { Edge::End }),
            '[' => self.set()?,
            '(' => return self.group(),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return Err("nothing to repeat".to_string()),
            '{' => {
                self.at -= 1;
                if self.counts()?.is_some() {
                    return Err("nothing to repeat".to_string());
                }
                self.at += 1;
                Node::Char('{')
            }
            other => Node::Char(other),
        }))
    }

    fn group(&mut self) -> Parsed<Option<Node>> {
        let begin = self.at - 1;
        if !self.eat("?") {
            return self.captured(None).map(Some);
        }
        if self.eat(":") {
            let node = self.alternatives()?;
            return self.closing(node).map(Some);
        }
        if self.eat(">") {
            let node = self.alternatives()?;
            return Ok(Some(Node::Atomic(Box::new(self.closing(node)?))));
        }
        if self.eat("P<") {
            let name = self.name('>')?;
            return self.captured(Some(name)).map(Some);
        }
        if self.eat("P=") {
            let name = self.name(')')?;
            let found = self.names.iter().find(|(each, _)| *each == name);
            let number = found.ok_or_else(|| format!("no group {name}"))?.1;
            return self.back(number).map(Some);
        }
        for (mark, ahead, negated) in [("=", true, false), ("!", true, true), ("<=", false, false), ("<!", false, true)]
        {
            if self.eat(mark) {
                let node = self.alternatives()?;
                let node = self.closing(node)?;
                let width = match widths(&node) {
                    _ if ahead => 0,
                    (least, Some(most)) if least == most => least,
                    _ => return Err("what is looked back for has no fixed width".to_string()),
                };
                return Ok(Some(Node::Look { ahead, negated, node: Box::new(node), width }));
            }
        }
        if begin > 0 {
            return Err("an extension that is not read here".to_string());
        }
        while let Some(flag) = self.peek() {
            self.at += 1;
            match flag {
                'm' => self.lines = true,
                's' => self.dots = true,
                'a' => self.ascii = true,
                'u' if !self.ascii => {}
                ')' if self.at > begin + 3 => return Ok(None),
                _ => break,
            }
        }
        Err("an extension that is not read here".to_string())
    }

    fn captured(&mut self, name: Option<String>) -> Parsed<Node> {
        self.groups += 1;
        let number = self.groups;
        if let Some(name) = name {
            if self.names.iter().any(|(each, _)| *each == name) {
                return Err(format!("two groups {name}"));
            }
            self.names.push((name, number));
        }
        self.open.push(number);
        let node = self.alternatives()?;
        self.open.pop();
        Ok(Node::Group(number, Box::new(self.closing(node)?)))
    }

    fn back(&self, number: usize) -> Parsed<Node> {
        if number > self.groups || self.open.contains(&number) {
            return Err(format!("the group {number} is not closed before"));
        }
        Ok(Node::Back(number))
    }

    fn closing(&mut self, node: Node) -> Parsed<Node> {
        if self.eat(")") { Ok(node) } else { Err("a group is not closed".to_string()) }
    }

    fn name(&mut self, close: char) -> Parsed<String> {
        let mut name = String::new();
        loop {
            let letter = self.next()?;
            if letter == close {
                break;
            }
            name.push(letter);
        }
        let good = name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        if name.is_empty() || !good || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("{name:?} is no name of a group"));
        }
        Ok(name)
    }

    /// The class of an escape: its ranges where it is of ASCII, or else the kinds of its characters.
    fn class(&self, letter: char) -> Option<Set> {
        let (bit, ascii): (u8, &[(u32, u32)]) = match letter.to_ascii_lowercase() {
            'w' => (classes::WORD, &[(48, 57), (65, 90), (95, 95), (97, 122)]),
            'd' => (classes::DECIMAL, &[(48, 57)]),
            's' => (classes::SPACE, &[(9, 13), (32, 32)]),
            _ => return None,
        };
        let negated = letter.is_ascii_uppercase();
        if self.ascii {
            let ranges = ascii.to_vec();
            return Some(Set { ins: if negated { others(&ranges) } else { ranges }, ..Set::default() });
        }
        let kinds = (0..8).filter(|kind| (kind & bit != 0) != negated).fold(0, |all, kind| all | 1 << kind);
        Some(Set { kinds, ..Set::default() })
    }

    fn escape(&mut self) -> Parsed<Node> {
        let letter = self.next()?;
        if let Some(class) = self.class(letter) {
            return Ok(Node::Set(Arc::new(class)));
        }
        Ok(match letter {
            // The ASCII edge of words is not read: no expression has it.
            'b' | 'B' if self.ascii => return Err("an edge of words with ASCII letters".to_string()),
            'b' => Node::Edge(Edge::Word),
            'B' => Node::Edge(Edge::NoWord),
            'A' => Node::Edge(Edge::Start),
            'Z' => Node::Edge(Edge::TextEnd),
            '1'..='9' => {
                if self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    return Err("an escape of more than one digit".to_string());
                }
                self.back(letter as usize - '0' as usize)?
            }
            _ => Node::Char(self.escaped(letter)?),
        })
    }

    fn escaped(&mut self, letter: char) -> Parsed<char> {
        let digits = match letter {
            'n' => return Ok('\n'),
            't' => return Ok('\t'),
            'r' => return Ok('\r'),
            'f' => return Ok('\u{c}'),
            'v' => return Ok('\u{b}'),
            'a' => return Ok('\u{7}'),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other if other.is_ascii_alphanumeric() => return Err(format!("the escape \\{other} is not read here")),
            other => return Ok(other),
        };
        let mut code: u32 = 0;
        for _ in 0..digits {
            let digit = self.next()?.to_digit(16).ok_or("an escape that is no number")?;
            code = code.checked_mul(16).ok_or("an escape of no character")? + digit;
        }
        char::from_u32(code).ok_or_else(|| "an escape of no character".to_string())
    }

    fn set(&mut self) -> Parsed<Node> {
        let negated = self.eat("^");
        let mut ranges: Ranges = Vec::new();
        let mut kinds = 0;
        let mut first = true;
        loop {
            let letter = self.next()?;
            if letter == ']' && !first {
                break;
            }
            first = false;
            let ranged = |parser: &Self| {
                parser.peek() == Some('-') && parser.letters.get(parser.at + 1).is_some_and(|after| *after != ']')
            };
            match self.member(letter)? {
                Err(class) => {
                    if ranged(self) {
                        return Err("a range that begins with a class".to_string());
                    }
                    ranges.extend(class.ins);
                    kinds |= class.kinds;
                }
                Ok(low) if ranged(self) => {
                    self.at += 1;
                    let letter = self.next()?;
                    let high = self.member(letter)?.map_err(|_| "a range that ends in a class")?;
                    if high < low {
                        return Err("a range that ends before it begins".to_string());
                    }
                    ranges.push((low as u32, high as u32));
                }
                Ok(low) => ranges.push((low as u32, low as u32)),
            }
        }
        let ranges = tidy(ranges);
        Ok(match ranges.as_slice() {
            [(low, high)] if low == high && kinds == 0 && !negated => {
                Node::Char(char::from_u32(*low).ok_or("no character")?)
            }
            _ if !negated => Node::Set(Arc::new(Set { ins: ranges, kinds, ..Set::default() })),
            _ if kinds == 0 => Node::Set(Arc::new(Set { ins: others(&ranges), ..Set::default() })),
            _ => Node::Set(Arc::new(Set { kinds: !kinds, outs: ranges, ..Set::default() })),
        })
    }

    /// A character of a set, or else a class.
    fn member(&mut self, letter: char) -> Parsed<Result<char, Set>> {
        if letter != '\\' {
            return Ok(Ok(letter));
        }
        let escaped = self.next()?;
        if let Some(class) = self.class(escaped) {
            return Ok(Err(class));
        }
        if escaped == 'b' {
            return Ok(Ok('\u{8}'));
        }
        self.escaped(escaped).map(Ok)
    }
}

/// Branches as one node: those of one character each are a set, for they differ in nothing else.
fn alternation(branches: Vec<Node>) -> Node {
    let mut flat = Vec::with_capacity(branches.len());
    for branch in branches {
        match branch {
            Node::Alt(more) => flat.extend(more),
            branch => flat.push(branch),
        }
    }
    if flat.len() == 1 {
        return flat.remove(0);
    }
    let as_set = |node: &Node| match node {
        Node::Char(c) => Some(Set::single(*c)),
        Node::Set(set) if set.kinds == 0 => Some((**set).clone()),
        _ => None,
    };
    match flat.iter().map(as_set).collect::<Option<Vec<Set>>>() {
        Some(sets) => Node::Set(Arc::new(Set::union(sets.iter()))),
        None => Node::Alt(flat),
    }
}

/// How many letters a node takes at least, and at most; None where there is no bound or none is known.
fn widths(node: &Node) -> (usize, Option<usize>) {
    match node {
        Node::Empty | Node::Edge(_) | Node::Look { .. } => (0, Some(0)),
        Node::Char(_) | Node::Set(_) => (1, Some(1)),
        Node::Seq(nodes) => nodes.iter().map(widths).fold((0, Some(0)), |(least, most), (more, above)| {
            (least.saturating_add(more), most.zip(above).and_then(|(one, other)| one.checked_add(other)))
        }),
        Node::Alt(nodes) => {
            let each = || nodes.iter().map(widths);
            let least = each().map(|(least, _)| least).min().unwrap_or(0);
            (least, each().map(|(_, most)| most).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()))
        }
        Node::Group(_, node) | Node::Atomic(node) => widths(node),
        Node::Back(_) => (0, None),
        Node::Repeat { node, min, max, .. } => {
            let (least, most) = widths(node);
            let above = if *max == ENDLESS { None } else { most.and_then(|most| most.checked_mul(*max as usize)) };
            (least.saturating_mul(*min as usize), above)
        }
    }
}

/// Whether a node has a group that is told of.
fn holds_group(node: &Node) -> bool {
    match node {
        Node::Group(..) => true,
        Node::Seq(nodes) | Node::Alt(nodes) => nodes.iter().any(holds_group),
        Node::Repeat { node, .. } | Node::Look { node, .. } | Node::Atomic(node) => holds_group(node),
        Node::Empty | Node::Char(_) | Node::Set(_) | Node::Back(_) | Node::Edge(_) => false,
    }
}

/// Whether a node may match without taking a letter.
fn holds_empty(node: &Node) -> bool {
    widths(node).0 == 0
}

/// What the next letter may be, and whether the text may end instead; None where nothing is known.
type First = Option<Arc<Set>>;

fn either(one: &First, other: &First) -> First {
    match (one, other) {
        (Some(one), Some(other)) if one == other => Some(one.clone()),
        (Some(one), Some(other)) => Some(Arc::new(Set::union([&**one, &**other].into_iter()))),
        _ => None,
    }
}

/// With what a node and what follows it begin.
fn first(node: &Node, follow: &First) -> First {
    match node {
        Node::Edge(Edge::End | Edge::LineEnd) => Some(Arc::new(Set { end: true, ..Set::single('\n') })),
        Node::Edge(Edge::TextEnd) => Some(Arc::new(Set { end: true, ..Set::default() })),
        Node::Look { ahead: true, negated: false, node, .. } => first(node, &None).or_else(|| follow.clone()),
        Node::Empty | Node::Edge(_) | Node::Look { .. } => follow.clone(),
        Node::Char(c) => Some(Arc::new(Set::single(*c))),
        Node::Set(set) => Some(set.clone()),
        Node::Seq(nodes) => {
            let length = nodes.iter().position(|each| !holds_empty(each)).map_or(nodes.len(), |at| at + 1);
            nodes[..length].iter().rev().fold(follow.clone(), |follow, each| first(each, &follow))
        }
        Node::Alt(nodes) => {
            let all = nodes.iter().map(|each| first(each, follow)).collect::<Option<Vec<_>>>()?;
            Some(Arc::new(Set::union(all.iter().map(|set| &**set))))
        }
        Node::Group(_, node) | Node::Atomic(node) => first(node, follow),
        Node::Repeat { max: 0, .. } => follow.clone(),
        Node::Repeat { node, min: 0, .. } => either(&first(node, follow), follow),
        Node::Repeat { node, .. } => first(node, follow),
        Node::Back(_) => None,
    }
}

/// Letters of which each match holds one, and how many letters may stand before it in the match at most; None where none
/// can be named. Of several such the fewest.
fn needs(node: &Node) -> Option<(Set, Option<usize>)> {
    match node {
        Node::Char(c) => Some((Set::single(*c), Some(0))),
        Node::Set(set) => set.count().filter(|count| *count <= MOST_NEEDED).map(|_| ((**set).clone(), Some(0))),
        Node::Group(_, node) | Node::Atomic(node) => needs(node),
        Node::Alt(nodes) => {
            let all = nodes.iter().map(needs).collect::<Option<Vec<_>>>()?;
            let set = Set::union(all.iter().map(|(set, _)| set));
            let reach =
                all.iter().map(|(_, reach)| *reach).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
            set.count().is_some_and(|count| count <= MOST_NEEDED).then_some((set, reach))
        }
        Node::Repeat { node, min, .. } if *min > 0 => needs(node),
        Node::Seq(nodes) => {
            let mut before = Some(0);
            let mut found: Vec<(Set, Option<usize>)> = Vec::new();
            for each in nodes {
                if let Some((set, reach)) = needs(each) {
                    found.push((set, before.zip(reach).map(|(one, more): (usize, usize)| one.saturating_add(more))));
                }
                before = before.zip(widths(each).1).map(|(one, more)| one.saturating_add(more));
            }
            found.into_iter().min_by_key(|(set, reach)| (reach.is_none_or(|reach| reach > FAR), set.count()))
        }
        _ => None,
    }
}

/// How many letters are looked for before a search, of which one must be there.
const MOST_NEEDED: usize = 300;

/// How far before a letter that is needed a match may begin for it to be of use.
const FAR: usize = 40;

/// Whether a node matches at the start of the text (or of a line) alone.
fn begins_at(node: &Node, edges: &[Edge]) -> bool {
    match node {
        Node::Edge(edge) => edges.contains(edge),
        Node::Seq(nodes) => nodes.first().is_some_and(|each| begins_at(each, edges)),
        Node::Group(_, node) | Node::Atomic(node) => begins_at(node, edges),
        Node::Alt(nodes) => nodes.iter().all(|each| begins_at(each, edges)),
        _ => false,
    }
}

/// A table by number in the program; `NONE` stands for one that holds all.
type TableId = u32;

#[derive(Clone, Debug)]
enum Step {
    Char(char),
    /// Letters of the program, from where and how many.
    Literal(u32, u32),
    Set(TableId),
    Edge(Edge),
    Jump(u32),
    /// Try one way, and where it fails the other; each with what it begins with.
    Split {
        one: u32,
        begins: TableId,
        other: u32,
        begins_other: TableId,
    },
    /// Try the branches that may begin with the next letter, in order.
    Branch(u32),
    Save(u32),
    /// A set repeated, as often as it goes, or as seldom; after it comes a letter of `follow`. What is `settled` cannot be
    /// followed but where it goes no further.
    Many {
        set: TableId,
        min: u32,
        max: u32,
        greedy: bool,
        settled: bool,
        follow: TableId,
    },
    /// Begins the repetition of a longer thing, whose count has a register.
    Begin(u32),
    /// Goes on or ends such a repetition; the thing stands behind this step and begins with `begins`.
    Again {
        register: u32,
        min: u32,
        max: u32,
        greedy: bool,
        begins: TableId,
        after: u32,
        follow: TableId,
    },
    /// What stands behind, up to a `Done`, must match here or must not; it begins with `begins`.
    Look {
        ahead: bool,
        negated: bool,
        width: u32,
        begins: TableId,
        after: u32,
    },
    /// As `Look` of one character.
    LookSet {
        ahead: bool,
        negated: bool,
        set: TableId,
    },
    /// What stands behind, up to a `Done`, in the first way in which it matches.
    Atomic(u32),
    Back(u32),
    Done,
}

/// The branches of an alternation by the letter they begin with: an open table of letters and the first of their ways.
struct Branches {
    slots: Box<[(u32, u32)]>, // a power of two of them; `NONE` for a letter is a free one
    others: u32,              // the ways for every other letter, or `NONE`
    at_end: u32,              // those where no letter is left, or `NONE`
}

impl Branches {
    #[inline]
    fn slot(letter: u32, length: usize) -> usize {
        (letter.wrapping_mul(0x9e37_79b1) >> 16) as usize & (length - 1)
    }

    #[inline]
    fn ways(&self, letter: char) -> u32 {
        let mut at = Self::slot(letter as u32, self.slots.len());
        loop {
            let (held, ways) = self.slots[at];
            if held == letter as u32 {
                return ways;
            }
            if held == NONE {
                return self.others;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// A branch: the letters it begins with, or a table of its first one, and where it goes on behind these letters.
#[derive(Clone)]
struct Way {
    literal: u32,
    length: u32,
    begins: TableId,
    step: u32,
    last: bool, // of those in a row
}

struct Program {
    steps: Vec<Step>,
    tables: Vec<Table>,
    literals: Vec<char>,
    branches: Vec<Branches>,
    ways: Vec<Way>,
    first: TableId,                              // with what a match begins
    needed: Option<(Box<Table>, Option<usize>)>, // letters of which each match holds one, and what may stand before it
    start_only: bool,                            // whether a match begins at the start of the text alone
    line_only: bool,                             // or of a line
    groups: usize,
    registers: usize,
    backs: bool,
    names: Option<Arc<Names>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Any,
    Whole,
    NotEmpty, // as a match that begins where an empty one has been
}

struct Compiler {
    program: Program,
    numbers: HashMap<Arc<Set>, TableId>,
}

impl Program {
    fn new(pattern: &str, ascii: bool) -> Parsed<Program> {
        let letters: Vec<char> = pattern.chars().collect();
        let mut parser = Parser::new(&letters, ascii);
        let node = parser.whole()?;
        let first = first(&node, &None);
        let few = first.as_ref().filter(|set| !set.end).and_then(|set| set.count());
        let needed = needs(&node).filter(|(set, reach)| {
            few.is_none_or(|few| set.count().is_some_and(|count| count < few)) && *reach != Some(0)
        });
        let program = Program {
            steps: Vec::new(),
            tables: Vec::new(),
            literals: Vec::new(),
            branches: Vec::new(),
            ways: Vec::new(),
            first: NONE,
            needed: needed.map(|(set, reach)| (Box::new(Table::new(&set)), reach)),
            start_only: begins_at(&node, &[Edge::Start]),
            line_only: begins_at(&node, &[Edge::Start, Edge::LineStart]),
            groups: parser.groups + 1,
            registers: 0,
            backs: false,
            names: (!parser.names.is_empty()).then(|| Arc::new(parser.names)),
        };
        let mut compiler = Compiler { program, numbers: HashMap::new() };
        compiler.program.first = compiler.table(&first);
        compiler.compile(&node, &None);
        compiler.program.steps.push(Step::Done);
        Ok(compiler.program)
    }
}

impl Compiler {
    fn here(&self) -> u32 {
        self.program.steps.len() as u32
    }

    fn push(&mut self, step: Step) -> usize {
        self.program.steps.push(step);
        self.program.steps.len() - 1
    }

    fn table(&mut self, set: &First) -> TableId {
        let Some(set) = set else { return NONE };
        if let Some(number) = self.numbers.get(set) {
            return *number;
        }
        self.program.tables.push(Table::new(set));
        let number = self.program.tables.len() as u32 - 1;
        self.numbers.insert(set.clone(), number);
        number
    }

    fn literal(&mut self, letters: &[char]) -> u32 {
        self.program.literals.extend_from_slice(letters);
        (self.program.literals.len() - letters.len()) as u32
    }

    /// The steps of a node, behind which comes a letter of `follow`.
    fn compile(&mut self, node: &Node, follow: &First) {
        match node {
            Node::Empty => {}
            Node::Char(c) => _ = self.push(Step::Char(*c)),
            Node::Set(set) => {
                let set = self.table(&Some(set.clone()));
                self.push(Step::Set(set));
            }
            Node::Seq(nodes) => self.sequence(nodes, follow),
            Node::Group(number, node) => {
                self.push(Step::Save(2 * *number as u32));
                self.compile(node, follow);
                self.push(Step::Save(2 * *number as u32 + 1));
            }
            Node::Edge(edge) => _ = self.push(Step::Edge(*edge)),
            Node::Back(number) => {
                self.program.backs = true;
                self.push(Step::Back(*number as u32));
            }
            Node::Alt(nodes) => self.alternation(nodes, follow),
            Node::Repeat { max: 0, .. } => {}
            Node::Repeat { node, min, max, greedy } => self.repetition(node, *min, *max, *greedy, follow),
            Node::Atomic(node) => {
                let at = self.push(Step::Done);
                self.compile(node, &None);
                self.push(Step::Done);
                self.program.steps[at] = Step::Atomic(self.here());
            }
            Node::Look { ahead, negated, node, width } => {
                let one = match &**node {
                    Node::Char(c) => Some(Arc::new(Set::single(*c))),
                    Node::Set(set) => Some(set.clone()),
                    _ => None,
                };
                if one.is_some() {
                    let set = self.table(&one);
                    self.push(Step::LookSet { ahead: *ahead, negated: *negated, set });
                    return;
                }
                let begins = first(node, &None);
                let begins = self.table(&begins);
                let at = self.push(Step::Done);
                self.compile(node, &None);
                self.push(Step::Done);
                let after = self.here();
                self.program.steps[at] =
                    Step::Look { ahead: *ahead, negated: *negated, width: *width as u32, begins, after };
            }
        }
    }

    fn sequence(&mut self, nodes: &[Node], follow: &First) {
        let mut follows = vec![follow.clone()];
        for node in nodes.iter().skip(1).rev() {
            let next = first(node, follows.last().expect("it begins with one"));
            follows.push(next);
        }
        let mut at = 0;
        while at < nodes.len() {
            let letters = prefix(&nodes[at..]);
            if letters.len() > 1 {
                let begin = self.literal(&letters);
                self.push(Step::Literal(begin, letters.len() as u32));
                at += letters.len();
            } else {
                self.compile(&nodes[at], &follows[nodes.len() - 1 - at]);
                at += 1;
            }
        }
    }

    fn alternation(&mut self, nodes: &[Node], follow: &First) {
        let number = self.program.branches.len();
        self.push(Step::Branch(number as u32));
        self.program.branches.push(Branches { slots: Box::new([]), others: NONE, at_end: NONE });
        let mut ways: Vec<(Way, First)> = Vec::new();
        let mut leaves = Vec::new();
        let mut endings = Vec::new();
        for node in nodes {
            let begins = first(node, follow);
            let (letters, rest) = match node {
                Node::Char(c) => (vec![*c], &[][..]),
                Node::Seq(nodes) => {
                    let letters = prefix(nodes);
                    let length = letters.len();
                    (letters, &nodes[length..])
                }
                Node::Empty => (vec![], &[][..]),
                node => (vec![], std::slice::from_ref(node)),
            };
            let literal = self.literal(&letters);
            let table = if letters.is_empty() { self.table(&begins) } else { NONE };
            let way = Way { literal, length: letters.len() as u32, begins: table, step: self.here(), last: false };
            if rest.is_empty() {
                endings.push(ways.len());
            } else {
                self.sequence(rest, follow);
                leaves.push(self.push(Step::Done));
            }
            ways.push((way, begins));
        }
        let after = self.here();
        for leaf in leaves {
            self.program.steps[leaf] = Step::Jump(after);
        }
        for ending in endings {
            ways[ending].0.step = after;
        }
        let count = |begins: &First| begins.as_ref().and_then(|set| set.count());
        let mut letters: Vec<u32> = Vec::new();
        for (_, begins) in &ways {
            if count(begins).is_some() {
                letters.extend(begins.iter().flat_map(|set| set.codes().collect::<Vec<_>>()));
            }
        }
        letters.sort_unstable();
        letters.dedup();
        let size = (2 * letters.len()).max(2).next_power_of_two();
        let mut slots = vec![(NONE, NONE); size].into_boxed_slice();
        for letter in letters {
            let holds = |begins: &First| begins.as_ref().is_none_or(|set| set.holds_known(letter) != Some(false));
            let row = self.row(ways.iter().filter(|(_, begins)| holds(begins)).map(|(way, _)| way));
            let mut at = Branches::slot(letter, size);
            while slots[at].0 != NONE {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (letter, row);
        }
        let others = self.row(ways.iter().filter(|(_, begins)| count(begins).is_none()).map(|(way, _)| way));
        let ends = |begins: &First| begins.as_ref().is_none_or(|set| set.end);
        let at_end = self.row(ways.iter().filter(|(_, begins)| ends(begins)).map(|(way, _)| way));
        self.program.branches[number] = Branches { slots, others, at_end };
    }

    /// Ways put in a row; `NONE` for no ways.
    fn row<'a>(&mut self, ways: impl Iterator<Item = &'a Way>) -> u32 {
        let begin = self.program.ways.len();
        self.program.ways.extend(ways.cloned());
        match self.program.ways[begin..].last_mut() {
            Some(way) => {
                way.last = true;
                begin as u32
            }
            None => NONE,
        }
    }

    fn repetition(&mut self, node: &Node, min: u32, max: u32, greedy: bool, follow: &First) {
        let one = match node {
            Node::Char(c) => Some(Arc::new(Set::single(*c))),
            Node::Set(set) => Some(set.clone()),
            _ => None,
        };
        if let Some(set) = one {
            let settled = greedy && follow.as_ref().is_some_and(|follow| follow.apart(&set));
            let (set, follow) = (self.table(&Some(set)), self.table(follow));
            self.push(Step::Many { set, min, max, greedy, settled, follow });
            return;
        }
        // Behind the thing comes the thing again, or what follows it all.
        let inner = if max == 1 { follow.clone() } else { either(&first(node, follow), follow) };
        let begins = first(node, &inner);
        let (begins, next) = (self.table(&begins), self.table(follow));
        if min == 0 && max == 1 {
            let at = self.push(Step::Done);
            self.compile(node, &inner);
            let (body, after) = (at as u32 + 1, self.here());
            self.program.steps[at] = if greedy {
                Step::Split { one: body, begins, other: after, begins_other: next }
            } else {
                Step::Split { one: after, begins: next, other: body, begins_other: begins }
            };
            return;
        }
        let register = self.program.registers as u32;
        self.program.registers += 1;
        self.push(Step::Begin(register));
        let again = self.push(Step::Done);
        self.compile(node, &inner);
        self.push(Step::Jump(again as u32));
        let after = self.here();
        self.program.steps[again] = Step::Again { register, min, max, greedy, begins, after, follow: next };
    }
}

/// The letters with which nodes in a row begin.
fn prefix(nodes: &[Node]) -> Vec<char> {
    let letter = |node: &Node| if let Node::Char(c) = node { Some(*c) } else { None };
    nodes.iter().map_while(letter).collect()
}

impl Program {
    /// The first match. `next` is where a needed letter is known to stand, or before it, and is kept from search to search
    /// over the same text.
    fn search<const SAVES: bool>(
        &self,
        text: &[char],
        pos: usize,
        end: usize,
        advance: bool,
        next: &mut usize,
    ) -> Option<Found> {
        let end = end.min(text.len());
        let mut at = pos.min(text.len());
        if at > end {
            return None;
        }
        let text = &text[..end];
        let first = self.tables.get(self.first as usize);
        let mut machine: Option<Held> = None;
        let pos = at;
        loop {
            if self.start_only && at > 0 {
                return None;
            }
            if self.line_only && at > 0 && text[at - 1] != '\n' {
                at += position(&text[at..], '\n')? + 1;
            }
            if let Some((needed, reach)) = &self.needed {
                if *next < at || *next == 0 {
                    *next = at + needed.position(&text[at..])?;
                }
                if let Some(reach) = reach
                    && *next - at > *reach
                {
                    at = *next - reach;
                    continue;
                }
            }
            if let Some(first) = first {
                let passed = match first.position(&text[at..]) {
                    None if first.end => end - at,
                    passed => passed?,
                };
                if passed > 0 {
                    at += passed;
                    if self.line_only || self.needed.is_some() {
                        continue;
                    }
                }
            }
            let machine = machine.get_or_insert_with(|| Held::new(self));
            let mode = if advance && at == pos { Mode::NotEmpty } else { Mode::Any };
            if let Some(stop) = machine.machine.go::<SAVES>(self, text, 0, at, mode) {
                return Some(machine.machine.found(self, at, stop));
            }
            at += 1;
            if at > end {
                return None;
            }
        }
    }

    fn at<const SAVES: bool>(&self, text: &[char], pos: usize, end: usize, mode: Mode) -> Option<Found> {
        let end = end.min(text.len());
        let pos = pos.min(text.len());
        if pos > end || !self.may(self.first, &text[..end], pos) {
            return None;
        }
        let mut held = Held::new(self);
        let stop = held.machine.go::<SAVES>(self, &text[..end], 0, pos, mode)?;
        Some(held.machine.found(self, pos, stop))
    }

    /// Whether what begins with a table may stand here.
    #[inline(always)]
    fn may(&self, table: TableId, text: &[char], at: usize) -> bool {
        if table == NONE {
            return true;
        }
        let table = &self.tables[table as usize];
        if at < text.len() { table.holds(text[at]) } else { table.end }
    }

    /// The last of the places from `least` to `most` where what begins with a table may stand.
    #[inline]
    fn latest(&self, table: TableId, text: &[char], least: usize, most: usize) -> Option<usize> {
        if self.may(table, text, most) {
            return Some(most);
        }
        let table = &self.tables[table as usize];
        let between = &text[least..most];
        let found = match table.only {
            Some(c) => between.iter().rposition(|each| *each == c),
            None => between.iter().rposition(|each| table.holds(*each)),
        };
        found.map(|at| least + at)
    }
}

thread_local! {
    static MACHINE: Cell<Option<Box<Machine>>> = const { Cell::new(None) };
}

/// The machine of the thread, which is given back when it is no longer held.
struct Held {
    machine: Box<Machine>,
}

impl Held {
    fn new(program: &Program) -> Held {
        let mut machine = MACHINE.take().unwrap_or_default();
        machine.undo.clear();
        machine.saves.clear();
        machine.saves.resize(2 * program.groups, NONE);
        machine.registers.clear();
        machine.registers.resize(program.registers, (0, NONE));
        Held { machine }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.machine.undo.capacity() > MOST_KEPT {
            self.machine.undo = Vec::new();
        }
        MACHINE.set(Some(std::mem::take(&mut self.machine)));
    }
}

/// How much of a stack is kept from search to search.
const MOST_KEPT: usize = 1 << 16;

/// What is undone or tried when a way has failed.
enum Undo {
    Try {
        step: u32,
        at: u32,
    },
    /// The branches from one on.
    Ways {
        way: u32,
        at: u32,
    },
    /// A repetition that may give back a letter, as long as it ends no sooner than `least`.
    Less {
        step: u32,
        least: u32,
        at: u32,
    },
    /// A repetition that may take another letter, as long as it ends no later than `most`.
    More {
        step: u32,
        most: u32,
        at: u32,
    },
    Saved {
        slot: u32,
        was: u32,
    },
    Register {
        register: u32,
        count: u32,
        last: u32,
    },
    /// A lazy repetition of a longer thing, which may yet take it once more.
    Once {
        step: u32,
        at: u32,
    },
}

#[derive(Default)]
struct Machine {
    undo: Vec<Undo>,
    saves: Vec<u32>,
    registers: Vec<(u32, u32)>, // how often, and where the last began
}

impl Machine {
    fn found(&self, program: &Program, at: usize, stop: usize) -> Found {
        let mut whole = [NONE; SHORT];
        let spans = if self.saves.len() <= SHORT {
            whole[..self.saves.len()].copy_from_slice(&self.saves);
            (whole[0], whole[1]) = (at as u32, stop as u32);
            Spans::Short(whole)
        } else {
            let mut all: Box<[u32]> = self.saves.as_slice().into();
            (all[0], all[1]) = (at as u32, stop as u32);
            Spans::Long(all)
        };
        Found { names: program.names.clone(), groups: program.groups as u32, spans }
    }

    #[inline]
    fn save(&mut self, slot: u32, at: usize) {
        let was = self.saves[slot as usize];
        self.undo.push(Undo::Saved { slot, was });
        self.saves[slot as usize] = at as u32;
    }

    #[inline]
    fn register(&mut self, register: u32, count: u32, last: u32) {
        let (before, was) = self.registers[register as usize];
        self.undo.push(Undo::Register { register, count: before, last: was });
        self.registers[register as usize] = (count, last);
    }

    /// Where the way from a step ends that succeeds first; the text ends where the match may end at the latest.
    fn go<const SAVES: bool>(
        &mut self,
        program: &Program,
        text: &[char],
        step: u32,
        at: usize,
        mode: Mode,
    ) -> Option<usize> {
        let base = self.undo.len();
        let origin = at;
        let end = text.len();
        let mut step = step;
        let mut at = at;
        loop {
            let passed = match &program.steps[step as usize] {
                Step::Char(c) => {
                    let good = at < end && text[at] == *c;
                    at += 1;
                    step += 1;
                    good
                }
                Step::Literal(begin, length) => {
                    let literal = &program.literals[*begin as usize..(*begin + *length) as usize];
                    let good = text[at..].starts_with(literal);
                    at += *length as usize;
                    step += 1;
                    good
                }
                Step::Set(set) => {
                    let good = at < end && program.tables[*set as usize].holds(text[at]);
                    at += 1;
                    step += 1;
                    good
                }
                Step::Edge(edge) => {
                    step += 1;
                    is_edge(*edge, text, at)
                }
                Step::Jump(to) => {
                    step = *to;
                    true
                }
                Step::Split { one, begins, other, begins_other } => {
                    let (may, may_other) = (program.may(*begins, text, at), program.may(*begins_other, text, at));
                    if may && may_other {
                        self.undo.push(Undo::Try { step: *other, at: at as u32 });
                    }
                    step = if may { *one } else { *other };
                    may || may_other
                }
                Step::Branch(number) => {
                    let branches = &program.branches[*number as usize];
                    let way = if at < end { branches.ways(text[at]) } else { branches.at_end };
                    match self.branch(program, text, way, at) {
                        Some(place) => {
                            (step, at) = place;
                            true
                        }
                        None => false,
                    }
                }
                Step::Save(slot) => {
                    if SAVES || program.backs {
                        self.save(*slot, at);
                    }
                    step += 1;
                    true
                }
                Step::Many { set, min, max, greedy, settled, follow } => {
                    let set = &program.tables[*set as usize];
                    let room = end - at;
                    let (min, max) = (*min as usize, *max as usize);
                    let most = if max == ENDLESS as usize { room } else { room.min(max) };
                    let wanted = if *greedy { most } else { min };
                    if min > room {
                        false
                    } else {
                        let taken = set.run(&text[at..at + wanted]);
                        if taken < min {
                            false
                        } else if *greedy {
                            let least = if *settled { at + taken } else { at + min };
                            let place = program.latest(*follow, text, least, at + taken);
                            if let Some(place) = place {
                                if place > least {
                                    self.undo.push(Undo::Less { step, least: least as u32, at: place as u32 });
                                }
                                at = place;
                                step += 1;
                            }
                            place.is_some()
                        } else {
                            let (last, mut place) = (at + most, at + taken);
                            let mut good = program.may(*follow, text, place);
                            while !good && place < last && set.holds(text[place]) {
                                place += 1;
                                good = program.may(*follow, text, place);
                            }
                            if good && place < last {
                                self.undo.push(Undo::More { step, most: last as u32, at: place as u32 });
                            }
                            at = place;
                            step += 1;
                            good
                        }
                    }
                }
                Step::Begin(register) => {
                    self.register(*register, 0, NONE);
                    step += 1;
                    true
                }
                Step::Again { register, min, max, greedy, begins, after, follow } => {
                    let (count, last) = self.registers[*register as usize];
                    if count < *min {
                        self.register(*register, count + 1, last);
                        step += 1;
                        true
                    } else {
                        // A thing that has taken nothing is not tried again at the same place.
                        let more =
                            (count < *max || *max == ENDLESS) && last != at as u32 && program.may(*begins, text, at);
                        let ends = program.may(*follow, text, at);
                        if more && *greedy {
                            if ends {
                                self.undo.push(Undo::Try { step: *after, at: at as u32 });
                            }
                            self.register(*register, count + 1, at as u32);
                            step += 1;
                        } else if more && !ends {
                            self.register(*register, count + 1, at as u32);
                            step += 1;
                        } else {
                            if more {
                                self.undo.push(Undo::Once { step, at: at as u32 });
                            }
                            step = *after;
                        }
                        more || ends
                    }
                }
                Step::LookSet { ahead, negated, set } => {
                    let set = &program.tables[*set as usize];
                    let found =
                        if *ahead { at < end && set.holds(text[at]) } else { at > 0 && set.holds(text[at - 1]) };
                    step += 1;
                    found != *negated
                }
                Step::Look { ahead, negated, width, begins, after } => {
                    let begin = if *ahead { Some(at) } else { at.checked_sub(*width as usize) };
                    let height = self.undo.len();
                    let found = begin.is_some_and(|begin| {
                        program.may(*begins, text, begin)
                            && self.go::<SAVES>(program, text, step + 1, begin, Mode::Any).is_some()
                    });
                    if *negated && found {
                        self.unwind(height); // what was saved inside is forgotten
                    } else if found {
                        self.settle(height);
                    }
                    step = *after;
                    found != *negated
                }
                Step::Atomic(after) => {
                    let height = self.undo.len();
                    let (inner, outer) = (step + 1, *after);
                    match self.go::<SAVES>(program, text, inner, at, Mode::Any) {
                        Some(place) => {
                            self.settle(height);
                            at = place;
                            step = outer;
                            true
                        }
                        None => false,
                    }
                }
                Step::Back(group) => {
                    let (first, last) = (self.saves[2 * *group as usize], self.saves[2 * *group as usize + 1]);
                    let told = if first == NONE || last == NONE || last < first {
                        None
                    } else {
                        Some(&text[first as usize..last as usize])
                    };
                    step += 1;
                    match told {
                        Some(told) if text[at..].starts_with(told) => {
                            at += told.len();
                            true
                        }
                        _ => false,
                    }
                }
                Step::Done => match mode {
                    Mode::Whole if at != end => false,
                    Mode::NotEmpty if at == origin => false,
                    _ => return Some(at),
                },
            };
            if !passed {
                (step, at) = self.retreat(program, text, base)?;
            }
        }
    }

    /// The first of the branches from one on that begins with what stands here, and where it goes on; where others are
    /// left, they are tried when it fails.
    #[inline]
    fn branch(&mut self, program: &Program, text: &[char], way: u32, at: usize) -> Option<(u32, usize)> {
        if way == NONE {
            return None;
        }
        let mut number = way as usize;
        loop {
            let way = &program.ways[number];
            number += 1;
            let length = way.length as usize;
            let begins = if length > 0 {
                let literal = &program.literals[way.literal as usize..way.literal as usize + length];
                text[at..].starts_with(literal)
            } else {
                program.may(way.begins, text, at)
            };
            if begins {
                if !way.last {
                    self.undo.push(Undo::Ways { way: number as u32, at: at as u32 });
                }
                return Some((way.step, at + length));
            }
            if way.last {
                return None;
            }
        }
    }

    /// The next way that is left to try; None where none is.
    fn retreat(&mut self, program: &Program, text: &[char], base: usize) -> Option<(u32, usize)> {
        while self.undo.len() > base {
            match self.undo.pop()? {
                Undo::Try { step, at } => return Some((step, at as usize)),
                Undo::Saved { slot, was } => self.saves[slot as usize] = was,
                Undo::Register { register, count, last } => self.registers[register as usize] = (count, last),
                Undo::Ways { way, at } => {
                    if let Some(place) = self.branch(program, text, way, at as usize) {
                        return Some(place);
                    }
                }
                Undo::Less { step, least, at } => {
                    let Step::Many { follow, .. } = &program.steps[step as usize] else { continue };
                    let place = program.latest(*follow, text, least as usize, at as usize - 1);
                    let Some(at) = place else { continue };
                    if at > least as usize {
                        self.undo.push(Undo::Less { step, least, at: at as u32 });
                    }
                    return Some((step + 1, at));
                }
                Undo::More { step, most, at } => {
                    let Step::Many { set, follow, .. } = &program.steps[step as usize] else { continue };
                    let set = &program.tables[*set as usize];
                    let mut at = at;
                    let mut good = false;
                    while !good && at < most && set.holds(text[at as usize]) {
                        at += 1;
                        good = program.may(*follow, text, at as usize);
                    }
                    if !good {
                        continue;
                    }
                    if at < most {
                        self.undo.push(Undo::More { step, most, at });
                    }
                    return Some((step + 1, at as usize));
                }
                Undo::Once { step, at } => {
                    let Step::Again { register, .. } = &program.steps[step as usize] else { continue };
                    let (count, _) = self.registers[*register as usize];
                    self.register(*register, count + 1, at);
                    return Some((step + 1, at as usize));
                }
            }
        }
        None
    }

    /// Undoes what was saved since a height.
    fn unwind(&mut self, height: usize) {
        while self.undo.len() > height {
            match self.undo.pop() {
                Some(Undo::Saved { slot, was }) => self.saves[slot as usize] = was,
                Some(Undo::Register { register, count, last }) => self.registers[register as usize] = (count, last),
                _ => {}
            }
        }
    }

    /// Drops the ways left since a height, and keeps how to undo what was saved.
    fn settle(&mut self, height: usize) {
        let mut kept = height;
        for index in height..self.undo.len() {
            if matches!(self.undo[index], Undo::Saved { .. } | Undo::Register { .. }) {
                self.undo.swap(kept, index);
                kept += 1;
            }
        }
        self.undo.truncate(kept);
    }
}

fn is_edge(edge: Edge, text: &[char], at: usize) -> bool {
    let end = text.len();
    match edge {
        Edge::Start => at == 0,
        Edge::LineStart => at == 0 || text[at - 1] == '\n',
        Edge::End => at == end || (at + 1 == end && text[at] == '\n'),
        Edge::LineEnd => at == end || text[at] == '\n',
        Edge::TextEnd => at == end,
        Edge::Word | Edge::NoWord if end == 0 => false, // re finds neither in an empty text
        Edge::Word | Edge::NoWord => {
            let before = at > 0 && classes::is_word(text[at - 1]);
            let after = at < end && classes::is_word(text[at]);
            (before != after) == (edge == Edge::Word)
        }
    }
}
