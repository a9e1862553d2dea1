//! connects_to, supports: two platforms linked, or a thing built on a platform.

use crate::expression::Expression;
use crate::focus::focus;
use crate::kinds::{Kind, Relation, Role, Status, Tier};
use crate::lexicon::lexicon;
use crate::passage::{Attributes, Cued, Draft, Mention, Name, Passage};
use crate::pattern::Bound;
use crate::relate::ladder;
use crate::words::{Word, is_one_of, slice};
use std::borrow::Cow;

/// Letters before a link in which the section names the hotline: each link looks back so far at most.
const HOTLINE: usize = 2000;
/// Letters after a cue that ends its clause: more of them say what else is linked.
const TAIL: usize = 4;

fn linked(name: &str) -> &'static Expression {
    lexicon().pattern(Relation::ConnectsTo).expression(name)
}

fn supporting(name: &str) -> &'static Expression {
    lexicon().pattern(Relation::Supports).expression(name)
}

/// A platform of the passage, or one that only its words name.
type Side<'p> = Cow<'p, Mention>;

/// What is linked, where it is known, and what it is linked to.
type Pair<'p> = (Option<Side<'p>>, Side<'p>);

/// The kinds that may be linked.
type Kinds = fn(Kind) -> bool;

/// Which platform is linked to which.
///
/// After a cue: those it is linked to, by the one before the cue, else the one that the clause before ends with, the
/// one that the clauses before begin with, what the text before is about, or what the next clause builds. Before it:
/// two that a word of joining binds together, or what the text is about with those after such a word, or with a list.
/// A platform that only its sort names counts right beside the cue, and a hotline that only its number names.
pub fn connections(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    let mark = lexicon().layout.list_mark[0];
    for (cued, bound) in passage.cued(Relation::ConnectsTo) {
        let platforms = passage.mentions.iter().filter(|m| m.kind.is_platform() && m.tier != Tier::Candidate);
        let platforms: Vec<&Mention> = platforms.collect();
        let (start, end) = passage.clause(cued.start);
        let is_within = |m: &&&Mention| m.end <= cued.start && m.start >= start;
        let within: Vec<&Mention> = platforms.iter().filter(is_within).copied().collect();
        let is_after = |m: &&&Mention| cued.end <= m.start && m.start < end;
        let after = run(passage, platforms.iter().filter(is_after).copied(), cued.end);
        let after = sorts_after(passage, cued.end, end, after);
        let followed = bound.cue.then.as_ref().is_none_or(|then| is_followed(passage, then, &after));
        if !followed {
            continue;
        }
        let kinds: Kinds = if bound.cue.then.is_none() { Kind::is_platform } else { Kind::is_thing };
        let source = match within.last() {
            Some(last) => Some(Cow::Borrowed(*last)),
            None => source(passage, start, cued.start, &after, kinds),
        };
        let mut pairs: Vec<Pair<'_>> = if source.is_none() && after.len() > 1 {
            after[1..].iter().map(|target| (Some(after[0].clone()), target.clone())).collect()
        } else {
            after.iter().map(|target| (source.clone(), target.clone())).collect()
        };
        if after.is_empty() {
            pairs = numbered(passage, &within, start, cued.start);
            if pairs.is_empty() {
                pairs = joined(passage, &within, start);
            }
            let closes = end.saturating_sub(cued.end) <= TAIL || text.get(cued.end) == Some(&mark);
            if pairs.is_empty() && closes {
                pairs = listed(passage, &within, start, cued.start);
            }
        }
        for (one, other) in pairs {
            let Some(one) = one else { continue };
            if one.text != other.text && (one.entity.is_none() || one.entity != other.entity) {
                out.push(draft(passage, Relation::ConnectsTo, cued, bound, &one, &other));
            }
        }
    }
}

