//! claims, designated: what a place says it is first in, and what it was named.

use crate::expression::{Expression, Found};
use crate::kinds::{Kind, Relation, Role, Status, Tier};
use crate::lexicon::lexicon;
use crate::passage::{Attribute, Attributes, Cued, Draft, Mention, Name, Passage};
use crate::pattern::Bound;
use crate::words::{Word, holds, slice, stands_at};

fn claiming(name: &str) -> &'static Expression {
    lexicon().pattern(Relation::Claims).expression(name)
}

fn naming(name: &str) -> &'static Expression {
    lexicon().pattern(Relation::Designated).expression(name)
}

fn name(text: &[char], kind: Kind) -> Name {
    Name { text: Word::new(text), kind, place: None }
}

fn name_of(mention: &Mention) -> Name {
    Name { text: mention.text.clone(), kind: mention.kind, place: None }
}

/// First-ness and rank, each of the nearest thing in its clause or the last; of cues that overlap, the first.
pub fn claims(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    let mut reached = None;
    for (cued, bound) in passage.cued(Relation::Claims) {
        let (start, end) = passage.clause(cued.start);
        if reached.is_some_and(|reached| cued.start < reached)
            || passage.titles.iter().any(|title| title.start < cued.start && cued.start < title.end)
            || claiming("aim").is_in(text, start, cued.start)
        {
            continue;
        }
        let after = slice(text, cued.end, end);
        let goes_on = || !claiming("refused").begins(after); // it is no figure of speech
        let place = is_first(bound).then(|| scope(passage, cued.start)).flatten();
        if place.is_some() || bound.cue.id == "of-place" {
            if let Some(place) = place.filter(|_| goes_on()) {
                reached = Some(cued.end);
                claim(passage, cued, bound, &text[place..cued.end], cued.end, out);
            }
            continue;
        }
        let then = bound.cue.then.as_ref().filter(|_| bound.cue.id == "rank");
        let Some(then) = then else {
            if goes_on() {
                reached = Some(cued.end);
                claim(passage, cued, bound, &text[cued.start..cued.end], cued.end, out);
            }
            continue;
        };
        let Some(found) = then.matches(after, 0, after.len()) else { continue };
        if let Some(rank) = rank(passage, cued, &found, after) {
            let stop = cued.end + found.end();
            reached = Some(stop);
            claim(passage, cued, bound, &rank, stop, out);
            let more = claiming("more_ranks").matches(text, stop, end);
            if let Some((more, (first, last))) = more.and_then(|more| more.group("rank").map(|rank| (more.end(), rank)))
            {
                claim(passage, cued, bound, &text[first..last], more, out);
            }
        }
    }
}

/// The rank that a text states: in its own words, or with where it is ranked from before the cue.
fn rank(passage: &Passage<'_>, cued: &Cued, found: &Found, after: &[char]) -> Option<Vec<char>> {
    let text = passage.text();
    if let Some((first, last)) = found.group("rank") {
        return Some(after[first..last].to_vec());
    }
    if let Some((first, last)) = found.group("lead") {
        return Some([&text[cued.start..cued.end], &after[first..last]].concat());
    }
    let (start, _) = passage.clause(cued.start);
    let before = slice(text, start, cued.start);
    let among = claiming("among").search(before, 0, before.len())?;
    let (first, last) = among.group("where")?;
    Some([&before[first..last], found.letters(after, "place")].concat())
}

fn is_first(bound: &Bound) -> bool {
    matches!(bound.cue.id.as_str(), "first" | "of-place")
}

/// Letters before a word of being first in which it is said where.
const LONGEST_SCOPE: usize = 16;

/// Where the words begin that say right before an offset where something is the first: a place, the one among whose
/// parts it is, or a part of the country.
fn scope(passage: &Passage<'_>, at: usize) -> Option<usize> {
    let chain = passage.registry.chain(passage.report.place_id());
    let nation = chain.last();
    let is_place =
        |m: &&Mention| m.kind == Kind::Place && m.end <= at && (m.entity.is_none() || m.entity.as_ref() != nation);
    let mut places = passage.mentions.iter().rev().filter(is_place);
    let place = places.find(|m| claiming("among_parts").is_all(passage.text(), m.end, at));
    if let Some(place) = place {
        return Some(place.start);
    }
    let (start, _) = passage.clause(at);
    let said = claiming("scope").search(passage.text(), start.max(at.saturating_sub(LONGEST_SCOPE)), at);
    said.map(|said| said.start())
}

