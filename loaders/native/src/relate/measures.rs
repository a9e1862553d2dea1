//! measured: a number about a thing or a place, with what it counts.

use crate::expression::Expression;
use crate::focus::{focus, leads};
use crate::kinds::{Kind, Relation, Role, Status, Tier};
use crate::lexicon::{Pattern, lexicon};
use crate::passage::{Attribute, Attributes, Draft, Mention, Name, Number, Passage};
use crate::words::{Word, find, rfind, slice};

/// Letters of a measure's name beyond which a clause before it says more than its name.
const LONG: usize = 14;
/// Letters below which a name is no more than a word of the measure's.
const SHORT: usize = 4;

fn pattern() -> &'static Pattern {
    lexicon().pattern(Relation::Measured)
}

fn compiled(name: &str) -> &'static Expression {
    pattern().expression(name)
}

/// The numbers of a passage for which what they count is said. Of a change from one to another, the latter.
///
/// A number that only qualifies a noun (with a million visits) counts nothing of its own.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    if passage.numbers.is_empty() {
        return;
    }
    let counting: Vec<&Number> = passage.numbers.iter().filter(|number| !is_aside(passage, number)).collect();
    for (index, number) in counting.iter().enumerate() {
        let following = counting.get(index + 1);
        if following.is_some_and(|following| is_baseline(passage, number, following)) {
            continue;
        }
        let former = index.checked_sub(1).map(|former| counting[former]);
        let baseline = former.filter(|former| is_baseline(passage, former, number));
        if let Some(found) = measure(passage, &counting, index, baseline) {
            out.push(draft(passage, number, baseline, found));
        }
    }
}

/// Whether a number is part of a title or a name, or only qualifies what follows.
fn is_aside(passage: &Passage<'_>, number: &Number) -> bool {
    if passage.titles.iter().any(|t| t.start < number.digits && number.digits < t.end) {
        return true;
    }
    let in_name = |m: &Mention| m.kind != Kind::Place && m.start <= number.digits && number.digits < m.end;
    if passage.mentions.iter().any(in_name) {
        return true;
    }
    let quoted = passage.document.letters.quotes(number.digits, number.digits + 1);
    if quoted.iter().any(|span| span.start <= number.digits && number.end < span.end) {
        return true;
    }
    let text = passage.text();
    compiled("factor").finds(slice(text, number.digits.saturating_sub(2), number.digits))
        || compiled("qualifies").is_at(text, number.end, text.len())
}

/// Whether a number is what the following one changed from.
fn is_baseline(passage: &Passage<'_>, number: &Number, following: &Number) -> bool {
    compiled("to").fills(slice(passage.text(), number.end, following.digits))
}

/// What a number counts: its name, the span that says so, and the thing that is named there, if any.
struct Measure {
    name: Vec<char>,
    start: usize,
    end: usize,
    thing: Option<Mention>,
}

/// The noun after the unit with the verb before the number, else what leads to the number.
fn measure(passage: &Passage<'_>, numbers: &[&Number], index: usize, baseline: Option<&Number>) -> Option<Measure> {
    let text = passage.text();
    let number = numbers[index];
    let (start, end) = passage.clause(number.digits);
    let first = baseline.unwrap_or(number);
    let is_other = |n: &&&Number| {
        start <= n.start && n.end <= first.start && baseline.is_none_or(|baseline| !std::ptr::eq(**n, baseline))
    };
    let others: Vec<&Number> = numbers[..index].iter().filter(is_other).copied().collect();
    let mut since = others.iter().map(|other| other.end).max().unwrap_or(0).max(start);
    let joined = compiled("joined").finds(slice(text, since, first.start));
    if baseline.is_none() && (!compiled("left_only").finds(&number.unit) || joined) {
        let right = right(passage, number.end, end).or_else(|| shared(passage, &numbers[index..], end));
        if let Some((noun, thing)) = right {
            let verb = if joined { Vec::new() } else { verb(passage, &others, start, number) };
            let own = passage.places_at(number.start)[0] == passage.report.place;
            let itself = own && thing.as_ref().is_some_and(|thing| thing.start < number.end + noun.len());
            let last = number.end + noun.len();
            let mut name = verb;
            if !itself || name.is_empty() {
                name.extend_from_slice(&noun);
            }
            let thing = thing.filter(|thing| thing.text[..] != name[..]);
            let begin = start.max(number.start.saturating_sub(20));
            return Some(Measure { name, start: begin, end: end.min(last), thing });
        }
    }
    let into = compiled("into").matches(text, number.end, end).map(|into| into.end());
    let thing = into.and_then(|into| passage.mentions.iter().find(|m| m.start == into && m.kind.is_thing()));
    if thing.is_none() && !others.is_empty() {
        let mark = rfind(text, &lexicon().layout.list_mark, since, first.start);
        since = since.max(mark.map_or(0, |mark| mark + 1));
    }
    let begin = start.max(first.start.saturating_sub(30));
    let mut left = left(passage, since, first.start, begin, number.end)?;
    if let Some(thing) = thing {
        left.thing = Some(thing.clone());
    }
    Some(left)
}

