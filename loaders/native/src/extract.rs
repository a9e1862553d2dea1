//! The main path: a report is parsed, scanned, dated and related, and gives a reading.

use crate::document::parse;
use crate::kinds::{Relation, Status, Tier};
use crate::mentions::{Gazetteer, Names};
use crate::noise::noise;
use crate::passage::{Draft, Name, Passage, Report};
use crate::passages::passages;
use crate::registry::{Id, Registry};
use crate::relate::{bundles, inner, issued, ladder, links, measures, parts, places, standing};
use crate::statement::{Statement, distinct, numbered, statement};
use crate::words::{Word, holds, string};
use std::collections::HashSet;

/// Something seen and left out, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flag {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
    pub text: String,
}

/// What was read of one report. Lengths are in letters; `aside` is how many sentences do not speak of the subject.
pub struct Reading {
    pub statements: Vec<Statement>,
    pub flags: Vec<Flag>,
    pub done_length: usize,
    pub plan_length: usize,
    pub aside: usize,
}

/// What a report states; `marks` are the watermarks and masks that the registry knows.
pub fn read(registry: &Registry, names: &Names, marks: &[Word], report: &Report, text: Vec<char>) -> Reading {
    let document = parse(text, &report.period);
    let mut flags: Vec<Flag> =
        noise(&document.text).into_iter().map(|(start, end)| flag("noise", &document.text, start, end)).collect();
    let mut marks = marks.to_vec();
    marks.extend(flags.iter().map(|flag| Word::from(flag.text.as_str())));
    let found = passages(registry, names, report, &document);
    let mut statements = Vec::new();
    let mut drafts = Vec::new();
    for passage in &found {
        source_flags(passage, &mut flags);
        drafts_of(passage, &mut drafts);
        let kept = drafts.drain(..).filter(|draft| !is_noise(draft, &marks));
        statements.extend(kept.map(|draft| statement(passage, draft)));
    }
    let gazetteer = names.gazetteer(registry, report.place_id(), report.year);
    let statements = numbered(distinct(told(statements, &gazetteer)));
    flags.sort();
    flags.dedup();
    Reading {
        statements,
        flags,
        done_length: document.done_length(),
        plan_length: document.plan_length(),
        aside: document.sentences.len() - found.len(),
    }
}

/// Relations that name another place.
const BETWEEN: [Relation; 3] = [Relation::LearnedFrom, Relation::PartnersWith, Relation::MandatedBy];

/// The drafts of every relation in a passage.
fn drafts_of(passage: &Passage<'_>, out: &mut Vec<Draft>) {
    ladder::read(passage, out);
    inner::read(passage, out);
    bundles::read(passage, out);
    bundles::matters(passage, out);
    bundles::services(passage, out);
    issued::read(passage, out);
    places::learned(passage, out);
    places::partners(passage, out);
    places::mandates(passage, out);
    parts::read(passage, out);
    measures::read(passage, out);
    links::connections(passage, out);
    links::supports(passage, out);
    standing::claims(passage, out);
    standing::designations(passage, out);
    if !passage.elsewhere.is_empty() {
        let is_here =
            |draft: &Draft| BETWEEN.contains(&draft.relation) || draft.end == 0 || !passage.is_elsewhere(draft.end - 1);
        out.retain(is_here);
    }
}

/// Where something was learned from nobody who is named, and what is told of another place: counted, not read.
fn source_flags(passage: &Passage<'_>, flags: &mut Vec<Flag>) {
    let letters = &passage.document.letters;
    let text = &passage.document.text;
    for (start, end) in places::unnamed_sources(passage) {
        let (first, last) = letters.span(start, end);
        flags.push(flag("unnamed source", text, first, last));
    }
    for &(start, end) in &passage.elsewhere {
        let (first, last) = letters.span(start, end.min(passage.clause(start).1));
        flags.push(flag("of another place", text, first, last));
    }
}

fn flag(reason: &'static str, text: &[char], start: usize, end: usize) -> Flag {
    Flag { start, end, reason, text: string(crate::words::slice(text, start, end)) }
}

fn is_noise(draft: &Draft, marks: &[Word]) -> bool {
    let holds_mark = |name: &Name| marks.iter().any(|mark| !mark.is_empty() && holds(&name.text, mark));
    holds_mark(&draft.subject) || holds_mark(&draft.object)
}

/// What a statement tells of, and whose: the entity that its object means, else the object as written.
type Told = (Result<Id, Word>, Name);

/// Statements, of which what is only mentioned counts where nothing else in the report says it, and once.
fn told(statements: Vec<Statement>, names: &Gazetteer<'_>) -> Vec<Statement> {
    let is_mentioned = |found: &Statement| ladder::MENTIONED.contains(&found.pattern.as_str());
    if !statements.iter().any(is_mentioned) {
        return statements;
    }
    let what = |found: &Statement| -> Told {
        let entity = names.meant(&found.object.text, found.object.kind);
        (entity.ok_or_else(|| found.object.text.clone()), found.subject.clone())
    };
    let is_told =
        |found: &&Statement| found.relation.on_ladder() && found.tier != Tier::Candidate && !is_mentioned(found);
    let is_planned = |found: &Statement| found.status == Some(Status::Planned);
    let mut said: HashSet<Told> = statements.iter().filter(is_told).map(what).collect();
    let planned = statements.iter().filter(is_told).filter(|found| is_planned(found));
    let mut planned: HashSet<Told> = planned.map(what).collect();
    let counts = |found: &Statement| {
        !is_mentioned(found) || (if is_planned(found) { &mut planned } else { &mut said }).insert(what(found))
    };
    statements.into_iter().filter(counts).collect()
}