fn claim(passage: &Passage<'_>, cued: &Cued, bound: &Bound, rank: &[char], end: usize, out: &mut Vec<Draft>) {
    let first = is_first(bound);
    let Some(target) = target(passage, cued, first) else { return };
    let more = if first { listed_after(passage, cued, &target) } else { listed_before(passage, cued, &target) };
    let targets: Vec<Name> = std::iter::once(target).chain(more).collect();
    let (begin, stop) = span(passage, cued, end);
    for place in passage.places_at(cued.start) {
        for name in &targets {
            out.push(Draft {
                relation: Relation::Claims,
                subject: place.clone(),
                object: name.clone(),
                place: place.clone(),
                status: passage.sentence.plan.then_some(Status::Planned),
                pattern: bound.id(),
                tier: Tier::Likely,
                start: begin,
                end: stop,
                period: passage.period_at(cued.start),
                attrs: Attributes::from([("rank", Attribute::One(Word::new(rank)))]),
            });
        }
    }
}

fn is_sure_thing(mention: &Mention) -> bool {
    mention.kind.is_thing() && mention.tier != Tier::Candidate
}

/// The further things of the list after a claim that the thing claimed begins.
fn listed_after(passage: &Passage<'_>, cued: &Cued, target: &Name) -> Vec<Name> {
    let (_, end) = passage.clause(cued.end);
    let is_listed = |m: &&Mention| is_sure_thing(m) && cued.end <= m.start && m.start < end;
    let mut things = passage.mentions.iter().filter(is_listed);
    let mut found = Vec::new();
    let Some(mut last) = things.next().filter(|first| first.text == target.text) else { return found };
    for mention in things {
        if !claiming("and_more").is_all(passage.text(), last.end, mention.start) {
            break;
        }
        found.push(name_of(mention));
        last = mention;
    }
    found
}

/// The further things of the list that a counted word closes right before a rank, of which the last is ranked.
fn listed_before(passage: &Passage<'_>, cued: &Cued, target: &Name) -> Vec<Name> {
    let text = passage.text();
    let (begin, _) = passage.clause(cued.start);
    let is_listed = |m: &&Mention| m.kind.is_thing() && begin <= m.start && m.end <= cued.start;
    let mut things = passage.mentions.iter().rev().filter(is_listed);
    let mut found = Vec::new();
    let Some(mut next) = things.next().filter(|last| last.text == target.text) else { return found };
    if !claiming("counted_list").is_at(text, next.end, cued.start) {
        return found;
    }
    for mention in things {
        if !claiming("next_item").is_all(text, mention.end, next.start) {
            break;
        }
        found.push(name_of(mention));
        next = mention;
    }
    found
}

fn span(passage: &Passage<'_>, cued: &Cued, end: usize) -> (usize, usize) {
    let (start, stop) = passage.clause(cued.start);
    (start, end.max(stop.min(start + 120)))
}

/// What a claim is of: of being first the thing or the words after it, of a rank what stands before it.
fn target(passage: &Passage<'_>, cued: &Cued, first: bool) -> Option<Name> {
    let (begin, end) = passage.clause(cued.end);
    let mut near = passage.clause(passage.sentence.start.max(begin.saturating_sub(2))).0;
    if first && says_of_it(passage, begin, cued) {
        near = passage.sentence.start; // the clause says of what the sentence tells that it is the first
    }
    let things: Vec<&Mention> = passage.mentions.iter().filter(|m| is_sure_thing(m)).collect();
    let is_before = |m: &&&Mention| near <= m.start && m.end <= cued.start;
    let mut before: Vec<&Mention> = things.iter().filter(is_before).copied().collect();
    if first {
        let is_after = |m: &&&Mention| cued.end <= m.start && m.start < end && !is_where(passage, cued, m);
        let after: Vec<&Mention> = things.iter().filter(is_after).copied().collect();
        return first_of(passage, cued, &before, &after);
    }
    if !before.iter().any(|m| m.start >= begin) {
        if let Some(assessed) = assessed(passage, begin, cued) {
            return Some(assessed);
        }
    }
    if before.is_empty() {
        let assessment = claiming("assessment");
        let is_assessed = |m: &&&Mention| m.end <= cued.start && assessment.is_at(passage.text(), m.end, begin);
        before = things.iter().filter(is_assessed).copied().collect();
    }
    if before.is_empty() {
        // a rank is of what the sentence tells of, before of what the section does
        let is_told = |m: &&&Mention| m.end <= cued.start && is_ranked(m.kind) && leads(passage, m);
        before = things.iter().filter(is_told).copied().collect();
    }
    ranked(passage, cued, &before)
}

/// Letters at the end of a clause in which what was assessed is looked for.
const LONGEST_ASSESSED: usize = 40;
/// Letters before a rank in its clause that name no more than a place.
const OWN_PLACE: usize = 6;

