//! adopted, operates, offers: a place and a named thing, on the ladder from planned to ended.

use crate::classes::is_numeral;
use crate::discovery::{is_apart, is_bundle, is_mode};
use crate::expression::Expression;
use crate::kinds::{Basis, Kind, LADDER, Relation, Role, Side, Status, Tier, Where};
use crate::lexicon::{Ladder, Rule, lexicon};
use crate::numbers::escaped;
use crate::passage::{Attribute, Attributes, Cued, Draft, Mention, Name, Passage};
use crate::pattern::Bound;
use crate::period::Period;
use crate::relate::inner;
use crate::scan::Automaton;
use crate::words::{Word, begins_with_any, ends_with_any, find, holds, is_id, slice, split};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::OnceLock;

fn words() -> &'static Ladder {
    &lexicon().ladder
}

/// The statements of the three relations in a passage.
pub fn read(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    let things: Vec<&Mention> = passage.mentions.iter().filter(|m| relation_of(m).is_some()).collect();
    if things.is_empty() {
        return;
    }
    let changes = Changes::new(passage);
    for group in groups(passage, &things) {
        for mention in group {
            let Some(relation) = relation_of(mention) else { continue };
            if is_spoiled(passage, mention) {
                continue;
            }
            let first = out.len();
            read_one(passage, relation, group, mention, &changes, out);
            let read = &out[first..];
            if relation != Relation::Offers && read.iter().all(|draft| draft.tier == Tier::Candidate) {
                mentioned(passage, relation, mention, &changes, out);
            }
        }
    }
}

/// These count only where nothing else in the report says what became of the thing at the place.
pub const MENTIONED: [&str; 2] = ["adopted/mentioned", "operates/mentioned"];

/// A known reform in quotation marks, and a known reform or platform that begins its clause, in what was done: the
/// place has it, whatever the clause says of it. In what is to come the quoted one is planned.
fn mentioned(
    passage: &Passage<'_>,
    relation: Relation,
    mention: &Mention,
    changes: &Changes<'_, '_>,
    out: &mut Vec<Draft>,
) {
    if mention.tier == Tier::Candidate || (mention.entity.is_none() && !is_named_so(mention)) {
        return;
    }
    let text = passage.text();
    let (start, end) = passage.clause(mention.start);
    let named = match relation {
        Relation::Adopted => is_named_reform(passage, mention),
        _ => is_named_platform(passage, mention),
    };
    if !named && !begins(passage, mention) {
        return;
    }
    let planned = passage.sentence.plan || passage.is_future(mention.start) || is_to_come(passage, mention, changes);
    if planned && (!named || mention.entity.is_none()) {
        return;
    }
    if is_heading_family(passage, mention) {
        return;
    }
    if words().not_meant.is_at(text, mention.end, end) || words().fault.is_at(text, mention.end, end) {
        return;
    }
    if words().demanded.is_at(text, mention.end, end) && !stands_before(passage, &words().guided, mention) {
        return;
    }
    if lexicon().status.negated.is_in(text, start, mention.start)
        || words().seen_elsewhere.is_in(text, start, mention.start)
    {
        return;
    }
    if relation == Relation::Operates {
        let known = mention.kind == Kind::Platform && mention.entity.is_some(); // it may be another's
        let own = is_own_sort(mention) && is_sort(passage, mention); // words before it say whose it is
        if known || (!own && is_aside(passage, mention)) {
            return;
        }
    }
    if is_part_of_topic(passage, mention) {
        return;
    }
    if closes_list(passage, mention) || is_hearsay(passage, mention) || passage.is_elsewhere(mention.start) {
        return;
    }
    without_cue(passage, relation, mention, ("mentioned", planned), mention.start, mention.end, out);
}

/// Whether a platform is what its clause tells of: it opens the clause.
fn is_subject(passage: &Passage<'_>, mention: &Mention) -> bool {
    mention.kind.is_platform() && opens(passage, mention)
}

/// Whether a name that no row has is found in a way that makes it count so.
fn is_named_so(mention: &Mention) -> bool {
    match mention.kind {
        Kind::Platform => matches!(mention.role, Role::Quoted | Role::Compound | Role::Tailed),
        Kind::Reform | Kind::Service => matches!(mention.role, Role::Quoted | Role::Modes),
        _ => false,
    }
}

/// Whether a reform is named by its own marks or in a list of modes, or is known and what things are done by, or how
/// what its clause tells is done.
fn is_named_reform(passage: &Passage<'_>, mention: &Mention) -> bool {
    let letters = &passage.document.letters;
    if mention.role == Role::Modes || letters.quotes_at(mention.start) || letters.is_item(mention.start, mention.end) {
        return true;
    }
    !is_quoted(passage, mention) && (is_guide(passage, mention) || ends(passage, mention) || is_point(passage, mention))
}

/// Whether a known reform is a numbered point by itself: what follows tells of it.
fn is_point(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, end) = passage.clause(mention.start);
    let alone = mention.entity.is_some() && mention.end == end && end == passage.sentence.end;
    alone && words().numbered.is_all(passage.text(), start, mention.start)
}

