//! includes: the named parts of the thing that a section is about.

use crate::classes::is_alpha;
use crate::kinds::{Kind, Relation, Status, Tier};
use crate::lexicon::{Pattern, lexicon};
use crate::passage::{Attributes, Cued, Draft, Mention, Name, Passage};
use crate::pattern::Bound;
use crate::relate::ladder;
use crate::words::{Word, ends_with_any, holds, slice, split};

fn pattern() -> &'static Pattern {
    lexicon().pattern(Relation::Includes)
}

/// The parts that the passage lists after a cue, of the thing before the cue or of the section's topic.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let mut found = Vec::new();
    known_parts(passage, &mut found);
    listed(passage, &mut found);
    taken_in(passage, &mut found);
    let mut seen: Vec<(usize, usize)> = Vec::new();
    for draft in found {
        let mark = (draft.end, draft.object.text.len());
        if !seen.contains(&mark) {
            seen.push(mark);
            out.push(draft);
        }
    }
}

fn known_parts(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let Some(topic) = &passage.topic else { return };
    for mention in &passage.mentions {
        let inside = passage.titles.iter().any(|title| title.start < mention.start && mention.start < title.end);
        if inside || !ladder::is_part_of_topic(passage, mention) {
            continue;
        }
        let near = |c: &&Cued| c.end <= mention.start && mention.start - c.end <= 6;
        if let Some(cued) = passage.cues.iter().rfind(near) {
            out.push(draft(passage, cued, "includes/registry".to_string(), topic, mention.start, mention.end));
        }
    }
}

fn listed(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    for (cued, bound) in cues(passage, "parts") {
        let (owner, at) = owner(passage, cued);
        let Some(owner) = owner else { continue };
        let mut items = quoted_items(passage, at);
        items.extend(unquoted_items(passage, at));
        for (start, end, word) in items {
            let fits = owner.kind.is_platform() || ends_with_any(&word, pattern().list("of_reform"));
            if fits && !(owner.start <= start && start < owner.end) {
                out.push(draft(passage, cued, bound.id(), owner, start, end));
            }
        }
    }
}

fn cues<'p>(passage: &'p Passage<'_>, name: &str) -> impl Iterator<Item = (&'p Cued, &'static Bound)> {
    passage.cued(Relation::Includes).filter(move |(_, bound)| bound.cue.id == name)
}

/// Whose parts a list after a cue names, and where the list may begin.
fn owner<'p>(passage: &'p Passage<'_>, cued: &Cued) -> (Option<&'p Mention>, usize) {
    for mention in &passage.mentions {
        if mention.start == cued.end && mention.kind.is_platform() && mention.tier != Tier::Candidate {
            let rest = slice(passage.text(), mention.end, mention.end + 4);
            let skip = pattern().list("skip").iter().find(|word| rest.starts_with(word)).map_or(0, |word| word.len());
            return (Some(mention), mention.end + skip);
        }
    }
    let is_before = |m: &&Mention| m.end <= cued.start && (m.kind.is_platform() || m.kind == Kind::Reform);
    let mut before = passage.mentions.iter().filter(is_before);
    let sure = before.clone().rfind(|m| m.tier != Tier::Candidate);
    match sure {
        Some(sure) => (Some(sure), cued.end),
        None if before.next().is_none() => (passage.topic.as_ref(), cued.end),
        None => (None, cued.end),
    }
}

/// Start and end of an item, and the word that closes its list.
type Item = (usize, usize, Word);

/// Start and end of each item of an unquoted list, with the word that closes it.
fn unquoted_items(passage: &Passage<'_>, at: usize) -> Vec<Item> {
    let (_, end) = passage.clause(at);
    let text = passage.text();
    let after = slice(text, at, end);
    let mut items = Vec::new();
    let Some(found) = pattern().expression("list").matches(after, 0, after.len()) else { return items };
    let Some((first, last)) = found.group("items") else { return items };
    let (word_first, word_last) = found.group("word").unwrap_or((0, 0));
    let word = Word::new(&after[word_first..word_last]);
    for (offset, item) in split(&after[first..last], &lexicon().layout.list_mark) {
        let begin = at + first + offset;
        let stop = begin + item.len();
        let trim = pattern().expression("trim").matches(item, 0, item.len());
        let start = begin + trim.map_or(0, |trim| trim.end());
        if stop - start >= 2 && !pattern().expression("item_refused").finds(&text[start..stop]) {
            items.push((start, stop, word.clone()));
        }
    }
    items
}