/// Whether the platforms after a cue are followed by the words that it asks for.
fn is_followed(passage: &Passage<'_>, then: &Expression, after: &[Side<'_>]) -> bool {
    let text = passage.text();
    after.last().is_some_and(|last| then.is_at(text, last.end, text.len()))
}

/// The platforms right after a cue, each with the words before it that say whose it is, and those that only such
/// words and their sort name.
fn sorts_after<'p>(passage: &Passage<'_>, at: usize, end: usize, known: Vec<&'p Mention>) -> Vec<Side<'p>> {
    let text = passage.text();
    let mut found: Vec<Side<'p>> = known.iter().map(|mention| Cow::Borrowed(*mention)).collect();
    let Some(seen) = linked("sorts_after").matches(text, at, end) else { return found };
    for each in linked("sort").find_iter(text, seen.start(), seen.end()) {
        let Some((start, stop)) = each.group("name") else { continue };
        let same = known.iter().position(|m| m.end == stop);
        match same {
            Some(index) if linked("whose").fills(slice(text, start, known[index].start)) => {
                let place = found.iter().position(|each| **each == *known[index]);
                if let Some(place) = place {
                    found[place] = Cow::Owned(platform(passage, start, stop));
                }
            }
            _ => {
                let apart = known.iter().all(|m| m.end <= start || stop <= m.start);
                if apart && is_sort(&text[start..stop]) {
                    found.push(Cow::Owned(platform(passage, start, stop)));
                }
            }
        }
    }
    found
}

fn is_sort(name: &[char]) -> bool {
    !linked("no_sort").finds(name)
}

fn platform(passage: &Passage<'_>, start: usize, end: usize) -> Mention {
    let text = Word::new(&passage.text()[start..end]);
    Mention { start, end, text, kind: Kind::Platform, entity: None, tier: Tier::Likely, role: Role::Sort }
}

/// Pairs of what is linked and each hotline that a number names right before a cue, after a word of joining.
fn numbered<'p>(passage: &'p Passage<'_>, within: &[&'p Mention], start: usize, at: usize) -> Vec<Pair<'p>> {
    let text = slice(passage.text(), start, at);
    if let Some(plus) = linked("plus").search(text, 0, text.len()) {
        if let (Some(one), Some(other)) = (plus.group("one"), plus.group("other")) {
            let named = |(first, last): (usize, usize)| Cow::Owned(platform(passage, start + first, start + last));
            return vec![(Some(named(one)), named(other))];
        }
    }
    let Some(found) = linked("numbers").search(text, 0, text.len()) else { return Vec::new() };
    let Some((first, last)) = found.group("list") else { return Vec::new() };
    let mut numbers = Vec::new();
    let mut position = first;
    while position < last {
        if !crate::classes::is_digit(text[position]) {
            position += 1;
            continue;
        }
        let begin = position;
        while position < last && crate::classes::is_digit(text[position]) {
            position += 1;
        }
        numbers.push((start + begin, start + position));
    }
    let targets: Vec<Side<'_>> =
        numbers.iter().map(|(first, last)| Cow::Owned(platform(passage, *first, *last))).collect();
    let Some((first, _)) = numbers.first() else { return Vec::new() };
    let source = within.iter().rfind(|m| m.end <= *first).map(|m| Cow::Borrowed(*m));
    let source = source.or_else(|| about(passage, start, &targets));
    targets.into_iter().map(|target| (source.clone(), target)).collect()
}