/// Whether a platform that no row has is named by its own marks or by a longer name, or a sort that a place has one of
/// is.
fn is_named_platform(passage: &Passage<'_>, mention: &Mention) -> bool {
    if mention.kind == Kind::PlatformType {
        let text = passage.text();
        return is_own_sort(mention) && !words().linked_after.is_at(text, mention.end, text.len());
    }
    mention.kind == Kind::Platform
        && mention.entity.is_none()
        && (mention.role != Role::Tailed || opens(passage, mention))
        && !stands_before(passage, &words().linked_before, mention)
}

/// Whether a sort of platform is one of which a place has one of its own.
fn is_own_sort(mention: &Mention) -> bool {
    mention.kind == Kind::PlatformType && words().own_sorts.finds(&mention.text)
}

/// Whether a known reform without marks is what its clause says that things are done by or for.
fn is_guide(passage: &Passage<'_>, mention: &Mention) -> bool {
    if mention.entity.is_none() || is_heading_family(passage, mention) {
        return false;
    }
    let (_, end) = passage.clause(mention.start);
    stands_before(passage, &words().guided, mention) && words().guiding.is_at(passage.text(), mention.end, end)
}

/// Letters before a name in which words are looked for that stand right before it, or near.
const BEFORE: usize = 24;

/// Whether an expression stands in the last letters of its clause before a name.
fn stands_before(passage: &Passage<'_>, expression: &Expression, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    expression.is_in(passage.text(), start.max(mention.start.saturating_sub(BEFORE)), mention.start)
}

/// Whether a quotation right before a name without marks names what is meant.
fn is_quoted(passage: &Passage<'_>, mention: &Mention) -> bool {
    let near = passage.document.letters.quotes(mention.start.saturating_sub(LONGEST_NAME), mention.start);
    near.iter().any(|span| span.end == mention.start)
}

/// Whether a known mode of service ends its clause: what is told before it is done that way.
fn ends(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (_, end) = passage.clause(mention.start);
    mention.end == end
        && is_family(passage, mention, &words().mode_families)
        && !heads(passage, mention)
        && stands_before(passage, &words().said_before, mention)
        && !stands_before(passage, &words().not_said, mention)
}

/// Whether a name stands in a heading.
fn heads(passage: &Passage<'_>, mention: &Mention) -> bool {
    mention.start < passage.document.sections[passage.sentence.section].title_end
}

/// Whether the clause of a name says before it or right after it, or a clause before says, that what is told is to come.
fn is_to_come(passage: &Passage<'_>, mention: &Mention, changes: &Changes<'_, '_>) -> bool {
    let (start, end) = passage.clause(mention.start);
    if is_ahead(passage, mention) {
        return true;
    }
    if changes.said_before(start).any(|rule| rule.status == Status::Planned) {
        return true;
    }
    changes.of(start, end).iter().any(|(_, stop, rule)| rule.status == Status::Planned && *stop <= mention.start)
}

/// Whether what its clause goes on to tell right after a name is to come.
fn is_ahead(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (_, end) = passage.clause(mention.end - 1);
    words().ahead_after.is_at(passage.text(), mention.end, end)
}

/// Whether a known reform or platform begins its clause, not as a heading.
fn begins(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (_, end) = passage.clause(mention.start);
    let alone = mention.entity.is_none() || heads(passage, mention) || mention.end == end;
    !alone && opens(passage, mention)
}

/// Whether nothing but words of scope and time stand before a name in its clause.
fn opens(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    words().begins.is_all(passage.text(), start, mention.start)
}

/// Whether a name is beside what its clause tells, and stays a candidate.
fn is_aside(passage: &Passage<'_>, mention: &Mention) -> bool {
    // its clause says what for something is done; it is read as a part of the topic; it names a field of work; it says
    // the field or the sort of what stands right beside it
    if is_purpose(passage, mention)
        || is_part_of_topic(passage, mention)
        || is_field(passage, mention)
        || qualifies(passage, mention)
    {
        return true;
    }
    let (_, end) = passage.clause(mention.end - 1);
    let after = slice(passage.text(), mention.end, end);
    // its clause tells of its being joined with something else, or of a trial that the place was given; it goes on from
    // it to what is told
    (mention.kind.is_platform() && words().given_trial.begins(after))
        || (words().joined.begins(after) && !is_subject(passage, mention))
        || words().background.begins(after)
        || is_counted(passage, mention)
        || in_service(passage, mention)
        || (mention.kind == Kind::PlatformType && words().pieces_of.begins(after)) // its pieces are counted there
        || is_sort(passage, mention)
}

fn relation_of(mention: &Mention) -> Option<Relation> {
    static KINDS: OnceLock<HashMap<Kind, Relation>> = OnceLock::new();
    let kinds = KINDS.get_or_init(|| {
        let all = LADDER.iter().map(|relation| lexicon().pattern(*relation));
        all.flat_map(|pattern| pattern.kinds.iter().map(|kind| (*kind, pattern.relation))).collect()
    });
    kinds.get(&mention.kind).copied()
}

/// Whether a service is no bundle of one thing: it is then offered, or carried out like a reform, by the cue.
fn is_single(mention: &Mention) -> bool {
    mention.kind == Kind::Service && !is_bundle(mention)
}

