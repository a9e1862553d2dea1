//! The focus of a stretch of text: the thing it is about, of which the clauses after it speak without naming it.

use crate::kinds::{Kind, Side, Tier};
use crate::lexicon::lexicon;
use crate::passage::{Cued, Mention, Passage};
use crate::words::slice;

/// The thing with which the last clause between two offsets that has one begins; else the last that a clause ends
/// with or does something to, of several in a list the first.
///
/// What a clause only names as its means, or as part of what it counts, is none.
pub fn focus<'p>(passage: &'p Passage<'_>, start: usize, end: usize) -> Option<&'p Mention> {
    let mut leading = None;
    let mut found: Option<&Mention> = None;
    let mut means: Option<&Mention> = None;
    for mention in things(passage, start, end) {
        if is_means(passage, mention) || means.is_some_and(|first| joined(passage, first, mention)) {
            means = Some(mention);
        } else if leads(passage, mention) {
            leading = Some(mention);
        } else if acted_on(passage, mention) && !found.is_some_and(|first| joined(passage, first, mention)) {
            found = Some(mention);
        }
    }
    leading.or(found)
}

fn things<'p>(passage: &'p Passage<'_>, start: usize, end: usize) -> impl Iterator<Item = &'p Mention> {
    passage.mentions.iter().filter(move |mention| {
        let inside = start <= mention.start && mention.end <= end && mention.kind.is_thing();
        if !inside || mention.tier == Tier::Candidate {
            return false;
        }
        // the sort of what stands right before it
        let sort =
            mention.kind == Kind::PlatformType && passage.mentions.iter().any(|other| other.end == mention.start);
        !sort && !passage.titles.iter().any(|title| title.start <= mention.start && mention.start < title.end)
    })
}

/// Whether nothing but words of scope and time and a place stand before a thing in its clause.
pub fn leads(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    let before = |end: usize| {
        let gap = slice(passage.text(), start, end);
        lexicon().focus.before.fills(gap)
    };
    let place = |m: &&Mention| m.kind == Kind::Place && start <= m.start && m.end == mention.start;
    passage.mentions.iter().rfind(place).is_some_and(|place| before(place.start)) || before(mention.start)
}

fn is_means(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    let before = slice(passage.text(), start, mention.start);
    lexicon().focus.means.finds(before)
}

fn acted_on(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (_, stop) = passage.clause(mention.start);
    let counted = passage
        .numbers
        .iter()
        .any(|number| (mention.end < number.start && number.start < stop) || number.end == mention.start);
    if counted {
        return false;
    }
    let after = slice(passage.text(), mention.end, stop);
    governed(passage, mention) || lexicon().focus.after.fills(after)
}

fn joined(passage: &Passage<'_>, first: &Mention, second: &Mention) -> bool {
    let gap = slice(passage.text(), first.end, second.start);
    lexicon().focus.between.fills(gap)
}

/// Letters before a thing in which a cue ends that does something to it.
const NEAR: usize = 6;

fn governed(passage: &Passage<'_>, mention: &Mention) -> bool {
    passage.cues.iter().any(|cued| cued.end <= mention.start && mention.start - cued.end <= NEAR && is_ladder(cued))
}

/// Whether a cue does something to what stands behind it, one that is less sure whatever follows that.
fn is_ladder(cued: &Cued) -> bool {
    cued.cues.iter().any(|b| {
        let plain = || b.cue.tier == Tier::Likely && b.cue.then.is_none();
        b.relation.on_ladder() && b.cue.side == Side::Left && (b.cue.tier == Tier::Certain || plain())
    })
}