/// Pairs of what the text is about and each item of a list right before a cue that a known platform stands in.
fn listed<'p>(passage: &'p Passage<'_>, within: &[&'p Mention], start: usize, at: usize) -> Vec<Pair<'p>> {
    let before = slice(passage.text(), start, at);
    let list = linked("list_before").search(before, 0, before.len()).and_then(|found| found.group("list"));
    let Some((first, last)) = list.filter(|_| !within.is_empty()) else {
        let is_before = |m: &&Mention| m.kind.is_platform() && m.tier != Tier::Candidate && m.end < start;
        let leading = leading(passage, passage.mentions.iter().filter(is_before));
        return within.iter().map(|m| (leading.map(Cow::Borrowed), Cow::Borrowed(*m))).collect();
    };
    let items = &before[first..last];
    let mut targets: Vec<Side<'p>> = Vec::new();
    for item in linked("item").find_iter(items, 0, items.len()) {
        let (begin, stop) = (start + first + item.start(), start + first + item.end());
        let known = within.iter().rfind(|m| begin <= m.start && m.end <= stop);
        targets.push(known.map_or_else(|| Cow::Owned(platform(passage, begin, stop)), |m| Cow::Borrowed(*m)));
    }
    let source = about(passage, start, &targets);
    targets.into_iter().map(|target| (source.clone(), target)).collect()
}

/// What is linked, where no known platform stands before the cue in its clause, which begins at `start`.
fn source<'p>(
    passage: &'p Passage<'_>,
    start: usize,
    at: usize,
    targets: &[Side<'_>],
    kinds: Kinds,
) -> Option<Side<'p>> {
    let text = passage.text();
    let before = slice(text, start, at);
    if let Some((first, last)) = linked("sort_before").search(before, 0, before.len()).and_then(|f| f.group("name")) {
        if is_sort(&before[first..last]) {
            return Some(Cow::Owned(platform(passage, start + first, start + last)));
        }
    }
    if linked("moved").is_at(text, start, at) {
        return None; // something that is no known platform is put into it
    }
    near(passage, start, targets, kinds)
        .or_else(|| built_next(passage, at).map(Cow::Borrowed))
        .or_else(|| far(passage, kinds).map(Cow::Borrowed))
}

/// The platform that the text before a clause is about.
fn about<'p>(passage: &'p Passage<'_>, start: usize, targets: &[Side<'_>]) -> Option<Side<'p>> {
    let kinds: Kinds = Kind::is_platform;
    near(passage, start, targets, kinds).or_else(|| far(passage, kinds).map(Cow::Borrowed))
}

/// What a clause that begins at an offset goes on about: of hotlines the general number where the section names it,
/// else what the clause before ends with, or an earlier one begins with.
fn near<'p>(passage: &'p Passage<'_>, start: usize, targets: &[Side<'_>], kinds: Kinds) -> Option<Side<'p>> {
    let text = passage.text();
    if targets.iter().any(|target| linked("hotline").finds(&target.text)) {
        let section = &passage.document.sections[passage.sentence.section];
        let begin = section.start.max(start.saturating_sub(HOTLINE));
        let named = linked("hotline_before").search(text, begin, start).and_then(|found| found.group("name"));
        if let Some((first, last)) = named {
            if !targets.iter().any(|target| target.text.starts_with(&text[first..last])) {
                return Some(Cow::Owned(platform(passage, first, last)));
            }
        }
    }
    let is_before = |m: &&Mention| kinds(m.kind) && m.tier != Tier::Candidate && m.end < start;
    let before = passage.mentions.iter().filter(is_before);
    let last = before.clone().next_back();
    if let Some(last) = last.filter(|last| last.end + 1 == start) {
        let (clause, _) = passage.clause(start - 1);
        let linked = passage.cued(Relation::ConnectsTo).any(|(c, _)| start > c.start && c.start >= clause);
        if !linked {
            return Some(Cow::Borrowed(last));
        }
    }
    leading(passage, before).map(Cow::Borrowed)
}

/// The last of some platforms that begins a clause.
fn leading<'p>(passage: &Passage<'_>, before: impl Iterator<Item = &'p Mention>) -> Option<&'p Mention> {
    before.filter(|m| m.start == passage.clause(m.start).0).last()
}

