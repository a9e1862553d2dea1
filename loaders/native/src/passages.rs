//! The passages of a document: one scan for names, cues, titles, dates and numbers, shared out to the sentences.

use crate::dating::dates;
use crate::discovery::{Signal, discover, signal};
use crate::document::{Document, Sentence};
use crate::elsewhere::{elsewhere, visits};
use crate::expression::Expression;
use crate::focus::focus;
use crate::kinds::{Kind, Role, Tier};
use crate::lexicon::lexicon;
use crate::mentions::{Gazetteer, Names, joined_places};
use crate::numbers::numbers;
use crate::passage::{Cued, Dated, Mention, Name, Number, Passage, Report, Title};
use crate::pattern::{Bound, cue_words};
use crate::registry::Registry;
use crate::scan::{Automaton, Source};
use crate::words::{Word, is_id, is_one_of, slice, stands_at};
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Letters, marks and breaks, between two sentences of which one follows the other.
const BETWEEN: usize = 3;

/// Letters before a name in which a quotation may begin that cuts it in two.
const NEAR_QUOTE: usize = 40;

fn title() -> &'static Expression {
    static TITLE: OnceLock<Expression> = OnceLock::new();
    TITLE.get_or_init(|| Expression::new("\u{300a}([^\u{300a}\u{300b}\\n]{2,160})\u{300b}"))
}

/// Anything with a start and an end.
trait Spanned {
    fn start(&self) -> usize;
    fn end(&self) -> usize;
}

macro_rules! spanned {
    ($($name:ident),+) => { $(impl Spanned for $name {
        fn start(&self) -> usize { self.start }
        fn end(&self) -> usize { self.end }
    })+ };
}

spanned!(Mention, Cued, Title, Dated);

/// Each sentence that speaks of the subject, with what was seen in it and what the sentence right before it in its
/// section is about, in the order of the text.
pub fn passages<'a>(
    registry: &'a Registry,
    names: &Names,
    report: &'a Report,
    document: &'a Document,
) -> Vec<Passage<'a>> {
    let mut found = read(registry, names, report, document);
    let mut before: Option<Mention> = None;
    let mut last: Option<Sentence> = None;
    for passage in &mut found {
        let sentence = passage.sentence;
        let follows = last.is_some_and(|last| {
            last.section == sentence.section && sentence.start as i64 - last.end as i64 <= BETWEEN as i64
        });
        if !follows {
            before = None;
        }
        passage.before = before.take();
        before = match focus(passage, sentence.start, sentence.end) {
            Some(about) => Some(about.clone()),
            None if !passage.numbers.is_empty() => passage.before.clone(),
            None => None,
        };
        last = Some(sentence);
    }
    found
}

fn read<'a>(registry: &'a Registry, names: &Names, report: &'a Report, document: &'a Document) -> Vec<Passage<'a>> {
    let names = names.gazetteer(registry, report.place_id(), report.year);
    let source = &document.letters.source;
    let text = document.letters.text();
    let wanted = spoken(document, &names);
    let mixed = wanted.len() < document.sentences.len();
    let mut mentions = Vec::new();
    let mut seen_cues = Vec::new();
    for (start, end) in stretches(document, &wanted) {
        mentions.extend(names.find(source, start, end));
        let found = cues().find(source, start, end).filter(|(_, _, bound)| !bound.is_empty());
        seen_cues.extend(found.map(|(start, end, cues)| Cued { start, end, cues }));
    }
    let titles: Vec<Title> = title()
        .find_iter(text, 0, text.len())
        .map(|found| {
            let (first, last) = found.at(1).unwrap_or(found.span());
            Title { start: found.start(), end: found.end(), text: Word::new(&text[first..last]) }
        })
        .collect();
    let known = joined_places(mentions, registry, text, report.year);
    let known = once(parted(whole(known, document), document, &names));
    let places: Vec<Mention> = known.iter().filter(|m| m.kind == Kind::Place && m.entity.is_some()).cloned().collect();
    let visited = visits(&places, text, &names);
    let mut topics = Topics::new();
    let seen = Seen { report, document, registry, names: &names, places: &places, cues: &seen_cues, titles: &titles };
    let mut found: Vec<Passage<'a>> = Vec::with_capacity(wanted.len());
    for sentence in &wanted {
        let inside = within(&known, sentence).cloned().collect();
        let mut passage = seen.passage(sentence, inside);
        passage.topic = topics.of(document, sentence, &passage.mentions);
        there(&mut passage, &visited);
        found.push(passage);
    }
    let again = repeated(&found, source);
    for (sentence, passage) in wanted.iter().zip(&mut found) {
        if !again.is_empty() {
            let free = |mention: &&Mention| {
                let sure = |m: &Mention| m.kind != Kind::Place && m.tier != Tier::Candidate;
                !passage.mentions.iter().any(|m| sure(m) && m.start < mention.end && mention.start < m.end)
            };
            let more: Vec<Mention> = within(&again, sentence).filter(free).cloned().collect();
            if !more.is_empty() {
                let mut names: Vec<Mention> = within(&known, sentence).cloned().chain(more).collect();
                names.sort_by_key(|mention| (mention.start, mention.end));
                let topic = passage.topic.take();
                *passage = seen.passage(sentence, names);
                passage.topic = topic;
                there(passage, &visited);
            }
        }
        if mixed {
            of_subject(passage);
            passage.mixed = true;
        }
    }
    found
}