/// A noun, and the thing that is that noun or that a word of joining leads to.
type Noun = (Vec<char>, Option<Mention>);

/// The noun of the next number where nothing but its own words of bound stand between: 26 sorts 2113 devices.
fn shared(passage: &Passage<'_>, numbers: &[&Number], end: usize) -> Option<Noun> {
    let next = numbers.get(1)?;
    if next.end > end || next.start > numbers[0].end {
        return None;
    }
    right(passage, next.end, end)
}

/// The word of doing before a number, or before those that share it: of two to four letters, and no light one.
fn verb(passage: &Passage<'_>, others: &[&Number], start: usize, number: &Number) -> Vec<char> {
    let text = passage.text();
    let mut first = number;
    for other in others.iter().rev() {
        if !compiled("shares").fills(slice(text, other.end, first.start)) {
            break;
        }
        first = other;
    }
    let is_leading = |m: &&Mention| m.kind.is_thing() && start <= m.start && m.end <= first.start && leads(passage, m);
    let leading = passage.mentions.iter().filter(is_leading).map(|m| m.end);
    let before = others.iter().map(|other| other.end).filter(|end| *end <= first.start);
    let begin = leading.chain(before).max().unwrap_or(0).max(start);
    let said = compiled("trim_left").sub(&[], slice(text, begin, first.start));
    let said = compiled("whole").sub(&[], &compiled("trim_right").sub(&[], &said));
    if compiled("verb").fills(&said) { said } else { Vec::new() }
}

/// What leads to a number, without the thing that the clause begins with.
fn left(passage: &Passage<'_>, since: usize, until: usize, start: usize, end: usize) -> Option<Measure> {
    let text = passage.text();
    let is_leading = |m: &&Mention| m.kind.is_thing() && since <= m.start && m.end < until;
    let leading: Vec<&Mention> = passage.mentions.iter().filter(is_leading).collect();
    let is_cut = |m: &&&Mention| leads(passage, m) && !compiled("owned").is_at(text, m.end, text.len());
    let cuts = leading.iter().rev().filter(is_cut).map(|m| m.end);
    for cut in cuts.chain([since]) {
        let Some(name) = name_of(passage, cut, until) else { continue };
        if leading.is_empty() && cut == passage.clause(cut).0 {
            if let Some(head) = compiled("head").matches(&name, 0, name.len()) {
                let thing = Mention {
                    start: until,
                    end: until,
                    text: Word::new(head.letters(&name, "thing")),
                    kind: Kind::Platform,
                    entity: None,
                    tier: Tier::Likely,
                    role: Role::Sort,
                };
                return Some(Measure { name: head.letters(&name, "measure").to_vec(), start, end, thing: Some(thing) });
            }
        }
        return Some(Measure { name, start, end, thing: None });
    }
    None
}

/// The name of a measure that ends where a number begins: without words of time and scope, and what a long list or
/// a clause of its own says of it.
fn name_of(passage: &Passage<'_>, start: usize, end: usize) -> Option<Vec<char>> {
    let said = compiled("trim_right").sub(&[], slice(passage.text(), start, end));
    let found = compiled("left").search(&said, 0, said.len())?;
    let (first, last) = found.group("measure")?;
    let mut name = compiled("trim_left").sub(&[], &said[first..last]);
    let mut cut_at = None;
    for cut in compiled("said_of").find_iter(&name, 0, name.len()) {
        let rest = name.len() - cut.end();
        let list = cut.group("list").is_some();
        if rest >= (if list { 2 } else { 4 }) && (list || name.len() > LONG) {
            cut_at = Some(cut.end());
            break;
        }
    }
    if let Some(at) = cut_at {
        name.drain(..at);
    }
    (name.len() >= 2 && !compiled("bare").begins(&name)).then_some(name)
}