/// Mentions joined by list marks alone, so that one cue governs them all.
fn groups<'t, 'm>(passage: &Passage<'_>, things: &'t [&'m Mention]) -> Vec<&'t [&'m Mention]> {
    let mut groups = Vec::new();
    let mut first = 0;
    for number in 1..=things.len() {
        let goes_on = number < things.len() && {
            let gap = slice(passage.text(), things[number - 1].end, things[number].start);
            words().connector.fills(gap)
        };
        if !goes_on {
            groups.push(&things[first..number]);
            first = number;
        }
    }
    groups
}

/// Whether the name is part of something else there: a metric, a title, a contest.
fn is_spoiled(passage: &Passage<'_>, mention: &Mention) -> bool {
    let text = passage.text();
    if begins_with_any(slice(text, mention.end, mention.end + 6), &lexicon().names.spoils_after) {
        return true;
    }
    let before = slice(text, passage.sentence.start.max(mention.start.saturating_sub(4)), mention.start);
    if ends_with_any(before, &words().spoils_before) {
        return true;
    }
    let marked = passage.document.letters.quotes_at(mention.start);
    if mention.kind == Kind::Reform && !marked && words().bundled.is_at(text, mention.end, passage.sentence.end) {
        return true;
    }
    if words().meeting.is_at(text, mention.end, text.len()) {
        return true;
    }
    passage.titles.iter().any(|title| title.start <= mention.start && mention.start < title.end)
        || in_slogan(passage, mention)
}

/// Whether the name is one of a quoted list of which at most half are known names; a long quotation is speech.
fn in_slogan(passage: &Passage<'_>, mention: &Mention) -> bool {
    let mark = &lexicon().layout.list_mark;
    for span in passage.document.letters.quotes(passage.sentence.start, mention.start + 1) {
        let length = span.end - span.start;
        let longer = mention.end - mention.start < length && length <= lexicon().names.longest_listed;
        if span.start <= mention.start && mention.end <= span.end && longer {
            let items = split(&passage.text()[span.start..span.end], mark);
            if items.len() < 2 {
                continue;
            }
            let is_known = |item: &[char]| {
                let sure = |m: &Mention| m.entity.is_some() || m.tier != Tier::Candidate;
                passage.mentions.iter().any(|m| m.text[..] == *item && sure(m))
            };
            if 2 * items.iter().filter(|(_, item)| is_known(item)).count() <= items.len() {
                return true;
            }
        }
    }
    false
}

/// A cue of a name, and whether other names lie between.
#[derive(Clone, Copy)]
struct Governing<'p> {
    cued: &'p Cued,
    bound: &'static Bound,
    loose: bool,
}

fn read_one(
    passage: &Passage<'_>,
    relation: Relation,
    group: &[&Mention],
    mention: &Mention,
    changes: &Changes<'_, '_>,
    out: &mut Vec<Draft>,
) {
    let mut relation = relation;
    let mut found = governing(passage, relation, group, mention);
    if is_single(mention) {
        let single = lexicon().pattern(Relation::Offers).list("single");
        let offered = found.is_some_and(|found| is_id(&found.bound.cue.id, single));
        if !offered {
            relation = Relation::Adopted;
            found = governing(passage, relation, group, mention);
        }
    }
    let Some(found) = found else {
        predicate(passage, relation, mention, out);
        told(passage, relation, group, mention, out);
        return;
    };
    if is_negated(passage, found.cued, mention) {
        return;
    }
    if found.bound.cue.tier == Tier::Candidate {
        let before = out.len();
        told(passage, relation, group, mention, out);
        if out.len() > before {
            return;
        }
    }
    let cued = found.cued;
    let (status, begin, rule) = status_of(passage, found.bound, mention, changes);
    let start = cued.start.min(mention.start);
    let end = cued.end.max(mention.end).max(tail_end(passage, mention));
    let tier = tier_of(passage, relation, found, group, mention, rule == Some("draft"));
    let period = period_of(passage, mention.start, status);
    let mut attrs = Attributes::new();
    if let Some(begin) = begin.filter(|_| status != Status::Planned) {
        attrs.insert("begin", Attribute::One(begin));
    }
    if status == Status::Planned {
        target(passage, found.bound, cued, mention, &mut attrs);
    }
    let id = found.bound.id();
    let pattern = rule.map_or_else(|| id.clone(), |rule| format!("{id}+{rule}"));
    let sited = if relation == Relation::Offers { Vec::new() } else { inner::sites(passage, mention) };
    let places = if sited.is_empty() { passage.places_at(mention.start) } else { &sited };
    for place in places {
        out.push(Draft {
            relation,
            subject: place.clone(),
            object: Name { text: mention.text.clone(), kind: mention.kind, place: None },
            place: place.clone(),
            status: Some(status),
            pattern: pattern.clone(),
            tier,
            start,
            end,
            period,
            attrs: attrs.clone(),
        });
    }
}

/// How sure a reading is: as sure as its cue, its name and how they stand to each other.
fn tier_of(
    passage: &Passage<'_>,
    relation: Relation,
    found: Governing<'_>,
    group: &[&Mention],
    mention: &Mention,
    drafted: bool,
) -> Tier {
    let (cued, cue) = (found.cued, found.bound.cue);
    let raises = is_id(&cue.id, &words().raising) && is_new(passage, mention);
    let known = if raises { Tier::Likely } else { mention.tier };
    let least = cue.tier.max(known);
    if least == Tier::Candidate || is_aside(passage, mention) {
        return Tier::Candidate;
    }
    if is_id(&cue.id, &words().aims) && is_heading_family(passage, mention) {
        return Tier::Candidate;
    }
    let leans = is_id(&cue.id, &lexicon().names.leaning);
    if leans && is_the_nations(passage, mention) {
        return Tier::Candidate;
    }
    let text = passage.text();
    let leant = leans && !words().not_of_quoted.is_at(text, mention.end, text.len()); // what follows is the deed
    let free = drafted || cue.side == Side::Right || leant || is_head(passage, group, mention);
    let head = if free {
        Tier::Certain
    } else {
        headless(passage, relation, mention, cue.tier == Tier::Certain && cued.end == group[0].start)
    };
    let loose = found.loose || is_loose(passage, cued, group, mention);
    least.max(head).max(if loose { Tier::Likely } else { Tier::Certain })
}

/// Whether a quotation of an unknown shape is taken for a reform, not one of a body's own life.
fn is_new(passage: &Passage<'_>, mention: &Mention) -> bool {
    mention.kind == Kind::Reform
        && mention.role == Role::Quoted
        && mention.text.len() > 2
        && !is_apart(passage.document, &passage.sentence)
}

/// Whether a platform is the nation's: a place that links to it or looks something up in it does not run it.
fn is_the_nations(passage: &Passage<'_>, mention: &Mention) -> bool {
    let Some(entity) = mention.entity.as_deref().filter(|_| mention.kind == Kind::Platform) else { return false };
    let owner = passage.registry.entity(entity).owner.clone();
    let chain = passage.registry.chain(passage.report.place_id());
    owner.is_some() && owner.as_ref() == chain.last()
}

/// Whether a cue on the left reaches a name over more than a few words: over an item that is no known name, over a
/// number, or far; and whether the name is counted or a noun after it says what of it is meant.
fn is_loose(passage: &Passage<'_>, cued: &Cued, group: &[&Mention], mention: &Mention) -> bool {
    if cued.start >= mention.end {
        return passage.numbers.iter().any(|number| cued.end <= number.start && number.start - cued.end <= 2);
    }
    let text = passage.text();
    let between = slice(text, cued.end, group[0].start);
    if holds(between, &lexicon().layout.list_mark) || between.len() > words().farthest_certain {
        return true;
    }
    if passage.numbers.iter().any(|number| cued.end <= number.digits && number.digits < mention.start) {
        return true;
    }
    let marks = passage.document.letters.quotes(mention.start, mention.start + 1);
    let quoted = marks.iter().any(|span| span.end >= mention.end);
    !quoted && words().of_it.is_at(text, mention.end, text.len())
}

/// What a plan aims at, and how much of it where a number says so right before the name.
fn target(passage: &Passage<'_>, bound: &Bound, cued: &Cued, mention: &Mention, attrs: &mut Attributes) {
    let word = &passage.text()[cued.start..cued.end];
    let mut aim = match bound.cue.status {
        Some(Status::Piloted) => "pilot",
        Some(Status::Expanded) => "expand",
        _ => "adopt",
    };
    if ends_with_any(word, &words().completing) {
        aim = "complete";
    } else if ends_with_any(word, &words().spreading) {
        aim = "adopt";
    }
    attrs.insert("target", Attribute::One(Word::from(aim)));
    let near = passage.numbers.iter().rfind(|n| n.end <= mention.start && mention.start - n.end <= 1);
    if let Some(amount) = near {
        let amount: Vec<char> = amount.value.iter().chain(amount.unit.iter()).copied().collect();
        attrs.insert("amount", Attribute::One(Word::new(&amount)));
    }
}

/// Letters before a predicate that its evidence begins with at most.
const BEFORE_PREDICATE: usize = 40;

/// A quoted reform that ends a clause without a cue: what is said before it is done that way.
///
/// One that no row has is shaped like a mode of service, and nothing is linked to it.
fn predicate(passage: &Passage<'_>, relation: Relation, mention: &Mention, out: &mut Vec<Draft>) {
    let (start, end) = passage.clause(mention.end - 1);
    if relation != Relation::Adopted || mention.end != end || mention.start < start + 3 {
        return;
    }
    let quoted = passage.document.letters.quotes_at(mention.start);
    let done = || mention.entity.is_some() && words().matters_of.finds(slice(passage.text(), start, mention.start));
    if !(quoted || done()) || is_hearsay(passage, mention) {
        return;
    }
    if mention.entity.is_none() {
        let is_linked = |c: &Cued| {
            start <= c.start && c.start < mention.start && c.cues.iter().any(|b| b.relation == Relation::ConnectsTo)
        };
        if passage.cues.iter().any(is_linked) || !is_mode(&mention.text) {
            return;
        }
    }
    let begin = start.max(mention.start.saturating_sub(BEFORE_PREDICATE));
    without_cue(passage, relation, mention, ("predicate", false), begin, mention.end, out);
}

/// A name that no cue governs as in force, or planned in a plan, with its evidence from start to end.
fn without_cue(
    passage: &Passage<'_>,
    relation: Relation,
    mention: &Mention,
    (how, planned): (&str, bool),
    start: usize,
    end: usize,
    out: &mut Vec<Draft>,
) {
    let planned = planned || passage.sentence.plan || passage.is_future(mention.start) || is_ahead(passage, mention);
    let status = if planned { Status::Planned } else { Status::Adopted };
    let mut attrs = Attributes::new();
    if !planned {
        attrs.insert("begin", Attribute::One(Word::from("in-force")));
    }
    for place in passage.places_at(mention.start) {
        out.push(Draft {
            relation,
            subject: place.clone(),
            object: Name { text: mention.text.clone(), kind: mention.kind, place: None },
            place: place.clone(),
            status: Some(status),
            pattern: format!("{}/{how}", relation.text()),
            tier: Tier::Likely,
            start,
            end,
            period: period_of(passage, mention.start, status),
            attrs: attrs.clone(),
        });
    }
}

/// A known reform or a platform that begins its clause without a cue, in quotation marks or before a number that
/// tells of it: it is in use.
fn told(passage: &Passage<'_>, relation: Relation, group: &[&Mention], mention: &Mention, out: &mut Vec<Draft>) {
    let known = mention.entity.is_some() || mention.kind == Kind::Platform;
    if mention.tier == Tier::Candidate || !known || relation == Relation::Offers {
        return;
    }
    let text = passage.text();
    let (start, end) = passage.clause(mention.end - 1);
    let first = group[0].start;
    let counted = passage.numbers.iter().any(|number| mention.end <= number.start && number.start < end);
    if !(counted || (mention.end < end && passage.document.letters.quotes_at(first))) {
        return;
    }
    let is_other = |m: &Mention| mention.end <= m.start && m.start < end && relation_of(m).is_some();
    if passage.mentions.iter().any(is_other) {
        return;
    }
    let mut lead = slice(text, start, first).to_vec();
    for place in &passage.mentions {
        if place.kind == Kind::Place && start <= place.start && place.end <= first {
            if let Some(at) = find(&lead, &place.text, 0, lead.len()) {
                lead.drain(at..at + place.text.len());
            }
        }
    }
    if !words().lead.fills(&lead) || is_hearsay(passage, mention) {
        return;
    }
    let after = slice(text, mention.end, end);
    if words().not_told.begins(after) || words().fault.begins(after) || is_aside(passage, mention) {
        return;
    }
    without_cue(passage, relation, mention, ("told", false), mention.start, end, out);
}

/// Whether the name ends its phrase; where another noun follows, the clause is about that.
fn is_head(passage: &Passage<'_>, group: &[&Mention], mention: &Mention) -> bool {
    let letters = &passage.document.letters;
    let known = mention.entity.is_some() && mention.kind.is_platform();
    if known && letters.quotes_at(mention.end) && !letters.quotes_at(mention.start) {
        return false; // the quotation names what of the platform is told
    }
    if group.iter().any(|other| other.start == mention.end) {
        return true;
    }
    let (_, end) = passage.clause(mention.end - 1);
    words().head.begins(slice(passage.text(), mention.end, end.min(mention.end + 6)))
}

/// The tier of a name that another noun follows.
///
/// In quotation marks a known reform still stands for itself, and so does one of a telling shape right after its cue.
fn headless(passage: &Passage<'_>, relation: Relation, mention: &Mention, adjacent: bool) -> Tier {
    let text = passage.text();
    let marks = passage.document.letters.quotes(mention.start, mention.end);
    let quoted = marks.iter().any(|span| span.start == mention.start || span.end == mention.end);
    let operates = relation == Relation::Operates;
    let after = slice(text, mention.end, mention.end + 4);
    if operates && mention.entity.is_some() && words().of_platform.begins(after) {
        return Tier::Likely;
    }
    if operates && quoted && mention.tier != Tier::Candidate {
        let not = words().not_of_quoted.is_at(text, mention.end, text.len());
        return if not { Tier::Candidate } else { Tier::Likely };
    }
    let sure = mention.entity.is_some() || (adjacent && mention.tier != Tier::Candidate);
    if relation == Relation::Adopted && quoted && sure { Tier::Likely } else { Tier::Candidate }
}

/// Whether the thing is a part of the one the section is about: it is then read as its part.
///
/// A known part of it is, and under a platform a new name in quotation marks that ends like a part.
pub fn is_part_of_topic(passage: &Passage<'_>, mention: &Mention) -> bool {
    let Some(topic) = &passage.topic else { return false };
    if !ends_with_any(&mention.text, lexicon().pattern(Relation::Includes).list("part_tails")) {
        return false;
    }
    let Some(entity) = &mention.entity else {
        let marks = passage.document.letters.quotes(mention.start, mention.start + 1);
        return topic.kind == Kind::Platform && marks.iter().any(|span| span.end == mention.end);
    };
    topic.entity.as_ref().is_some_and(|whole| passage.registry.is_part(entity, whole))
}

/// Whether a number counts the instances of a reform that has such, rather than the clause telling of the reform.
fn is_counted(passage: &Passage<'_>, mention: &Mention) -> bool {
    let Some(entity) = &mention.entity else { return false };
    if counting(passage, mention).is_none() {
        return false;
    }
    if closes_list(passage, mention) {
        return true;
    }
    if mention.kind != Kind::Reform || ends_with_any(&mention.text, &lexicon().names.service_tails) {
        return false; // a number of bundles says that they are made
    }
    passage.registry.has_instances(entity)
}

/// Where the number before a name begins that counts it.
fn counting(passage: &Passage<'_>, mention: &Mention) -> Option<usize> {
    let counts = |n: &&crate::passage::Number| {
        n.end <= mention.start && mention.start - n.end <= 5 && !is_acted(passage, n.end, mention)
    };
    passage.numbers.iter().rfind(counts).map(|number| number.start)
}

/// Whether a counted name is the sort of what was listed before it: each of these is told of, and not their sort.
fn closes_list(passage: &Passage<'_>, mention: &Mention) -> bool {
    if mention.entity.is_none() {
        return false;
    }
    let Some(start) = counting(passage, mention) else { return false };
    let text = passage.text();
    if text[..start].ends_with(&words().and_so_on) {
        return true;
    }
    let bundle = mention.kind == Kind::Reform && ends_with_any(&mention.text, &lexicon().names.service_tails);
    bundle && words().named_before.finds(slice(text, passage.sentence.start, start))
}

/// Whether a cue stands between a number and a name: the number counts who does it.
fn is_acted(passage: &Passage<'_>, at: usize, mention: &Mention) -> bool {
    passage.cues.iter().any(|c| {
        at <= c.start
            && c.end <= mention.start
            && c.cues.iter().any(|b| b.cue.side == Side::Left && b.cue.tier == Tier::Certain)
    })
}

/// Whether a reform without marks stands right before a quotation, which it only says the field of, or right after
/// a service, of which it says the sort.
fn qualifies(passage: &Passage<'_>, mention: &Mention) -> bool {
    let marks = &passage.document.letters;
    if mention.kind != Kind::Reform || marks.quotes_at(mention.start) {
        return false;
    }
    marks.quotes_at(mention.end) || passage.mentions.iter().any(|m| m.kind == Kind::Service && m.end == mention.start)
}

/// Whether a mode of service is inside the longer name of a service right after a cue of offering.
fn in_service(passage: &Passage<'_>, mention: &Mention) -> bool {
    let text = passage.text();
    let pattern = lexicon().pattern(Relation::Offers);
    for cued in &passage.cues {
        if cued.end >= mention.start || !cued.cues.iter().any(|bound| bound.relation == Relation::Offers) {
            continue;
        }
        let end = passage.sentence.end;
        let mut found = pattern.expression("served").matches(text, cued.end, end);
        while let Some(seen) = &found {
            if seen.group("name").is_none_or(|(_, last)| last > mention.start) {
                break;
            }
            let after = seen.end();
            found = pattern.expression("and_served").matches(text, after, end);
        }
        let Some((first, last)) = found.and_then(|seen| seen.group("name")) else { continue };
        if mention.start < first || mention.start >= last {
            continue;
        }
        if first < mention.start || mention.end + words().sort_of_service.len() < last {
            return true;
        }
    }
    false
}

/// Whether letters that are no cue, mark, place or word of joining stand right before a name that ends with them.
fn is_word_end(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, _) = passage.clause(mention.start);
    let before = |end: usize| Some(end).filter(|end| *end <= mention.start);
    let cues = passage.cues.iter().filter_map(|cued| before(cued.end));
    let others = passage.mentions.iter().filter(|m| !std::ptr::eq(*m, mention)).filter_map(|m| before(m.end));
    let numbers = passage.numbers.iter().filter_map(|number| before(number.end));
    let begin = cues.chain(others).chain(numbers).max().unwrap_or(0).max(start);
    !words().free.fills(slice(passage.text(), begin, mention.start))
}