/// Quoted names that follow one upon the other, list after list, where a word for parts closes each.
fn quoted_items(passage: &Passage<'_>, at: usize) -> Vec<Item> {
    let text = passage.text();
    let mark = &lexicon().layout.list_mark;
    let mut items = Vec::new();
    let mut run: Vec<(usize, usize)> = Vec::new();
    let mut position = at;
    for span in passage.document.letters.quotes(at, passage.sentence.end) {
        if span.start < position {
            continue;
        }
        let gap = slice(text, position, span.start);
        let joins = gap.is_empty() || *gap == mark[..];
        let leads = run.is_empty() && gap.len() <= 2 && gap.iter().all(|letter| is_alpha(*letter));
        if !joins && !leads {
            closed(passage, &run, position, &mut items);
            run.clear();
            if gap.len() > 16 || gap.contains(&',') {
                return items;
            }
        }
        if !holds(slice(text, span.start, span.end), mark) {
            run.push((span.start, span.end)); // else a list: its items are read singly
        }
        position = span.end;
    }
    closed(passage, &run, position, &mut items);
    items
}

fn closed(passage: &Passage<'_>, run: &[(usize, usize)], at: usize, items: &mut Vec<Item>) {
    let after = slice(passage.text(), at, at + 24);
    let Some(close) = pattern().expression("quoted").matches(after, 0, after.len()) else { return };
    let word = close.group("word").filter(|(first, last)| first < last).or_else(|| close.group("alone"));
    let (first, last) = word.unwrap_or((0, 0));
    items.extend(run.iter().map(|(start, end)| (*start, *end, Word::new(&after[first..last]))));
}

/// What a sentence says is taken into a platform: the list before the cue, after its particle.
fn taken_in(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    for (cued, bound) in cues(passage, "taken-in") {
        let is_owner = |m: &&Mention| cued.end <= m.start && m.start - cued.end <= 4 && m.kind.is_platform();
        let Some(owner) = passage.mentions.iter().find(is_owner) else { continue };
        let (start, _) = passage.clause(cued.start);
        let before = slice(passage.text(), start, cued.start);
        let Some(found) = pattern().expression("taken").search(before, 0, before.len()) else { continue };
        let Some((first, last)) = found.group("items") else { continue };
        for (offset, item) in split(&before[first..last], &lexicon().layout.list_mark) {
            let position = start + first + offset;
            if item.len() >= 2 && !pattern().expression("item_refused").finds(item) {
                out.push(draft(passage, cued, bound.id(), owner, position, position + item.len()));
            }
        }
    }
}

fn draft(passage: &Passage<'_>, cued: &Cued, pattern: String, owner: &Mention, start: usize, end: usize) -> Draft {
    let platform = owner.kind.is_platform() && is_platform(passage, start, end);
    let kind = if platform { Kind::Platform } else { Kind::Service };
    Draft {
        relation: Relation::Includes,
        subject: Name { text: owner.text.clone(), kind: owner.kind, place: None },
        object: Name { text: Word::new(&passage.text()[start..end]), kind, place: None },
        place: passage.places_at(cued.start)[0].clone(),
        status: passage.sentence.plan.then_some(Status::Planned),
        pattern,
        tier: Tier::Likely,
        start: cued.start.min(start),
        end: end.max(cued.end),
        period: passage.period_at(cued.start),
        attrs: Attributes::new(),
    }
}

fn is_platform(passage: &Passage<'_>, start: usize, end: usize) -> bool {
    passage.mentions.iter().any(|m| m.start == start && m.end == end && m.kind == Kind::Platform)
}