/// Makes a passage told of another place as a whole where it lies in a stretch that tells of a visit and names no place
/// of the report's own as its subject.
fn there(passage: &mut Passage<'_>, visited: &[(usize, usize)]) {
    let sentence = passage.sentence;
    let before = visited.partition_point(|(start, _)| *start <= sentence.start);
    if before == 0 || visited[before - 1].1 < sentence.end || !passage.subjects.is_empty() {
        return;
    }
    let text = passage.text();
    if lexicon().places.own_subjects.iter().any(|word| stands_at(text, word, sentence.start)) {
        return;
    }
    passage.elsewhere = vec![(sentence.start, sentence.end)];
}

/// Where the names that no row has, and that are sure somewhere in the document, stand in it.
fn repeated(seen: &[Passage<'_>], source: &Source) -> Vec<Mention> {
    let text = &source.letters;
    let mut shown: HashMap<Word, Kind> = HashMap::new();
    for mention in seen.iter().flat_map(|passage| &passage.mentions) {
        let new = mention.entity.is_none() && mention.kind != Kind::Place;
        if new && mention.tier == Tier::Likely && mention.text.len() >= lexicon().names.repeated {
            shown.insert(mention.text.clone(), mention.kind);
        }
    }
    let mut found = Vec::new();
    if shown.is_empty() {
        return found;
    }
    let mention = |start: usize, end: usize, kind: Kind| {
        let (tier, role) = (Tier::Likely, Role::Repeated);
        Mention { start, end, text: Word::new(&text[start..end]), kind, entity: None, tier, role }
    };
    if shown.len() > FEW {
        let names = Automaton::new(shown);
        return names.find(source, 0, text.len()).map(|(start, end, kind)| mention(start, end, *kind)).collect();
    }
    // Of a few names, for which an automaton would cost more than it saves, the longest is tried first.
    let mut names: Vec<(Word, Kind)> = shown.into_iter().collect();
    names.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut filter = [0u64; 16];
    for (word, _) in &names {
        let bit = word[0] as usize & 1023;
        filter[bit / 64] |= 1 << (bit % 64);
    }
    let mut at = 0;
    while at < text.len() {
        let bit = text[at] as usize & 1023;
        let may = filter[bit / 64] & (1 << (bit % 64)) != 0;
        match names.iter().find(|(word, _)| may && text[at..].starts_with(word)) {
            None => at += 1,
            Some((word, kind)) => {
                found.push(mention(at, at + word.len(), *kind));
                at += word.len();
            }
        }
    }
    found
}

/// Names that are sought one by one.
const FEW: usize = 48;

/// Makes a new name, in a clause with neither a word of the subject nor a known reform, service or platform, a candidate:
/// in a report on everything.
fn of_subject(passage: &mut Passage<'_>) {
    let is_known = |m: &&Mention| m.kind.is_thing() && m.entity.is_some();
    let known: Vec<usize> = passage.mentions.iter().filter(is_known).map(|m| passage.clause(m.start).0).collect();
    for index in 0..passage.mentions.len() {
        let mention = &passage.mentions[index];
        if mention.entity.is_some() || mention.kind == Kind::Place || mention.tier == Tier::Candidate {
            continue;
        }
        let (start, end) = passage.clause(mention.start);
        let source = &passage.document.letters.source;
        if !known.contains(&start) && subject().find(source, start, end.max(mention.end)).next().is_none() {
            passage.mentions[index].tier = Tier::Candidate;
        }
    }
}

/// The sentences that speak of services or data: all, where that is what the whole report is about.
///
/// Of the five reports and their digests six to seven sentences of ten have a word of the subject, of reports of whole
/// provinces less than one. A short text is of one thing, whatever its words.
pub fn spoken(document: &Document, names: &Gazetteer<'_>) -> Vec<Sentence> {
    let sentences = &document.sentences;
    if sentences.len() < lexicon().subject.least_sentences {
        return sentences.clone();
    }
    let source = &document.letters.source;
    // the number of the sentence that holds an offset, and 0 before the first
    let number = |at: usize| sentences.partition_point(|sentence| sentence.start <= at);
    let mut words: BTreeSet<usize> =
        subject().find(source, 0, source.letters.len()).map(|(at, _, _)| number(at)).collect();
    if words.len() as f64 >= lexicon().subject.least_share * sentences.len() as f64 {
        return sentences.clone();
    }
    words.extend(names.things(source).map(number));
    words.into_iter().filter(|number| *number > 0).map(|number| sentences[number - 1]).collect()
}

/// Where the wanted sentences stand: the whole text, or each sentence for itself.
fn stretches(document: &Document, wanted: &[Sentence]) -> Vec<(usize, usize)> {
    if wanted.len() == document.sentences.len() {
        return vec![(0, document.letters.text().len())];
    }
    wanted.iter().map(|sentence| (sentence.start, sentence.end)).collect()
}

fn subject() -> &'static Automaton<()> {
    static SUBJECT: OnceLock<Automaton<()>> = OnceLock::new();
    SUBJECT.get_or_init(|| Automaton::new(lexicon().subject.words.iter().map(|word| (word.clone(), ()))))
}