/// Letters in a quotation that names a platform.
const LONGEST_NAME: usize = 30;

/// Whether a bare sort of platform stands after a word that makes it one of several, not named here, or after a
/// quotation, which names the one that is meant.
pub fn is_sort(passage: &Passage<'_>, mention: &Mention) -> bool {
    if mention.kind != Kind::PlatformType {
        return false;
    }
    if is_quoted(passage, mention) {
        return true;
    }
    if !mention.text.first().is_some_and(|first| is_numeral(*first)) && is_word_end(passage, mention) {
        return true;
    }
    let start = passage.sentence.start.max(mention.start.saturating_sub(4));
    words().unnamed.finds(slice(passage.text(), start, mention.start))
}

/// Whether the clause of a name says only for what purpose the next one tells something.
fn is_purpose(passage: &Passage<'_>, mention: &Mention) -> bool {
    let (start, end) = passage.clause(mention.start);
    let text = passage.text();
    end < passage.sentence.end && words().purpose.is_at(text, start, text.len())
}

/// Whether a name without marks means a field of work rather than a reform: by its shape, or in a heading by its
/// family.
fn is_field(passage: &Passage<'_>, mention: &Mention) -> bool {
    if mention.kind != Kind::Reform {
        return false;
    }
    let before = passage.document.letters.quotes(passage.sentence.start, mention.end);
    if before.iter().any(|quoted| mention.start < quoted.end) {
        return false;
    }
    if words().field.begins(&mention.text) {
        return true;
    }
    heads(passage, mention) && is_heading_family(passage, mention)
}