/// What the heading, the sentence before or the section is about.
fn far<'p>(passage: &'p Passage<'_>, kinds: Kinds) -> Option<&'p Mention> {
    let title_end = passage.document.sections[passage.sentence.section].title_end;
    let topic = passage.topic.as_ref();
    let heading = topic.filter(|topic| topic.start < title_end);
    [heading, passage.before.as_ref(), topic].into_iter().flatten().find(|about| kinds(about.kind))
}

/// The platform that the clause after an offset's builds.
fn built_next<'p>(passage: &'p Passage<'_>, at: usize) -> Option<&'p Mention> {
    let text = passage.text();
    let (_, end) = passage.clause(at);
    let (_, stop) = passage.clause((end + 1).min(passage.sentence.end));
    let found = linked("builds").matches(text, (end + 1).min(text.len()), stop)?;
    passage.mentions.iter().find(|m| m.start == found.end() && m.kind.is_platform())
}

/// The platforms right after an offset, list marks between them.
fn run<'p>(passage: &Passage<'_>, after: impl Iterator<Item = &'p Mention>, at: usize) -> Vec<&'p Mention> {
    let mut run: Vec<&Mention> = Vec::new();
    for mention in after {
        let begin = run.last().map_or(at, |last| last.end);
        if slice(passage.text(), begin, mention.start).len() > if run.is_empty() { 6 } else { 2 } {
            break;
        }
        run.push(mention);
    }
    run
}

/// Pairs of platforms before a cue: bound by a word of joining, or joined to what the text is about by one before
/// them all.
fn joined<'p>(passage: &'p Passage<'_>, before: &[&'p Mention], start: usize) -> Vec<Pair<'p>> {
    let joiners = lexicon().pattern(Relation::ConnectsTo).list("joiners");
    for (number, mention) in before.iter().enumerate() {
        let begin = passage.sentence.start.max(mention.start.saturating_sub(1));
        let head = slice(passage.text(), begin, mention.start);
        if is_one_of(head, joiners) {
            let targets = &before[number..];
            let former = number.checked_sub(1).map(|former| before[former]);
            let source = match former.filter(|former| mention.start <= former.end + 2) {
                Some(former) => Some(Cow::Borrowed(former)),
                None => {
                    let sides: Vec<Side<'_>> = targets.iter().map(|m| Cow::Borrowed(*m)).collect();
                    about(passage, start, &sides)
                }
            };
            return targets.iter().map(|target| (source.clone(), Cow::Borrowed(*target))).collect();
        }
    }
    Vec::new()
}

/// What is built on which platform: on those right after a word of using, on those that a word of place and a word
/// of building stand around, on those that it is said to be put on or used in, and on one that secures it.
pub fn supports(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    for (cued, bound) in passage.cued(Relation::Supports) {
        let pairs = match bound.cue.id.as_str() {
            "base" => based(passage, cued),
            "placed" => built_on(passage, cued),
            "put" => put_on(passage, cued),
            "used" => used_in(passage, cued),
            "secures" => secures(passage, cued),
            other => panic!("supports has no reader for {other}"),
        };
        for (base, built) in pairs {
            if base.text != built.text {
                out.push(draft(passage, Relation::Supports, cued, bound, base, built));
            }
        }
    }
}

/// A platform and what is built on it.
type Built<'p> = Vec<(&'p Mention, &'p Mention)>;

fn based<'p>(passage: &'p Passage<'_>, cued: &Cued) -> Built<'p> {
    let mut found = Vec::new();
    for base in platforms(passage, cued.end, passage.sentence.end) {
        if base.start > cued.end + 4 || ladder::is_sort(passage, base) {
            continue;
        }
        let seen = supporting("built").search(passage.text(), base.end, passage.sentence.end);
        if let Some(built) = seen.and_then(|seen| thing_after(passage, seen.end(), 20)) {
            found.push((base, built));
        }
    }
    found
}