fn cues() -> &'static Automaton<&'static [Bound]> {
    static CUES: OnceLock<Automaton<&'static [Bound]>> = OnceLock::new();
    CUES.get_or_init(|| {
        let hidden = lexicon().status.never.iter().map(|word| (word.clone(), &[][..]));
        Automaton::new(hidden.chain(cue_words().iter().map(|(word, bound)| (word.clone(), bound.as_slice()))))
    })
}

/// What was seen in a whole report, of which each passage takes its share.
struct Seen<'a, 's> {
    report: &'a Report,
    document: &'a Document,
    registry: &'a Registry,
    names: &'s Gazetteer<'s>,
    places: &'s [Mention],
    cues: &'s [Cued],
    titles: &'s [Title],
}

impl<'a> Seen<'a, '_> {
    /// The passage of a sentence and the known names in it; its topic is still to come.
    fn passage(&self, sentence: &Sentence, inside: Vec<Mention>) -> Passage<'a> {
        let (report, document) = (self.report, self.document);
        let text = document.letters.text();
        let own = if sentence.plan { report.plan_period.unwrap_or(report.period) } else { report.period };
        let near = near(self.titles, sentence);
        let mut free: Vec<Cued> = within(self.cues, sentence)
            .filter(|cue| !is_hidden(cue, &inside) && !is_covered(*cue, near))
            .cloned()
            .collect();
        let signals: Vec<Signal> = free.iter().map(|cue| signal(cue.start, cue.end, cue.cues)).collect();
        let mentions = discover(document, sentence, &inside, &signals, &self.names.initials);
        free.retain(|cue| !is_hidden(cue, &mentions));
        let ends = lexicon().layout.clause_end.find_iter(text, sentence.start, sentence.end);
        let clauses: Vec<usize> = ends.map(|found| found.end()).collect();
        let titles: Vec<Title> = within(self.titles, sentence).cloned().collect();
        let mut dates = dates(text, sentence.start, sentence.end, &own);
        dates.retain(|dated| !is_covered(dated, &titles));
        let mut numbers: Vec<Number> = numbers(text, sentence.start, sentence.end);
        numbers.retain(|n| !dates.iter().any(|dated| dated.start <= n.digits && n.digits < dated.end));
        let subjects = subjects(report, sentence, &mentions, &clauses, text, (self.places, self.registry));
        let elsewhere = elsewhere(sentence, &mentions, &free, &clauses, text, self.names);
        Passage {
            registry: self.registry,
            report,
            document,
            sentence: *sentence,
            mentions,
            cues: free,
            dates,
            numbers,
            titles,
            clauses,
            own,
            topic: None,
            before: None,
            subjects,
            mixed: false,
            elsewhere,
        }
    }
}

