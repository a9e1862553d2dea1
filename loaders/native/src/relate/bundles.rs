//! offers, where a list leaves its common tail to the last item: two names and then one bundle of one thing for both.

use crate::expression::Found;
use crate::kinds::{Kind, Relation, Side, Status, Tier};
use crate::lexicon::{Pattern, lexicon};
use crate::passage::{Attribute, Attributes, Cued, Draft, Name, Passage};
use crate::pattern::Bound;
use crate::words::{Word, find, holds, slice, split, stands_at};

fn pattern() -> &'static Pattern {
    lexicon().pattern(Relation::Offers)
}

/// The bundles that a list names without their tail, each with the tail added.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let (text, end) = (passage.text(), passage.sentence.end);
    for tail in pattern().list("bundle") {
        let mut at = passage.sentence.start;
        while let Some(found) = find(text, tail, at, end) {
            at = found + tail.len();
            listed(passage, tail, found, at, out);
        }
    }
}

/// The matters of a list that a counted word for matters closes, which a cue or a predicate says are offered.
pub fn matters(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    if passage.topic.as_ref().is_some_and(|topic| topic.kind == Kind::Platform) {
        return; // then they are parts of it
    }
    let (text, start, end) = (passage.text(), passage.sentence.start, passage.sentence.end);
    if !pattern().list("closing").iter().any(|word| find(text, word, start, end).is_some()) {
        return;
    }
    for name in ["matters", "busy_matters"] {
        for found in pattern().expression(name).find_iter(text, start, end) {
            items_of(passage, &found, name == "busy_matters", out);
        }
    }
}

/// Letters after a list in which it says that its matters are done.
const DONE: usize = 12;

fn items_of(passage: &Passage<'_>, found: &Found, busy: bool, out: &mut Vec<Draft>) {
    let text = passage.text();
    let (start, stop) = found.group("items").unwrap_or(found.span());
    let (clause, _) = passage.clause(start);
    let mut cued = governing(passage, found.end());
    cued.retain(|(c, _)| start <= c.end && c.end < stop);
    let begin = cued.iter().map(|(c, _)| c.end).max().unwrap_or(0).max(start);
    if cued.is_empty() {
        let done = busy || pattern().expression("matters_done").is_at(text, found.end(), found.end() + DONE);
        if !(done && pattern().expression("lead").is_all(text, clause, begin)) {
            return;
        }
    }
    if pattern().expression("matters_of").is_at(text, begin, text.len()) {
        return;
    }
    let least = if busy { 3 } else { 2 };
    for (at, to) in parted(passage, begin, stop) {
        let refused = to - at < least || pattern().expression("matter_refused").finds(&text[at..to]);
        if !refused && !is_named(passage, at, to) {
            out.push(matter(passage, cued.first().copied(), &text[at..to], at, found.end()));
        }
    }
}

/// The items of a list between two offsets: parted by its marks, and by quotations side by side.
fn parted(passage: &Passage<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mark = lexicon().layout.list_mark[0];
    let quotes = passage.document.letters.quotes(start, end);
    let is_edge = |offset: usize| quotes.iter().any(|quote| quote.start == offset || quote.end == offset);
    let mut items = Vec::new();
    let mut at = start;
    for offset in start..=end {
        let edge = is_edge(offset);
        if offset == end || edge || passage.text()[offset] == mark {
            if offset > at {
                items.push((at, offset));
            }
            at = if edge { offset } else { offset + 1 };
        }
    }
    items
}

/// Whether an item is a known thing of another kind, which another relation reads.
fn is_named(passage: &Passage<'_>, start: usize, end: usize) -> bool {
    let known = |m: &crate::passage::Mention| m.kind != Kind::Service && m.entity.is_some();
    passage.mentions.iter().any(|m| known(m) && m.start == start && m.end == end)
}

/// Services that their own words show as such: what right after a cue ends like a service, what can be done
/// somewhere, what is done across places, and a quoted function.
pub fn services(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let (text, end) = (passage.text(), passage.sentence.end);
    for cued in &passage.cues {
        let offers = |b: &&Bound| b.relation == Relation::Offers && b.cue.side == Side::Left;
        let Some(bound) = cued.cues.iter().find(offers) else { continue };
        let mut found = pattern().expression("served").matches(text, cued.end, end);
        while let Some(seen) = found {
            let (first, last) = seen.group("name").unwrap_or(seen.span());
            out.push(matter(passage, Some((cued, bound)), &text[first..last], first, seen.end()));
            found = pattern().expression("and_served").matches(text, seen.end(), end);
        }
        let quotes = passage.document.letters.quotes(cued.end, end.min(cued.end + 1));
        if let Some(quote) = quotes.first() {
            let platform = |m: &crate::passage::Mention| m.kind == Kind::Platform && m.start == quote.start;
            let feature = pattern().expression("feature").is_at(text, quote.end, end);
            if feature && !passage.mentions.iter().any(platform) {
                // else what is told of is a function of that platform
                let inner = &text[quote.start..quote.end];
                out.push(matter(passage, Some((cued, bound)), inner, quote.start, quote.end));
            }
        }
    }
    for name in ["doable", "across"] {
        for found in pattern().expression(name).find_iter(text, passage.sentence.start, end) {
            let (first, last) = found.group("name").unwrap_or(found.span());
            out.push(matter(passage, None, &text[first..last], first, found.end()));
        }
    }
}