/// Whether the family of a known reform, or that of what no row has, is one that headings name.
fn is_heading_family(passage: &Passage<'_>, mention: &Mention) -> bool {
    is_family(passage, mention, &words().heading_families)
}

/// Whether the family of a known reform, or that of what no row has, is one of some.
fn is_family(passage: &Passage<'_>, mention: &Mention, families: &[Word]) -> bool {
    match &mention.entity {
        None => families.iter().any(|family| family.is_empty()),
        Some(entity) => families.contains(&passage.registry.entity(entity).family),
    }
}

/// The cue of a name of a list in its clause, and whether other names lie between.
///
/// The nearest on the left counts, else the nearest on the right; a cue that yields only where there is no other. In a
/// list over several clauses a firm one on the right in the name's own clause comes first.
fn governing<'p>(
    passage: &'p Passage<'_>,
    relation: Relation,
    group: &[&Mention],
    mention: &Mention,
) -> Option<Governing<'p>> {
    let (start, _) = passage.clause(mention.start);
    if group[0].start < start {
        let own = group.iter().rfind(|each| each.start >= start);
        let own = own.and_then(|last| right_cue(passage, relation, last, true));
        if own.is_some() {
            return own;
        }
    }
    let last = group[group.len() - 1];
    [true, false]
        .into_iter()
        .find_map(|firm| left_cue(passage, relation, group, firm).or_else(|| right_cue(passage, relation, last, firm)))
}