fn within<'s, S: Spanned>(spans: &'s [S], sentence: &Sentence) -> impl Iterator<Item = &'s S> {
    let (start, end) = (sentence.start, sentence.end);
    let first = spans.partition_point(|span| span.start() < start);
    let count = spans[first..].partition_point(|span| span.start() < end);
    spans[first..first + count].iter().filter(move |span| span.end() <= end)
}

/// The spans, none of which overlap, that share a letter with the sentence: the first may begin before it.
fn near<'s, S: Spanned>(spans: &'s [S], sentence: &Sentence) -> &'s [S] {
    let first = spans.partition_point(|span| span.start() < sentence.start);
    let last = first + spans[first..].partition_point(|span| span.start() < sentence.end);
    &spans[first.saturating_sub(1)..last]
}

fn is_covered<A: Spanned, B: Spanned>(span: &A, others: &[B]) -> bool {
    others.iter().any(|other| other.start() < span.end() && span.start() < other.end())
}

/// Whether a cue word is part of a name: of a place only when it lies within it.
fn is_hidden(cue: &Cued, mentions: &[Mention]) -> bool {
    mentions.iter().any(|mention| {
        let within = mention.start <= cue.start && cue.end <= mention.end;
        within || (mention.kind != Kind::Place && mention.start < cue.end && cue.start < mention.end)
    })
}

/// Mentions that no quotation cuts in two: one that begins within a quoted span and ends beyond it is no name. What the
/// registry has as a body rather than a system stays a candidate.
fn whole(mentions: Vec<Mention>, document: &Document) -> Vec<Mention> {
    let letters = &document.letters;
    let is_whole = |mention: &Mention| {
        if mention.role == Role::Marked && !letters.is_item(mention.start, mention.end) {
            return false; // without its marks the name is a plain word
        }
        letters.quotes(mention.start.saturating_sub(NEAR_QUOTE), mention.end + 1).iter().all(|s| {
            let leaves = s.start < mention.start && mention.start < s.end && s.end < mention.end;
            let enters = mention.start < s.start && s.start < mention.end && mention.end < s.end;
            !leaves && !enters
        })
    };
    let doubted = |mut mention: Mention| {
        if mention.entity.as_ref().is_some_and(|id| is_id(id, &lexicon().names.bodies)) {
            mention.tier = Tier::Candidate; // a body, which the registry has as a sort of platform
        }
        mention
    };
    mentions.into_iter().filter(is_whole).map(doubted).collect()
}

/// Mentions of which one that holds two quotations, each a known name, gives way to the two.
fn parted(mentions: Vec<Mention>, document: &Document, names: &Gazetteer<'_>) -> Vec<Mention> {
    let text = document.letters.text();
    let mut parted = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let near = document.letters.quotes(mention.start, mention.end);
        let inside: Vec<_> = near.iter().filter(|span| span.end <= mention.end).collect();
        if inside.len() > 1 {
            let found: Option<Vec<Mention>> =
                inside.iter().map(|span| names.exact(span.start, &text[span.start..span.end])).collect();
            if let Some(found) = found {
                parted.extend(found);
                continue;
            }
        }
        parted.push(mention);
    }
    parted
}

/// Mentions without the first of two that adjoin and name one thing: a description and its name.
fn once(mentions: Vec<Mention>) -> Vec<Mention> {
    let mut kept = Vec::with_capacity(mentions.len());
    let mut rest = mentions.into_iter().peekable();
    while let Some(mention) = rest.next() {
        let same = |m: &Mention| m.start == mention.end && mention.entity.is_some() && m.entity == mention.entity;
        if !rest.peek().is_some_and(same) {
            kept.push(mention);
        }
    }
    kept
}

/// The thing that a section is about: the first named in its heading, or in its first sentence.
struct Topics {
    section: Option<usize>,
    topic: Option<Mention>,
}

impl Topics {
    fn new() -> Topics {
        Topics { section: None, topic: None }
    }

