//! Elsewhere: the stretches of a sentence that tell of a place which is neither the report's own nor lies in it.

use crate::document::{Sentence, stripped};
use crate::kinds::{Kind, Side};
use crate::lexicon::lexicon;
use crate::mentions::Gazetteer;
use crate::passage::{Cued, Mention};
use crate::words::{is_one_of, slice, stands_at};

/// The stretches whose subject is another place, in offsets of the letters.
///
/// One begins where a clause opens with such a place, or a list of them, and says right after what it does; it goes on
/// to the next clause that opens with the report's own, else to the end of the sentence.
pub fn elsewhere(
    sentence: &Sentence,
    mentions: &[Mention],
    cues: &[Cued],
    clauses: &[usize],
    text: &[char],
    names: &Gazetteer<'_>,
) -> Vec<(usize, usize)> {
    let words = &lexicon().places;
    let places: Vec<&Mention> = mentions.iter().filter(|m| m.kind == Kind::Place && m.entity.is_some()).collect();
    let mut found = Vec::new();
    let mut since = None;
    if places.is_empty() {
        return found; // nothing opens a clause
    }
    for start in std::iter::once(sentence.start).chain(clauses.iter().copied()) {
        let run = run(&places, text, start);
        let own = words.own_subjects.iter().any(|word| stands_at(text, word, start))
            || run.iter().any(|mention| is_inside(mention, names));
        if let Some(begin) = since.filter(|_| own) {
            found.push((begin, start));
            since = None;
        }
        if since.is_none() && !own {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                if does(last, mentions, cues, text, names) {
                    since = Some(first.start);
                }
            }
        }
    }
    found.extend(since.map(|begin| (begin, sentence.end)));
    found
}

/// Letters behind a word for a stop of a journey in which its place stands.
const NEAR_STATION: usize = 16;

/// The stretches of a text that tell of a stop of a journey at another place: from its word to the end of its line.
///
/// `places` are all of the text, in order.
pub fn visits(places: &[Mention], text: &[char], names: &Gazetteer<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if places.is_empty() {
        return found;
    }
    for station in lexicon().places.station.find_iter(text, 0, text.len()) {
        let first = places.partition_point(|m| m.start < station.end());
        let mut near = places[first..].iter().take(2).filter(|m| m.start <= station.end() + NEAR_STATION).peekable();
        if near.peek().is_some() && !near.any(|mention| is_inside(mention, names)) {
            let end = text[station.end()..].iter().position(|letter| *letter == '\n');
            found.push((station.start(), end.map_or(text.len(), |end| station.end() + end)));
        }
    }
    found
}

/// The places with which a clause opens, list marks between them.
fn run<'m>(places: &[&'m Mention], text: &[char], start: usize) -> Vec<&'m Mention> {
    let (opening, between) = &lexicon().places.openings;
    let mut run: Vec<&Mention> = Vec::new();
    for mention in places {
        if mention.start < start {
            continue;
        }
        let fits = match run.last() {
            None => is_one_of(stripped(slice(text, start, mention.start)), opening),
            Some(last) => is_one_of(slice(text, last.end, mention.start), between),
        };
        if !fits {
            break;
        }
        run.push(mention);
    }
    run
}

/// Whether a place is the report's own or lies in it.
fn is_inside(mention: &Mention, names: &Gazetteer<'_>) -> bool {
    names.registry.lies_in(mention.entity.as_deref().unwrap_or(""), &names.place)
}

/// Whether the first cue of doing after the last place follows it as its predicate, or a thing that it has.
fn does(last: &Mention, mentions: &[Mention], cues: &[Cued], text: &[char], names: &Gazetteer<'_>) -> bool {
    let entity = names.registry.entity(last.entity.as_deref().unwrap_or(""));
    let above = names.chain.contains(&entity.id);
    if entity.level.as_deref() == Some("nation") || (above && last.text != entity.label) {
        return false;
    }
    let has = |m: &Mention| m.kind != Kind::Place && m.kind != Kind::Agency && m.start == last.end;
    if !above && mentions.iter().any(has) {
        return true;
    }
    let cue = cues.iter().find(|cued| cued.start >= last.end && is_deed(cued));
    cue.is_some_and(|cue| {
        let gap = slice(text, last.end, cue.start);
        lexicon().places.elsewhere.fills(gap)
    })
}

fn is_deed(cued: &Cued) -> bool {
    cued.cues.iter().any(|bound| bound.relation.on_ladder() && bound.cue.side == Side::Left)
}
