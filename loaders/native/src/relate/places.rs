//! learned_from, partners_with, mandated_by: a place and another place or body.

use crate::expression::Expression;
use crate::kinds::{Kind, Relation, Role, Status, Tier};
use crate::lexicon::lexicon;
use crate::passage::{Attribute, Attributes, Cued, Draft, Mention, Name, Passage};
use crate::pattern::Bound;
use crate::registry::Id;
use crate::words::{Word, slice, split};
use std::sync::OnceLock;

const VISITS: [&str; 2] = ["visit", "trip"];
/// Cues right before the place.
const BESIDE: [&str; 4] = ["trip", "toward", "example", "follow"];
/// Letters after the place of a visit in which its purpose is told.
const FARTHEST_PURPOSE: usize = 40;

fn compiled(relation: Relation, name: &str) -> &'static Expression {
    lexicon().pattern(relation).expression(name)
}

/// Whom the place visited or learned from, where the sentence names it.
pub fn learned(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    for (cued, bound) in passage.cued(Relation::LearnedFrom) {
        let id = bound.cue.id.as_str();
        let (_, end) = passage.clause(cued.end);
        let mentions = places(passage, cued.end, end);
        let Some(first) = mentions.first() else { continue };
        if BESIDE.contains(&id) && first.start > cued.end {
            continue;
        }
        let last = mentions[mentions.len() - 1].end;
        let reach = if id == "visit" { passage.sentence.end.min(last + FARTHEST_PURPOSE) } else { end };
        let tail = slice(text, last, end.max(reach));
        for mention in &mentions {
            let outside = mention.entity.as_ref().is_some_and(|entity| !is_own(passage, entity));
            if !outside || !bound.cue.then.as_ref().is_some_and(|then| then.finds(tail)) {
                continue;
            }
            let begin = passage.sentence.start.max(cued.start.saturating_sub(4));
            let before = slice(text, begin, cued.start);
            if !compiled(Relation::LearnedFrom, "denied").finds(before) {
                let by = if VISITS.contains(&id) { "visit" } else { "practice" };
                let attrs = Attributes::from([("by", Attribute::One(Word::from(by)))]);
                out.push(draft(passage, Relation::LearnedFrom, cued, bound, mention, attrs));
            }
        }
    }
}

/// The places that short names mean, in a list right after a cue: beside a word of learning the short name of a
/// county counts wherever the report is from, where only one place has it.
fn short_names(passage: &Passage<'_>, start: usize, end: usize) -> Vec<Mention> {
    let text = passage.text();
    let mark = lexicon().layout.list_mark[0];
    let mut found = Vec::new();
    let mut next = short_name(passage, start, end);
    while let Some(place) = next {
        let more = matches!(text.get(place.end), Some(letter) if *letter == mark || *letter == ',');
        next = if more { short_name(passage, place.end + 1, end) } else { None };
        found.push(place);
    }
    found
}

/// The longest short name at an offset that in the report's year only one place has, if it ends before `end`.
fn short_name(passage: &Passage<'_>, start: usize, end: usize) -> Option<Mention> {
    for length in [4, 3, 2] {
        let word = slice(passage.text(), start, start + length);
        let named = passage.registry.places_named(word, Some(passage.report.year));
        if named.len() == 1 && !lexicon().places.never_short.contains(word) {
            let stop = start + word.len();
            return (stop <= end).then(|| Mention {
                start,
                end: stop,
                text: Word::new(word),
                kind: Kind::Place,
                entity: Some(named[0].id.clone()),
                tier: Tier::Certain,
                role: Role::Short,
            });
        }
    }
    None
}

/// Spans in which something was learned from nobody who is named.
pub fn unnamed_sources(passage: &Passage<'_>) -> Vec<(usize, usize)> {
    let unnamed = compiled(Relation::LearnedFrom, "unnamed");
    let found = unnamed.find_iter(passage.text(), passage.sentence.start, passage.sentence.end);
    found.map(|found| found.span()).collect()
}

/// With whom the place signed, shares or founded something.
pub fn partners(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    let relation = Relation::PartnersWith;
    for (cued, bound) in passage.cued(relation) {
        let (start, end) = passage.clause(cued.end);
        if bound.cue.id == "ceremony" {
            circles(passage, cued, bound, start, out);
            continue;
        }
        let joins = bound.cue.id == "join";
        let after = slice(text, cued.end, end);
        let found = compiled(relation, "organisation").matches(after, 0, after.len());
        let mut mentions = places(passage, cued.end, end);
        mentions.retain(|m| m.entity.as_ref().is_none_or(|entity| !is_own(passage, entity)));
        if let (Some(found), Some(first)) = (&found, mentions.first()) {
            if first.end <= cued.end + found.end() {
                mentions.clear(); // a place in the name of a body
            }
        }
        if let (None, Some(first), Some(last)) = (&found, mentions.first(), mentions.last()) {
            if first.start <= cued.end + 2 && follows(bound, slice(text, last.end, end)) {
                for mention in &mentions {
                    out.push(draft(passage, relation, cued, bound, mention, Attributes::new()));
                }
                continue;
            }
        }
        let Some(found) = found else { continue };
        if !mentions.is_empty() && !joins {
            continue;
        }
        let stop = cued.end + found.end();
        if joins || follows(bound, slice(text, stop, end)) {
            let (first, last) = found.group("name").unwrap_or(found.span());
            let body = agency(cued.end, stop, &after[first..last]);
            out.push(draft(passage, relation, cued, bound, &body, Attributes::new()));
            for other in further(passage, bound, stop, end) {
                out.push(draft(passage, relation, cued, bound, &other, Attributes::new()));
            }
        }
    }
}