fn left_cue<'p>(passage: &'p Passage<'_>, relation: Relation, group: &[&Mention], firm: bool) -> Option<Governing<'p>> {
    let (first, last) = (group[0], group[group.len() - 1]);
    let (start, _) = passage.clause(first.start);
    let quoted = passage.document.letters.quotes_at(first.start);
    let farthest = if quoted { words().farthest_quoted } else { words().farthest };
    for cued in passage.cues.iter().rev() {
        if cued.start < start || cued.end > first.start || first.start - cued.end > farthest {
            continue;
        }
        match fitting(passage, cued, relation, Side::Left, last, firm) {
            Some(bound) => {
                let is_between = |m: &Mention| m.kind != Kind::Place && cued.end <= m.start && m.start < first.start;
                return Some(Governing { cued, bound, loose: passage.mentions.iter().any(is_between) });
            }
            None if cued.cues.iter().any(|b| b.relation == relation && b.cue.stops) => return None,
            None => {}
        }
    }
    None
}

fn right_cue<'p>(passage: &'p Passage<'_>, relation: Relation, last: &Mention, firm: bool) -> Option<Governing<'p>> {
    let (_, end) = passage.clause(last.end - 1);
    for cued in &passage.cues {
        let near = last.end <= cued.start && cued.end <= end && cued.start - last.end <= words().farthest;
        if !near {
            continue;
        }
        // the words in between are looked at only for a cue that could be meant
        if let Some(bound) = fitting(passage, cued, relation, Side::Right, last, firm) {
            if !is_other_between(passage, last, cued) {
                return Some(Governing { cued, bound, loose: false });
            }
        }
    }
    None
}

