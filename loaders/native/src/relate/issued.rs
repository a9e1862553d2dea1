//! issued: a place and a document, by its title or by a name that ends like one.

use crate::classes::is_space;
use crate::kinds::{Basis, Kind, Relation, Side, Status, Tier};
use crate::lexicon::{Pattern, lexicon};
use crate::passage::{Attribute, Attributes, Cued, Draft, Name, Passage, Title};
use crate::pattern::Bound;
use crate::words::{Word, holds, is_id, slice};

fn pattern() -> &'static Pattern {
    lexicon().pattern(Relation::Issued)
}

type Governing<'p> = (&'p Cued, &'static Bound);

fn is_issuing(bound: &&'static Bound) -> bool {
    bound.relation == Relation::Issued && bound.cue.side == Side::Left
}

/// The documents issued, revised or drafted in a passage.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let mut governed: Option<Governing<'_>> = None;
    let mut last_end = None;
    for title in &passage.titles {
        let goes_on = match last_end {
            Some(last) => pattern().expression("list_gap").begins(slice(passage.text(), last, title.start)),
            None => pattern().expression("list_gap").begins(&['.']),
        };
        if !goes_on {
            governed = governing(passage, title.start).or_else(|| told(passage, title));
        }
        last_end = Some(title.end);
        if let Some(found) = governed {
            if !is_followed(passage, found.0, title) {
                drafts(passage, found, title.start, title.end, &name_of(passage, title), out);
            }
        }
    }
    unmarked(passage, out);
}

fn governing<'p>(passage: &'p Passage<'_>, at: usize) -> Option<Governing<'p>> {
    let (start, _) = passage.clause(at);
    let near = passage.cues.iter().rev().filter(|cued| start <= cued.start && cued.end <= at);
    near.flat_map(|cued| cued.cues.iter().filter(is_issuing).map(move |bound| (cued, bound))).next()
}

/// The word right behind a title of the report's own place that says that it is out or in force.
fn told<'p>(passage: &'p Passage<'_>, title: &Title) -> Option<Governing<'p>> {
    let own = &passage.report.place.text;
    let short = &own[..own.len().saturating_sub(1)];
    if !holds(&title.text, short) {
        return None;
    }
    passage.cued(Relation::Issued).find(|(cued, bound)| {
        let right = bound.cue.side == Side::Right && cued.start >= title.end;
        right && pattern().expression("told").is_all(passage.text(), title.end, cued.start)
    })
}

/// Whether the document is only followed there: no word of issuing between the word of following and the title.
fn is_followed(passage: &Passage<'_>, cued: &Cued, title: &Title) -> bool {
    let between = slice(passage.text(), cued.end, title.start);
    pattern().list("follows").iter().any(|word| holds(between, word))
}

fn name_of(passage: &Passage<'_>, title: &Title) -> Vec<char> {
    let (start, end) = passage.document.letters.span(title.start, title.end); // with its marks: a quotation may begin it
    let letters = slice(&passage.document.text, start + 1, end - 1);
    letters.iter().copied().filter(|letter| !is_space(*letter)).collect()
}

fn drafts(
    passage: &Passage<'_>,
    governed: Governing<'_>,
    start: usize,
    end: usize,
    name: &[char],
    out: &mut Vec<Draft>,
) {
    let (cued, bound) = governed;
    let (text, sentence) = (passage.text(), &passage.sentence);
    // The notice of a plan issues it, whatever year its title names.
    let notice =
        sentence.plan && sentence.section == 0 && pattern().expression("announced").is_at(text, end, text.len());
    let begun = sentence.plan && !is_preface(passage);
    let planned = !notice && (begun || passage.is_future(start));
    let mut status = if planned { Status::Planned } else { bound.cue.status.unwrap_or(Status::Adopted) };
    let after = slice(text, end, end + 12);
    if status == Status::Adopted
        && (pattern().expression("draft_mark").begins(after) || pattern().expression("draft_inside").finds(name))
    {
        status = Status::Drafted;
    }
    let mut attrs = Attributes::new();
    let mut about = about(passage, start, end);
    match about.len() {
        0 => {}
        1 => {
            attrs.insert("about", Attribute::One(about.remove(0)));
        }
        _ => {
            attrs.insert("about", Attribute::Many(about));
        }
    }
    let before = slice(text, passage.clause(start).0, cued.start + 2);
    if let Some(joint) = pattern().expression("joint_with").search(before, 0, before.len()) {
        let (first, last) = joint.group("with").unwrap_or((0, 0));
        attrs.insert("with", Attribute::One(Word::new(&before[first..last])));
    }
    if let Some(begin) = bound.cue.begin.clone().filter(|_| status == Status::Adopted) {
        attrs.insert("begin", Attribute::One(begin));
    }
    let mut period = passage.period_at(start);
    if period.basis == Basis::Deadline && status != Status::Planned {
        period = passage.own;
    }
    let own_life = pattern().expression("own_life").finds(name);
    for place in passage.places_at(start) {
        out.push(Draft {
            relation: Relation::Issued,
            subject: place.clone(),
            object: Name { text: Word::new(name), kind: Kind::PolicyDocument, place: None },
            place: place.clone(),
            status: Some(status),
            pattern: bound.id(),
            tier: if own_life { Tier::Candidate } else { bound.cue.tier },
            start: cued.start.min(start),
            end,
            period,
            attrs: attrs.clone(),
        });
    }
}

/// Sentences, the title among them, that tell how a plan came about.
const OPENING: usize = 2;

/// Whether a plan has not begun yet there: what stands before its first heading, or in the first sentences of news
/// of it, tells how it came about.
fn is_preface(passage: &Passage<'_>) -> bool {
    let document = passage.document;
    let mut first = document.sentences.iter().take(OPENING);
    passage.sentence.section == 0 && (document.sections.len() > 1 || first.any(|each| *each == passage.sentence))
}

/// The reforms, services and platforms that the title names, in its order, each once.
fn about(passage: &Passage<'_>, start: usize, end: usize) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for m in &passage.mentions {
        let inside = start <= m.start && m.end <= end && m.kind.is_thing() && m.entity.is_some();
        if inside && !found.contains(&m.text) {
            found.push(m.text.clone());
        }
    }
    found
}

/// Documents without title marks, right after a cue of issuing; each with the first cue that leads to it.
fn unmarked(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    let mut last_end = passage.sentence.start;
    for cued in &passage.cues {
        let Some(bound) = cued.cues.iter().find(is_issuing) else { continue };
        if is_id(&bound.cue.id, pattern().list("titles_alone")) {
            continue;
        }
        let (_, end) = passage.clause(cued.end);
        let after = slice(text, cued.end, end);
        let Some(found) = pattern().expression("unmarked").matches(after, 0, after.len()) else { continue };
        if passage.titles.iter().any(|t| t.start < cued.end + found.end() && cued.end < t.end) {
            continue;
        }
        let (first, last) = found.group("name").unwrap_or(found.span());
        let name = &after[first..last];
        if pattern().expression("unmarked_refused").finds(name) || cued.end + last <= last_end {
            continue;
        }
        last_end = cued.end + last;
        let before = out.len();
        drafts(passage, (cued, bound), cued.end + first, last_end, name, out);
        for draft in &mut out[before..] {
            draft.pattern.push_str("+unmarked");
            draft.tier = if draft.tier == Tier::Candidate { Tier::Candidate } else { Tier::Likely };
        }
    }
}