/// A body that no row has.
fn agency(start: usize, end: usize, name: &[char]) -> Mention {
    unnamed(start, end, name, Kind::Agency)
}

fn unnamed(start: usize, end: usize, name: &[char], kind: Kind) -> Mention {
    Mention { start, end, text: Word::new(name), kind, entity: None, tier: Tier::Likely, role: Role::Label }
}

/// The regions that count their members, before what was signed; nothing where a word of joining names whom.
fn circles(passage: &Passage<'_>, cued: &Cued, bound: &Bound, start: usize, out: &mut Vec<Draft>) {
    let relation = Relation::PartnersWith;
    let is_other = |c: &Cued, b: &Bound| b.cue.id == "with" && start <= c.start && c.start < cued.start;
    if passage.cued(relation).any(|(c, b)| is_other(c, b)) {
        return;
    }
    let text = passage.text();
    for found in compiled(relation, "circle").find_iter(text, start, cued.start) {
        let (first, last) = found.group("name").unwrap_or(found.span());
        let circle = unnamed(found.start(), found.end(), &text[first..last], Kind::Place);
        out.push(draft(passage, relation, cued, bound, &circle, Attributes::new()));
    }
}

/// Letters of the name of a body in a list.
const LONGEST_BODY: usize = 14;

/// The other bodies of a list that begins with a known sort of body, up to the word of what they do together.
fn further(passage: &Passage<'_>, bound: &Bound, at: usize, end: usize) -> Vec<Mention> {
    let tail = slice(passage.text(), at, end);
    let mark = &lexicon().layout.list_mark;
    let mut found = Vec::new();
    let stop = bound.cue.then.as_ref().and_then(|then| then.search(tail, 0, tail.len()));
    let Some(stop) = stop.filter(|_| tail.starts_with(mark)) else { return found };
    for (offset, name) in split(slice(tail, 1, stop.start()), mark) {
        let fits = 2 <= name.len() && name.len() <= LONGEST_BODY;
        if fits && !compiled(Relation::PartnersWith, "no_body").finds(name) {
            let begin = at + 1 + offset;
            found.push(agency(begin, begin + name.len(), name));
        }
    }
    found
}

fn follows(bound: &Bound, tail: &[char]) -> bool {
    bound.cue.then.as_ref().is_none_or(|then| then.finds(tail))
}

/// By whom what the sentence tells was ordered.
pub fn mandates(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let relation = Relation::MandatedBy;
    for (cued, bound) in passage.cued(relation) {
        if about(passage, cued.start).is_none() {
            continue;
        }
        let found =
            if bound.cue.id == "document" { documents(passage, cued, bound) } else { orders(passage, cued, bound) };
        for mention in found {
            out.push(draft(passage, relation, cued, bound, &mention, Attributes::new()));
        }
    }
}

/// Letters between the cue and the document.
const FARTHEST_TITLE: usize = 4;

/// The document right after a cue that is said to require it, unless the report's own place issued it.
fn documents(passage: &Passage<'_>, cued: &Cued, bound: &Bound) -> Vec<Mention> {
    let mut found = Vec::new();
    for title in &passage.titles {
        let near = cued.end <= title.start && title.start - cued.end <= FARTHEST_TITLE;
        if !near || title.text.starts_with(&passage.report.place.text) {
            continue;
        }
        let tail = slice(passage.text(), title.end, passage.sentence.end.min(title.end + 8));
        if follows(bound, tail) {
            found.push(Mention {
                start: title.start,
                end: title.end,
                text: title.text.clone(),
                kind: Kind::PolicyDocument,
                entity: None,
                tier: Tier::Certain,
                role: Role::Label,
            });
        }
    }
    found
}