/// Whether a platform stands between a name and a cue on its right, or a word that makes the name a part of what the
/// cue tells of.
fn is_other_between(passage: &Passage<'_>, last: &Mention, cued: &Cued) -> bool {
    if words().part_of.finds(slice(passage.text(), last.end, cued.start)) {
        return true;
    }
    passage.mentions.iter().any(|m| m.kind == Kind::Platform && last.end <= m.start && m.end <= cued.start)
}

fn fitting(
    passage: &Passage<'_>,
    cued: &Cued,
    relation: Relation,
    side: Side,
    last: &Mention,
    firm: bool,
) -> Option<&'static Bound> {
    cued.cues.iter().find(|bound| {
        if bound.relation != relation || bound.cue.side != side || bound.cue.yields == firm {
            return false;
        }
        bound.cue.then.as_ref().is_none_or(|then| then.begins(&after(passage, last)))
    })
}

fn after(passage: &Passage<'_>, last: &Mention) -> Vec<char> {
    let (_, end) = passage.clause(last.end - 1);
    let tail = slice(passage.text(), last.end, end.min(last.end + words().reach));
    words().tail.sub_n(&[], tail, 1)
}

fn tail_end(passage: &Passage<'_>, mention: &Mention) -> usize {
    let (_, end) = passage.clause(mention.end - 1);
    end.min(mention.end + 2)
}

fn is_negated(passage: &Passage<'_>, cued: &Cued, mention: &Mention) -> bool {
    let before = slice(passage.text(), passage.clause(cued.start).0, cued.start);
    let status = &lexicon().status;
    if status.negated.finds(before) && !status.not_negated.finds(before) {
        return true;
    }
    words().duty.begins(before) || is_hearsay(passage, mention)
}

/// Any of the words of the lists of the status rules of what was heard and of what was visited.
fn said() -> &'static (Expression, Expression) {
    static SAID: OnceLock<(Expression, Expression)> = OnceLock::new();
    SAID.get_or_init(|| {
        let any =
            |words: &[Word]| Expression::new(&words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join("|"));
        (any(&lexicon().status.hearsay), any(&lexicon().status.visited))
    })
}

/// Whether a name was told of or seen elsewhere.
fn is_hearsay(passage: &Passage<'_>, mention: &Mention) -> bool {
    let text = passage.text();
    let (hearsay, visited) = said();
    hearsay.is_in(text, passage.sentence.start, mention.start)
        || words().seen_there.is_at(text, mention.end, text.len())
        || visited.is_in(text, passage.clause(mention.start).0, mention.start)
}