/// The noun after a unit, and the thing that is that noun or that a word of joining leads to.
fn right(passage: &Passage<'_>, start: usize, end: usize) -> Option<Noun> {
    let text = passage.text();
    let start = compiled("within").matches(text, start, end).map_or(start, |within| within.end());
    let is_name = |m: &&Mention| start <= m.start && m.start < end && m.kind.is_thing() && m.tier != Tier::Candidate;
    let names: Vec<&Mention> = passage.mentions.iter().filter(is_name).collect();
    let later = names.iter().map(|m| m.start).find(|at| *at > start);
    let quote = passage.document.letters.quotes(start + 1, end).first().map(|span| span.start);
    let stop_at = [Some(end), quote, later].into_iter().flatten().min().unwrap_or(end);
    let after = slice(text, start, stop_at);
    let found = compiled("right").matches(after, 0, after.len())?;
    let (first, last) = found.group("measure")?;
    let said = &after[first..last];
    let stop = compiled("right_stop").search(said, 1, said.len()).map(|stop| stop.start());
    let noun = &said[..stop.unwrap_or(said.len())];
    if noun.len() < 2 || compiled("bare").begins(noun) {
        return None;
    }
    let mut beside = names.iter().find(|m| m.start == start && m.end - start >= noun.len());
    if let (None, Some(stop), Some(later)) = (beside, stop, later) {
        if compiled("into").fills(slice(text, start + stop, later)) {
            beside = names.iter().find(|m| m.start == later);
        }
    }
    Some((noun.to_vec(), beside.map(|m| (*m).clone())))
}

fn draft(passage: &Passage<'_>, number: &Number, baseline: Option<&Number>, found: Measure) -> Draft {
    let place = passage.places_at(number.start)[0].clone();
    let own = place == passage.report.place;
    let about: Option<Mention> = found
        .thing
        .clone()
        .or_else(|| subject(passage, number).cloned())
        .or_else(|| if own { None } else { quoted_after(passage, number).cloned() });
    let goes_on = about.is_none() && goes_on(passage, passage.sentence.start, number);
    let before = passage.before.as_ref().filter(|_| goes_on);
    let thing = if own { about.as_ref().or(before).or(passage.topic.as_ref()) } else { None };
    let mut attrs = attrs(passage, number, baseline);
    if let Some(day) = passage.as_of(number.start) {
        attrs.insert("as_of", Attribute::One(Word::from(day.to_string().as_str())));
    }
    if let (None, Some(about)) = (thing, &about) {
        attrs.insert("about", Attribute::One(about.text.clone()));
    }
    // A noun that is counted is more often of what its own sentence speaks of than a measure that is named.
    let carried = before.is_some() && found.end == number.end && !passage.mixed;
    let near = about.as_ref().is_some_and(|about| is_near(passage, about, number));
    let likely = near || carried || !(own || passage.mixed);
    let owner = match thing {
        None => place.clone(),
        Some(thing) => Name { text: thing.text.clone(), kind: thing.kind, place: None },
    };
    Draft {
        relation: Relation::Measured,
        subject: owner,
        object: Name { text: Word::new(&without(found.name, thing)), kind: Kind::Measure, place: None },
        place,
        status: passage.sentence.plan.then_some(Status::Planned),
        pattern: "measured/count".to_string(),
        tier: if likely { Tier::Likely } else { Tier::Candidate },
        start: found.start,
        end: found.end,
        period: passage.period_at(number.start),
        attrs,
    }
}

/// The first quoted thing after a number in its sentence: what a place inside the report's own does it for.
fn quoted_after<'p>(passage: &'p Passage<'_>, number: &Number) -> Option<&'p Mention> {
    let letters = &passage.document.letters;
    let is_thing = |m: &&Mention| m.kind.is_thing() && m.tier != Tier::Candidate && m.start >= number.end;
    passage.mentions.iter().find(|m| is_thing(m) && letters.quotes_at(m.start))
}