/// In A and B somebody builds what follows the cue.
fn built_on<'p>(passage: &'p Passage<'_>, cued: &Cued) -> Built<'p> {
    let (start, _) = passage.clause(cued.start);
    let before = slice(passage.text(), start, cued.start);
    let seen = supporting("place").search(before, 0, before.len()).and_then(|seen| seen.group("in"));
    match (seen, thing_after(passage, cued.end, 8)) {
        (Some((_, last)), Some(built)) => {
            platforms(passage, start + last, cued.start).map(|base| (base, built)).collect()
        }
        _ => Vec::new(),
    }
}

/// What the text is about is put on the platforms right after the cue.
fn put_on<'p>(passage: &'p Passage<'_>, cued: &Cued) -> Built<'p> {
    let (start, end) = passage.clause(cued.start);
    let about = if passage.sentence.start == start {
        far(passage, Kind::is_thing)
    } else {
        focus(passage, passage.sentence.start, start)
    };
    let Some(about) = about.or(passage.before.as_ref()) else { return Vec::new() };
    let bases = run(passage, platforms(passage, cued.end, end), cued.end);
    bases.into_iter().map(|base| (base, about)).collect()
}

/// A thing, a word of place, and the platforms right before the cue.
fn used_in<'p>(passage: &'p Passage<'_>, cued: &Cued) -> Built<'p> {
    let (start, _) = passage.clause(cued.start);
    let before = slice(passage.text(), start, cued.start);
    let Some(seen) = supporting("place").search(before, 0, before.len()) else { return Vec::new() };
    let thing = passage.mentions.iter().rfind(|m| m.kind.is_thing() && m.end == start + seen.start());
    match (thing, seen.group("in")) {
        (Some(thing), Some((_, last))) => {
            platforms(passage, start + last, cued.start).map(|base| (base, thing)).collect()
        }
        _ => Vec::new(),
    }
}

/// A platform in the clause before, and for what the cue's clause says it gives support.
fn secures<'p>(passage: &'p Passage<'_>, cued: &Cued) -> Built<'p> {
    let (start, _) = passage.clause(cued.start);
    let Some(seen) = supporting("secured").matches(passage.text(), start, cued.start) else { return Vec::new() };
    let (begin, _) = passage.clause(passage.sentence.start.max(start.saturating_sub(1)));
    let base = platforms(passage, begin, start).last();
    match (base, thing_after(passage, seen.end(), 0)) {
        (Some(base), Some(built)) if built.end == cued.start => vec![(base, built)],
        _ => Vec::new(),
    }
}

/// The first thing that begins within so many letters of an offset.
fn thing_after<'p>(passage: &'p Passage<'_>, at: usize, farthest: usize) -> Option<&'p Mention> {
    let is_thing = |m: &&Mention| m.kind.is_thing() && m.tier != Tier::Candidate && m.start >= at;
    let mut things = passage.mentions.iter().filter(is_thing);
    things.find(|m| m.start - at <= farthest && m.end <= passage.sentence.end)
}

fn platforms<'p>(passage: &'p Passage<'_>, start: usize, end: usize) -> impl Iterator<Item = &'p Mention> {
    passage.mentions.iter().filter(move |m| m.kind.is_platform() && start <= m.start && m.end <= end)
}

fn draft(
    passage: &Passage<'_>,
    relation: Relation,
    cued: &Cued,
    bound: &Bound,
    source: &Mention,
    target: &Mention,
) -> Draft {
    let start = if source.start >= passage.sentence.start { cued.start.min(source.start) } else { cued.start };
    Draft {
        relation,
        subject: Name { text: source.text.clone(), kind: source.kind, place: None },
        object: Name { text: target.text.clone(), kind: target.kind, place: None },
        place: passage.places_at(cued.start)[0].clone(),
        status: passage.sentence.plan.then_some(Status::Planned),
        pattern: bound.id(),
        tier: Tier::Likely,
        start,
        end: cued.end.max(target.end),
        period: passage.period_at(cued.start),
        attrs: Attributes::new(),
    }
}