fn matter(
    passage: &Passage<'_>,
    governing: Option<(&Cued, &'static Bound)>,
    name: &[char],
    at: usize,
    end: usize,
) -> Draft {
    let planned = passage.sentence.plan || passage.is_future(end);
    let said = governing.and_then(|(_, bound)| bound.cue.status).unwrap_or(Status::Adopted);
    let mut attrs = Attributes::new();
    if let Some(begin) = governing.and_then(|(_, bound)| bound.cue.begin.clone()).filter(|_| !planned) {
        attrs.insert("begin", Attribute::One(begin));
    }
    let place = passage.places_at(at)[0].clone();
    let pattern_id = governing.map_or("offers/predicate".to_string(), |(_, bound)| bound.id());
    Draft {
        relation: Relation::Offers,
        subject: place.clone(),
        object: Name { text: Word::new(name), kind: Kind::Service, place: None },
        place,
        status: Some(if planned { Status::Planned } else { said }),
        pattern: format!("{pattern_id}+matters"),
        tier: Tier::Likely,
        start: governing.map_or(at, |(cued, _)| at.min(cued.start)),
        end,
        period: passage.period_at(end),
        attrs,
    }
}

fn listed(passage: &Passage<'_>, tail: &Word, at: usize, end: usize, out: &mut Vec<Draft>) {
    let text = passage.text();
    let with_tail = |(start, stop): &(usize, usize)| -> Vec<char> {
        text[*start..*stop].iter().chain(tail.iter()).copied().collect()
    };
    for (cued, bound) in governing(passage, at) {
        let mut items = items(passage, cued.end, at);
        items.retain(|(start, stop)| is_matter(&text[*start..*stop], tail));
        if !items.is_empty() {
            out.extend(items.iter().map(|item| draft(passage, cued, bound, &with_tail(item), end)));
            return;
        }
    }
    let (clause, _) = passage.clause(at);
    if pattern().expression("matters_done").is_at(text, end, end + DONE) {
        let lead = pattern().expression("lead").matches(text, clause, text.len());
        let begin = lead.map_or(clause, |lead| lead.end());
        for item in items(passage, begin, at) {
            if is_matter(&text[item.0..item.1], tail) {
                out.push(matter(passage, None, &with_tail(&item), item.0, end));
            }
        }
    }
}

/// Whether an item of a list is a matter that lacks its tail.
fn is_matter(item: &[char], tail: &Word) -> bool {
    !item.ends_with(tail) && !pattern().expression("item_refused").finds(item)
}

fn draft(passage: &Passage<'_>, cued: &Cued, bound: &Bound, name: &[char], end: usize) -> Draft {
    let planned = passage.sentence.plan || passage.is_future(end);
    let mut status = if planned { Status::Planned } else { bound.cue.status.unwrap_or(Status::Adopted) };
    let rules = lexicon().status.rules.iter().filter(|rule| rule.id == "piloted");
    let said = slice(passage.text(), cued.start, end);
    if status != Status::Planned && rules.flat_map(|rule| &rule.words).any(|word| holds(said, word)) {
        status = Status::Piloted;
    }
    let mut attrs = Attributes::new();
    attrs.insert("about", Attribute::One(pattern().list("bundle")[0].clone()));
    if let Some(begin) = bound.cue.begin.clone().filter(|_| status != Status::Planned) {
        attrs.insert("begin", Attribute::One(begin));
    }
    let place = passage.places_at(cued.start)[0].clone();
    Draft {
        relation: Relation::Offers,
        subject: place.clone(),
        object: Name { text: Word::new(name), kind: Kind::Service, place: None },
        place,
        status: Some(status),
        pattern: format!("{}+elided", bound.id()),
        tier: Tier::Likely,
        start: cued.start,
        end,
        period: passage.period_at(end),
        attrs,
    }
}

/// The cues left of an offset, the nearest first: of its clause, or of the sentence that the clause goes on.
fn governing<'p>(passage: &'p Passage<'_>, at: usize) -> Vec<(&'p Cued, &'static Bound)> {
    let (mut start, _) = passage.clause(at);
    if pattern().list("goes_on").iter().any(|word| stands_at(passage.text(), word, start)) {
        start = passage.sentence.start;
    }
    let near = passage.cues.iter().rev().filter(|cued| start <= cued.start && cued.end <= at);
    let offers = |b: &&Bound| b.relation == Relation::Offers && b.cue.side == Side::Left;
    near.flat_map(|cued| cued.cues.iter().filter(offers).map(move |bound| (cued, bound))).collect()
}

fn items(passage: &Passage<'_>, start: usize, at: usize) -> Vec<(usize, usize)> {
    let text = passage.text();
    let quotes = passage.document.letters.quotes(start, at);
    let quoted: Vec<(usize, usize)> = quotes.iter().filter(|q| q.end <= at).map(|q| (q.start, q.end)).collect();
    if let Some((_, last)) = quoted.last() {
        if pattern().expression("gap").begins(slice(text, *last, at)) {
            return quoted;
        }
    }
    let before = slice(text, start, at);
    let found = pattern().expression("elided").matches(before, 0, before.len());
    let Some((first, last)) = found.and_then(|found| found.group("items")) else { return Vec::new() };
    let mut position = start; // where the list begins in the text, as it is counted: from the cue
    let mut items = Vec::new();
    for (_, item) in split(&before[first..last], &lexicon().layout.list_mark) {
        items.push((position, position + item.len()));
        position += item.len() + 1;
    }
    items
}