/// What was assessed by the clause before one in which a place alone has a rank.
fn assessed(passage: &Passage<'_>, begin: usize, cued: &Cued) -> Option<Name> {
    if begin == passage.sentence.start || cued.start > begin + OWN_PLACE {
        return None;
    }
    let (start, end) = passage.clause(begin.saturating_sub(2));
    let is_known = |m: &Mention| m.kind.is_thing() && m.entity.is_some() && start <= m.start && m.end <= end;
    if passage.mentions.iter().any(is_known) {
        return None;
    }
    let said = slice(passage.text(), start.max(end.saturating_sub(LONGEST_ASSESSED)), end);
    let (first, last) = claiming("assessed").matches(said, 0, said.len())?.group("name")?;
    Some(name(&said[first..last], Kind::Measure))
}

/// What the clause before one that says of it that it is the first tells to be carried out, to the clause's end.
fn done_before(passage: &Passage<'_>, begin: usize) -> Option<Name> {
    let (start, end) = passage.clause(begin.saturating_sub(2));
    let said = slice(passage.text(), start.max(end.saturating_sub(LONGEST_ASSESSED)), end);
    let (first, last) = claiming("done_before").matches(said, 0, said.len())?.group("name")?;
    Some(name(&said[first..last], Kind::Reform))
}

/// What is first: a document, a list's member, what is quoted or named after the claim, else what was told of.
fn first_of(passage: &Passage<'_>, cued: &Cued, before: &[&Mention], after: &[&Mention]) -> Option<Name> {
    let text = passage.text();
    let (begin, end) = passage.clause(cued.end);
    if let Some(title) = passage.titles.iter().find(|t| cued.end <= t.start && t.start < end) {
        if after.first().is_none_or(|thing| title.start <= thing.start) {
            return Some(Name { text: title.text.clone(), kind: Kind::PolicyDocument, place: None });
        }
    }
    if let Some(last) = before.last() {
        if claiming("listed").finds(slice(text, begin, cued.start)) {
            return Some(name_of(last)); // it is among the first of others' list
        }
    }
    if after.is_empty() {
        let mark = &lexicon().layout.list_mark;
        let marks = passage.document.letters.quotes(cued.end, end);
        let quoted = marks.iter().find(|q| q.end <= end && !holds(slice(text, q.start, q.end), mark));
        if let Some(quoted) = quoted {
            return Some(name(&text[quoted.start..quoted.end], Kind::Reform));
        }
    }
    if before.iter().all(|m| m.start < begin) {
        if let Some((first, last)) = claiming("phrase").matches(text, cued.end, end).and_then(|f| f.group("name")) {
            let phrase = &text[first..last];
            let said = !claiming("no_phrase").finds(phrase);
            if said && (after.is_empty() || claiming("phrase_whole").finds(phrase)) {
                return Some(name(phrase, Kind::Reform));
            }
        }
    }
    let told = passage.before.as_ref().filter(|_| begin == passage.sentence.start);
    if let Some(chosen) = after.first().or(before.last()) {
        return Some(name_of(chosen));
    }
    if !says_of_it(passage, begin, cued) {
        return None;
    }
    match told {
        Some(told) => Some(name_of(told)),
        None if begin > passage.sentence.start => done_before(passage, begin),
        None => None,
    }
}

/// Whether a clause goes on with a claim: of what was told before.
fn says_of_it(passage: &Passage<'_>, begin: usize, cued: &Cued) -> bool {
    claiming("is_one").fills(slice(passage.text(), begin, cued.start))
}

/// Letters before a rank beyond which they say what is ranked.
const OWN_SUBJECT: usize = 3;

/// What is ranked: what leads, what was told of, the measure of the clause, else what the section is about.
fn ranked(passage: &Passage<'_>, cued: &Cued, before: &[&Mention]) -> Option<Name> {
    let text = passage.text();
    let (start, stop) = passage.clause(cued.start);
    if let Some((first, last)) = claiming("of_it").matches(text, cued.end, stop).and_then(|found| found.group("name")) {
        return Some(name(&text[first..last], Kind::Platform));
    }
    if let Some(last) = before.last() {
        return Some(name_of(last));
    }
    let place = passage.mentions.iter().find(|m| m.kind == Kind::Place && m.start == start);
    let said = slice(text, place.map_or(start, |place| place.end), cued.start);
    if let Some((first, last)) = claiming("measure").matches(said, 0, said.len()).and_then(|f| f.group("name")) {
        return Some(name(&said[first..last], Kind::Measure));
    }
    let named = !passage.document.letters.quotes(start, stop).is_empty(); // the clause names something, if nothing known
    let topic = passage.topic.as_ref().filter(|_| !named && !passage.mixed)?;
    let headed = topic.start < passage.document.sections[passage.sentence.section].title_end;
    if !headed && cued.start > start + OWN_SUBJECT {
        return None; // the clause has a subject of its own, which no name tells
    }
    Some(name_of(topic))
}

/// Whether a thing is only where or by what something is first done.
fn is_where(passage: &Passage<'_>, cued: &Cued, mention: &Mention) -> bool {
    claiming("where").is_in(passage.text(), cued.end, mention.start)
}