    fn of(&mut self, document: &Document, sentence: &Sentence, mentions: &[Mention]) -> Option<Mention> {
        let title_end = document.sections[sentence.section].title_end;
        if self.section != Some(sentence.section) {
            self.section = Some(sentence.section);
            self.topic = None;
        }
        let topic = self.topic.clone();
        let is_thing = |m: &&Mention| m.kind.is_thing() && m.entity.is_some() && m.role != Role::Short;
        let is_named = |m: &&Mention| m.kind == Kind::Platform && m.tier != Tier::Candidate && m.start < title_end;
        let thing = mentions.iter().find(is_thing);
        let heading = mentions.iter().find(|m| is_thing(m) && m.start < title_end);
        let heading = heading.or_else(|| mentions.iter().find(is_named));
        match (&topic, heading, thing) {
            (None, Some(heading), _) => self.topic = Some(heading.clone()),
            (None, None, Some(thing)) => self.topic = Some(thing.clone()),
            (Some(topic), _, Some(thing)) if topic.start >= title_end => self.topic = Some(thing.clone()),
            _ => {}
        }
        topic
    }
}

/// From which offset on which places of the report's own territory a sentence speaks of.
fn subjects(
    report: &Report,
    sentence: &Sentence,
    mentions: &[Mention],
    clauses: &[usize],
    text: &[char],
    (before, registry): (&[Mention], &Registry),
) -> Vec<(usize, Vec<Name>)> {
    let words = &lexicon().places;
    let mut found = Vec::new();
    let own = report.place_id();
    let places: Vec<&Mention> = mentions.iter().filter(|m| m.kind == Kind::Place && m.entity.is_some()).collect();
    if before.is_empty() && places.is_empty() {
        return found;
    }
    for start in std::iter::once(sentence.start).chain(clauses.iter().copied()) {
        if let Some(that) = that(text, start, sentence.end, before, registry, own) {
            found.push((start, vec![that]));
            continue;
        }
        let mut run: Vec<&Mention> = Vec::new();
        for mention in &places {
            match run.last() {
                None => {
                    if mention.start >= start && leads(&text[start..mention.start]) {
                        run.push(mention);
                    }
                }
                Some(last) => {
                    if mention.start < start {
                        continue;
                    }
                    let gap = slice(text, last.end, mention.start);
                    if !list_marks().fills(gap) {
                        break;
                    }
                    run.push(mention);
                }
            }
        }
        let is_inner = |m: &&&Mention| {
            let entity = m.entity.as_deref().unwrap_or("");
            entity != own && registry.lies_in(entity, own)
        };
        let inner: Vec<&Mention> = run.iter().filter(is_inner).copied().collect();
        let other = run.iter().find(|m| !inner.contains(m));
        // with whom they do it
        let beside = other
            .is_none_or(|other| other.start > 0 && is_one_of(&text[other.start - 1..other.start], &words.joined_by));
        if let (Some(first), true) = (inner.first(), beside) {
            if std::ptr::eq(*first, run[0]) {
                let named = inner.iter().map(|m| {
                    let entity = registry.entity(m.entity.as_deref().unwrap_or(""));
                    Name { text: entity.label.clone(), kind: Kind::Place, place: Some(entity.id.clone()) }
                });
                found.push((first.start, named.collect()));
            }
        }
    }
    found
}

/// Letters before a clause in which the place stands that it begins with as that county.
const REACH_OF_THAT: usize = 300;
/// Letters of a date that a clause begins with.
const REACH_OF_DATE: usize = 24;

/// The county within the report's place that a clause begins with as that one: the last of its level before.
fn that(text: &[char], start: usize, stop: usize, places: &[Mention], registry: &Registry, own: &str) -> Option<Name> {
    let words = &lexicon().places;
    let dated = words.dated_subject.matches(text, start, stop.min(start + REACH_OF_DATE));
    let at = dated.map_or(start, |dated| dated.end());
    let word = words.that.iter().find(|word| stands_at(text, word, at))?;
    let level = word.last()?;
    let last = places.partition_point(|m| m.start < start);
    let first = places.partition_point(|m| m.start + REACH_OF_THAT < start);
    let labels = places[first..last].iter().rev().map(|m| registry.entity(m.entity.as_deref().unwrap_or("")));
    let meant = labels.into_iter().find(|entity| entity.label.last() == Some(level))?;
    if &*meant.id == own || !registry.lies_in(&meant.id, own) {
        return None;
    }
    Some(Name { text: meant.label.clone(), kind: Kind::Place, place: Some(meant.id.clone()) })
}

fn list_marks() -> &'static Expression {
    static MARKS: OnceLock<Expression> = OnceLock::new();
    MARKS.get_or_init(|| Expression::new(&lexicon().places.list_marks.to_string()))
}

fn leads(gap: &[char]) -> bool {
    let words = &lexicon().places;
    let rest = words.dated_subject.sub_n(&[], gap, 1);
    rest.is_empty() || is_one_of(&rest, &words.before_subject)
}