/// Whether a thing is named in the number's clause or the one before, or begins its own, or only counts stand
/// between it and the number. In a report on everything it is so in the number's clause alone.
fn is_near(passage: &Passage<'_>, about: &Mention, number: &Number) -> bool {
    if passage.mixed {
        return about.start >= passage.clause(number.digits).0;
    }
    let (_, end) = passage.clause(about.start);
    let (_, following) = passage.clause((end + 1).min(number.start));
    following >= number.start || leads(passage, about) || goes_on(passage, (following + 1).min(number.start), number)
}

/// Whether all that the clauses from an offset on say up to a number is counts and dates: they go on about what
/// came before.
fn goes_on(passage: &Passage<'_>, since: usize, number: &Number) -> bool {
    let later = passage.clauses.iter().copied().filter(|clause| *clause > since);
    for at in std::iter::once(since).chain(later) {
        let (_, end) = passage.clause(at);
        if end > number.start {
            return true;
        }
        let counted = || passage.numbers.iter().any(|other| at <= other.digits && other.digits < end);
        let dated = || passage.dates.iter().any(|other| at <= other.start && other.start < end);
        if end > at + 2 && !counted() && !dated() {
            return false;
        }
    }
    true
}

/// The name of a measure without the name of the thing that is measured, where more than that is left.
fn without(name: Vec<char>, thing: Option<&Mention>) -> Vec<char> {
    let Some(thing) = thing.filter(|thing| thing.text.len() >= SHORT) else { return name };
    let Some(at) = find(&name, &thing.text, 0, name.len()) else { return name };
    let tail = &name[at + thing.text.len()..];
    if compiled("owned").begins(tail) || at + tail.len() < 2 {
        return name;
    }
    let mut rest = name[..at].to_vec();
    rest.extend_from_slice(tail);
    rest
}

/// Value and unit as written, bound, approximation, direction of a change, and what it changed from.
fn attrs(passage: &Passage<'_>, number: &Number, baseline: Option<&Number>) -> Attributes {
    let mut attrs = Attributes::new();
    attrs.insert("value", Attribute::One(number.value.clone()));
    attrs.insert("unit", Attribute::One(number.unit.clone()));
    attrs.insert("bound", Attribute::One(number.bound.clone()));
    if !number.approx.is_empty() {
        attrs.insert("approx", Attribute::One(number.approx.clone()));
    }
    let amount = |of: &Number, sign: Option<char>| {
        let letters: Vec<char> =
            sign.into_iter().chain(of.value.iter().copied()).chain(of.unit.iter().copied()).collect();
        Attribute::One(Word::new(&letters))
    };
    match baseline {
        Some(baseline) => {
            attrs.insert("baseline", amount(baseline, None));
        }
        None => {
            let begin = passage.sentence.start.max(number.start.saturating_sub(24));
            let before = slice(passage.text(), begin, number.start);
            for (name, sign) in [("change", '-'), ("growth", '+')] {
                if compiled(name).finds(before) {
                    attrs.insert("change", amount(number, Some(sign)));
                }
            }
        }
    }
    attrs
}

/// The thing that the sentence says the number is about: a quoted one after it in its clause, the one with which
/// its clause begins, whose the counted is or that is counted, else what the clauses before it are about. None where
/// it names none.
fn subject<'p>(passage: &'p Passage<'_>, number: &Number) -> Option<&'p Mention> {
    let (start, stop) = passage.clause(number.digits);
    let letters = &passage.document.letters;
    let mut owner = None;
    for mention in &passage.mentions {
        if !mention.kind.is_thing() || mention.tier == Tier::Candidate {
            continue;
        }
        if number.end <= mention.start && mention.start < stop && letters.quotes_at(mention.start) {
            return Some(mention);
        }
        if start <= mention.start && mention.end <= number.start && owns(passage, mention, number) {
            owner = Some(mention);
        }
    }
    if owner.is_some() {
        return owner;
    }
    let since = passage.subjects.iter().map(|(at, _)| *at).filter(|at| *at <= number.start).max();
    focus(passage, since.unwrap_or(passage.sentence.start), start)
}

/// Whether a thing before a number in its clause leads the clause, is the counted thing, or whose it is.
fn owns(passage: &Passage<'_>, mention: &Mention, number: &Number) -> bool {
    let text = passage.text();
    compiled("owned").is_at(text, mention.end, text.len())
        || (mention.end == number.start && passage.document.letters.quotes_at(mention.start))
        || leads(passage, mention)
}