/// Whether a thing begins a clause of the sentence, as what is told of there.
fn leads(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    claiming("lead").fills(slice(passage.text(), start, mention.start))
}

fn is_ranked(kind: Kind) -> bool {
    matches!(kind, Kind::Platform | Kind::PlatformType | Kind::Reform)
}

/// Pilots and titles given to the place by somebody above: for the things right before or after the cue, or, where
/// none is known there, under the words of the title; and quoted names that say themselves that they are pilots.
pub fn designations(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    for (cued, bound) in passage.cued(Relation::Designated) {
        let (start, end) = passage.clause(cued.start);
        let things = match &bound.cue.then {
            None => designated(passage, start, cued),
            Some(then) => match then.search(text, cued.end, end) {
                None => Vec::new(),
                Some(title) => titled(passage, cued, title.start(), title.end(), end),
            },
        };
        let level = level(slice(text, cued.start, end));
        for mention in things {
            let span = (cued.start.min(mention.start), cued.end.max(mention.end));
            designation(passage, &mention, bound.id(), span, &level, out);
        }
    }
    for mention in &passage.mentions {
        let quoted = mention.kind == Kind::Reform && passage.document.letters.quotes_at(mention.start);
        if quoted && naming("named").finds(&mention.text) {
            let level = level(&mention.text);
            let span = (mention.start, mention.end);
            designation(passage, mention, "designated/named".to_string(), span, &level, out);
        }
    }
}

/// The list of things right before a cue in its clause, else the first thing after it.
fn designated(passage: &Passage<'_>, start: usize, cued: &Cued) -> Vec<Mention> {
    let (_, end) = passage.clause(cued.start);
    let is_before = |m: &&Mention| m.kind.is_thing() && start <= m.start && m.end <= cued.start;
    let mut listed: Vec<Mention> = Vec::new();
    for mention in passage.mentions.iter().rev().filter(is_before) {
        if let Some(next) = listed.last() {
            if !naming("between").fills(slice(passage.text(), mention.end, next.start)) {
                break;
            }
        }
        listed.push(mention.clone());
    }
    listed.reverse();
    if listed.is_empty() {
        let is_after = |m: &&Mention| m.kind.is_thing() && cued.end <= m.start && m.start < end;
        listed.extend(passage.mentions.iter().find(is_after).cloned());
    }
    listed
}

/// The first known thing that a title names, else the words of the title itself without who gave it and its turn.
fn titled(passage: &Passage<'_>, cued: &Cued, at: usize, end: usize, stop: usize) -> Vec<Mention> {
    let text = passage.text();
    let is_inside = |m: &&Mention| m.kind.is_thing() && cued.end <= m.start && m.start < end;
    if let Some(thing) = passage.mentions.iter().find(is_inside) {
        return vec![thing.clone()];
    }
    let places = passage.mentions.iter().filter(|m| m.kind == Kind::Place && m.start == cued.end).map(|m| m.end);
    let start = places.max().unwrap_or(0).max(cued.end);
    let start = naming("turn").matches(text, start, at).map_or(start, |turn| turn.end());
    let whole = naming("title").matches(text, at, stop);
    let dropped = lexicon().pattern(Relation::Designated).list("dropped");
    let mut last = if dropped.iter().any(|word| stands_at(text, word, at)) { at } else { end };
    if let Some(whole) = whole.filter(|_| last != at) {
        last = whole.end();
    }
    let name = slice(text, start, last);
    if name.len() < 4 || naming("no_title").finds(name) {
        return Vec::new();
    }
    let (tier, role) = (Tier::Likely, Role::Title);
    vec![Mention { start, end: last, text: Word::new(name), kind: Kind::Reform, entity: None, tier, role }]
}

/// The level of those who gave a title, where the words say it.
fn level(words: &[char]) -> Attributes {
    for (name, level) in [("national", "national"), ("provincial", "provincial"), ("municipal", "city")] {
        if naming(name).finds(words) {
            return Attributes::from([("level", Attribute::One(Word::from(level)))]);
        }
    }
    Attributes::new()
}

fn designation(
    passage: &Passage<'_>,
    mention: &Mention,
    pattern: String,
    span: (usize, usize),
    attrs: &Attributes,
    out: &mut Vec<Draft>,
) {
    for place in passage.places_at(span.0) {
        out.push(Draft {
            relation: Relation::Designated,
            subject: place.clone(),
            object: name_of(mention),
            place: place.clone(),
            status: passage.sentence.plan.then_some(Status::Planned),
            pattern: pattern.clone(),
            tier: Tier::Likely,
            start: span.0,
            end: span.1,
            period: passage.period_at(span.0),
            attrs: attrs.clone(),
        });
    }
}