/// The words that change a status with their rules, and words in which such a one stands without meaning it.
fn rules() -> &'static Automaton<Option<&'static Rule>> {
    static RULES: OnceLock<Automaton<Option<&'static Rule>>> = OnceLock::new();
    RULES.get_or_init(|| {
        let rules = &lexicon().status.rules;
        let words = rules.iter().flat_map(|rule| rule.words.iter().map(move |word| (word.clone(), Some(rule))));
        let excepted = rules.iter().flat_map(|rule| rule.except_.iter().map(|word| (word.clone(), None)));
        Automaton::new(words.chain(excepted))
    })
}

/// Start and end of a word that changes a status, with its rule.
type Change = (usize, usize, &'static Rule);

/// The words of a passage's clauses that change a status and are part of no name, each clause looked at once.
struct Changes<'p, 'a> {
    passage: &'p Passage<'a>,
    clauses: RefCell<HashMap<usize, Rc<[Change]>>>,
    reach: Vec<usize>,
    /// The rules of which a word stands in the sentence, in their order, with where the first such word ends.
    said: OnceCell<Vec<(usize, &'static Rule)>>,
}

impl<'p, 'a> Changes<'p, 'a> {
    fn new(passage: &'p Passage<'a>) -> Changes<'p, 'a> {
        let mut most = 0;
        let reach = passage.mentions.iter().map(|mention| {
            most = mention.end.max(most);
            most
        });
        Changes { passage, clauses: RefCell::new(HashMap::new()), reach: reach.collect(), said: OnceCell::new() }
    }

    /// Start and end of each such word of a clause, with its rule.
    fn of(&self, start: usize, end: usize) -> Rc<[Change]> {
        if let Some(known) = self.clauses.borrow().get(&start) {
            return known.clone();
        }
        let source = &self.passage.document.letters.source;
        let found = rules().find(source, start, end).filter_map(|(at, to, rule)| Some((at, to, (*rule)?)));
        let kept: Rc<[Change]> = found.filter(|(at, to, _)| !self.in_name(*at, *to)).collect();
        self.clauses.borrow_mut().insert(start, kept.clone());
        kept
    }

    /// The rules that what stands in the sentence before a clause sets for it, in their order.
    fn said_before(&self, clause: usize) -> impl Iterator<Item = &'static Rule> {
        let said = self.said.get_or_init(|| {
            let (text, sentence) = (self.passage.text(), &self.passage.sentence);
            let end = |word: &Word| find(text, word, sentence.start, sentence.end).map(|at| at + word.len());
            let rules = lexicon().status.rules.iter().filter(|rule| rule.place == Where::Sentence);
            rules.filter_map(|rule| Some((rule.words.iter().filter_map(end).min()?, rule))).collect()
        });
        said.iter().filter(move |(end, _)| *end <= clause).map(|(_, rule)| *rule)
    }

    fn in_name(&self, start: usize, end: usize) -> bool {
        let before = self.passage.mentions.partition_point(|mention| mention.start < end);
        before > 0 && self.reach[before - 1] > start
    }
}

/// The status, how it began, and the rule that changed what the cue says.
fn status_of(
    passage: &Passage<'_>,
    bound: &Bound,
    mention: &Mention,
    changes: &Changes<'_, '_>,
) -> (Status, Option<Word>, Option<&'static str>) {
    let mut status = bound.cue.status.unwrap_or(Status::Adopted);
    let mut begin = bound.cue.begin.clone();
    if passage.sentence.plan || passage.is_future(mention.start) {
        return (Status::Planned, None, None);
    }
    if is_undone(passage, mention) {
        return (Status::Planned, None, Some("undone"));
    }
    if status != Status::Ended && is_ahead(passage, mention) {
        return (Status::Planned, None, Some("ahead-after"));
    }
    if words().draft_after.begins(slice(passage.text(), mention.end, mention.end + 20)) {
        return (Status::Drafted, None, Some("draft"));
    }
    let settled = |status: Status| matches!(status, Status::Planned | Status::Ended);
    let (start, end) = passage.clause(mention.start);
    let mut applied = None;
    for rule in changes.said_before(start) {
        if !settled(status) {
            (status, applied, begin) = (rule.status, Some(rule.id.as_str()), Some(Word::from("launched")));
        }
    }
    for (at, stop, rule) in changes.of(start, end).iter() {
        if settled(status) {
            break;
        }
        if (rule.place == Where::Before && *stop > mention.start) || (rule.place == Where::Start && *at > start) {
            continue;
        }
        let launched = (rule.status == Status::Piloted).then(|| Word::from("launched"));
        (status, applied, begin) = (rule.status, Some(rule.id.as_str()), launched);
    }
    (status, begin, applied)
}

/// Whether a sheet of tasks says, in the row or the section of the name, that it is not done.
fn is_undone(passage: &Passage<'_>, mention: &Mention) -> bool {
    let section = &passage.document.sections[passage.sentence.section];
    let text = passage.text();
    let row = slice(text, mention.end, passage.sentence.end);
    let rest = slice(text, mention.end, section.end.min(mention.end + REACH_OF_TASK));
    words().not_done_row.finds(row) || words().not_done.finds(rest)
}

/// Letters of its section in which the state of a task is told.
const REACH_OF_TASK: usize = 200;

fn period_of(passage: &Passage<'_>, at: usize, status: Status) -> Period {
    let period = passage.period_at(at);
    if period.basis == Basis::Deadline && status != Status::Planned { passage.own } else { period }
}