/// The units above the report's place that the words between a cue and what was ordered name, else mean.
fn orders(passage: &Passage<'_>, cued: &Cued, bound: &Bound) -> Vec<Mention> {
    let (_, end) = passage.clause(cued.end);
    let after = slice(passage.text(), cued.end, end);
    // without words that must follow, what was ordered begins at once
    let span = match &bound.cue.then {
        Some(then) => then.search(after, 0, after.len()).map(|found| found.span()),
        None => Some((0, 0)),
    };
    let Some((first, last)) = span else { return Vec::new() };
    let stop = cued.end + first;
    let named = slice(passage.text(), cued.end, stop);
    if compiled(Relation::MandatedBy, "background").finds(named) {
        return Vec::new();
    }
    let chain = passage.registry.chain(passage.report.place_id());
    let is_unit = |m: &&Mention| {
        let near = cued.end <= m.start && m.start <= cued.end + 4 && m.end <= stop;
        near && m.entity.as_ref().is_some_and(|entity| chain[1..].contains(entity))
    };
    let mut units: Vec<Id> =
        passage.mentions.iter().filter(is_unit).filter_map(|mention| mention.entity.clone()).collect();
    if units.is_empty() {
        units.extend(above(passage, &chain, named));
    }
    let mention = |unit: Id| Mention {
        start: cued.end,
        end: cued.end + last,
        text: passage.registry.entity(&unit).label.clone(),
        kind: Kind::Place,
        entity: Some(unit),
        tier: Tier::Likely,
        role: Role::Label,
    };
    units.into_iter().map(mention).collect()
}

/// The unit above the report's place that the words mean: the nation, the province or the prefecture.
fn above(passage: &Passage<'_>, chain: &[Id], named: &[char]) -> Option<Id> {
    for (name, level) in [("national", "nation"), ("provincial", "province"), ("municipal", "prefecture")] {
        if compiled(Relation::MandatedBy, name).finds(named) {
            let is_level = |unit: &&Id| passage.registry.entity(unit).level.as_deref() == Some(level);
            let unit = chain[1..].iter().rfind(is_level);
            if let Some(unit) = unit {
                return Some(unit.clone());
            }
        }
    }
    None
}

/// Letters between a cue and the first place of its list.
const FARTHEST_PLACE: usize = 8;

/// The places between two offsets that stand in one list, from the first on.
fn places(passage: &Passage<'_>, start: usize, end: usize) -> Vec<Mention> {
    let text = passage.text();
    let mut found: Vec<Mention> = Vec::new();
    for mention in &passage.mentions {
        if mention.kind != Kind::Place || mention.start < start || mention.start >= end {
            continue;
        }
        let fits = match found.last() {
            None => mention.start - start <= FARTHEST_PLACE,
            Some(last) => next_in_list().fills(slice(text, last.end, mention.start)),
        };
        if !fits {
            break;
        }
        found.push(mention.clone());
    }
    let more = match found.last() {
        None => Some(start),
        Some(last) => (text.get(last.end) == Some(&lexicon().layout.list_mark[0])).then_some(last.end + 1),
    };
    if let Some(at) = more {
        found.extend(short_names(passage, at, end));
    }
    found
}

/// What may stand between two places of a list: a mark, and before it a body of the first.
fn next_in_list() -> &'static Expression {
    static NEXT: OnceLock<Expression> = OnceLock::new();
    NEXT.get_or_init(|| {
        let words = &lexicon().places;
        Expression::new(&format!("(?:{}{})?", words.seat, words.list_marks))
    })
}

/// Whether a place is the report's own, lies in it, or contains it.
fn is_own(passage: &Passage<'_>, entity: &str) -> bool {
    let own = passage.report.place_id();
    passage.registry.lies_in(entity, own) || passage.registry.lies_in(own, entity)
}

/// The thing the sentence is about: the nearest reform, service or platform before, else after.
fn about<'p>(passage: &'p Passage<'_>, at: usize) -> Option<&'p Word> {
    let mut things = passage.mentions.iter().filter(|m| m.kind.is_thing());
    let before = things.clone().rfind(|m| m.end <= at);
    before.or_else(|| things.find(|m| m.start >= at)).map(|m| &m.text)
}

fn draft(
    passage: &Passage<'_>,
    relation: Relation,
    cued: &Cued,
    bound: &Bound,
    mention: &Mention,
    mut attrs: Attributes,
) -> Draft {
    if let Some(about) = about(passage, cued.start) {
        attrs.insert("about", Attribute::One(about.clone()));
    }
    let subject = passage.places_at(cued.start)[0].clone();
    let place = mention.entity.clone().filter(|_| mention.kind == Kind::Place);
    let (_, clause_end) = passage.clause(mention.start);
    Draft {
        relation,
        subject: subject.clone(),
        object: Name { text: mention.text.clone(), kind: mention.kind, place },
        place: subject,
        status: passage.sentence.plan.then_some(Status::Planned),
        pattern: bound.id(),
        tier: bound.cue.tier,
        start: cued.start,
        end: clause_end.min(mention.end + 12),
        period: passage.period_at(cued.start),
        attrs,
    }
}
