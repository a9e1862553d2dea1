//! adopted, of places inside the report's own: whose experience with a pilot is told, and which were chosen for one.

use crate::focus::focus;
use crate::kinds::{Kind, Relation, Status, Tier};
use crate::lexicon::{Pattern, lexicon};
use crate::passage::{Attribute, Attributes, Draft, Mention, Name, Passage};
use crate::registry::Id;
use crate::words::{Word, is_one_of, slice};

/// Letters after the word of choosing in which the chosen are named.
const REACH: usize = 12;

fn pattern() -> &'static Pattern {
    lexicon().pattern(Relation::Adopted)
}

/// The pilots of inner places: those named before a reform in the experience of which something is learned, and
/// those right after a word that they are the first or a further group of pilots, of what the text is about.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let text = passage.text();
    let experience = pattern().expression("experience");
    for reform in passage.mentions.iter().filter(|mention| mention.kind == Kind::Reform) {
        if experience.is_at(text, reform.end, text.len()) {
            let (start, _) = passage.clause(reform.start);
            let before = slice(text, start, reform.start);
            let Some(of) = pattern().expression("of_places").search(before, 0, before.len()) else { continue };
            for place in inner(passage, start, start + of.start()) {
                out.push(draft(passage, &place, reform, place.0, reform.end));
            }
        }
    }
    for chosen in pattern().expression("chosen").find_iter(text, passage.sentence.start, passage.sentence.end) {
        let mut places = inner(passage, chosen.end(), passage.sentence.end);
        places.retain(|place| place.0 - chosen.end() <= REACH);
        let about = focus(passage, passage.sentence.start, chosen.start()).or(passage.before.as_ref());
        if let Some(about) = about.filter(|about| about.kind == Kind::Reform) {
            out.extend(places.iter().map(|place| draft(passage, place, about, chosen.start(), place.1)));
        }
    }
}

/// The inner places in which a reform is tried out, where its clause names them behind it.
pub fn sites(passage: &Passage<'_>, reform: &Mention) -> Vec<Name> {
    let (_, end) = passage.clause(reform.end - 1);
    for found in pattern().expression("sited").find_iter(passage.text(), reform.end, end) {
        let (start, stop) = found.group("place").unwrap_or(found.span());
        let places = inner(passage, start, stop);
        if places.first().is_some_and(|place| place.0 == start) {
            return places.iter().map(|place| name(passage, place)).collect();
        }
    }
    Vec::new()
}

/// Start, end and id of a place.
type Place = (usize, usize, Id);

/// The first list of places, or of their bodies, between two offsets that lie inside the report's own.
fn inner(passage: &Passage<'_>, start: usize, end: usize) -> Vec<Place> {
    let mut run: Vec<Place> = Vec::new();
    for mention in &passage.mentions {
        if mention.start < start || mention.start >= end || mention.end > end {
            continue;
        }
        let Some(place) = place_of(passage, mention) else { continue };
        if let Some(last) = run.last() {
            let gap = slice(passage.text(), last.1, mention.start);
            if !is_one_of(gap, &lexicon().places.openings.1) {
                break;
            }
        }
        run.push((mention.start, mention.end, place));
    }
    let own = passage.report.place_id();
    run.retain(|place| *place.2 != *own && passage.registry.lies_in(&place.2, own));
    run
}

fn place_of(passage: &Passage<'_>, mention: &Mention) -> Option<Id> {
    match (mention.kind, &mention.entity) {
        (Kind::Agency, Some(entity)) => passage.registry.entity(entity).place.clone(),
        (Kind::Place, entity) => entity.clone(),
        _ => None,
    }
}

fn name(passage: &Passage<'_>, place: &Place) -> Name {
    let entity = passage.registry.entity(&place.2);
    Name { text: entity.label.clone(), kind: Kind::Place, place: Some(entity.id.clone()) }
}

fn draft(passage: &Passage<'_>, place: &Place, reform: &Mention, start: usize, end: usize) -> Draft {
    let name = name(passage, place);
    let status = if passage.sentence.plan { Status::Planned } else { Status::Piloted };
    let mut attrs = Attributes::new();
    if status != Status::Planned {
        attrs.insert("begin", Attribute::One(Word::from("launched")));
    }
    Draft {
        relation: Relation::Adopted,
        subject: name.clone(),
        object: Name { text: reform.text.clone(), kind: reform.kind, place: None },
        place: name,
        status: Some(status),
        pattern: "adopted/pilot+inner".to_string(),
        tier: Tier::Likely,
        start,
        end,
        period: passage.period_at(start),
        attrs,
    }
}
