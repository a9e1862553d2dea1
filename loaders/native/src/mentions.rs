//! The mentions in a document: known names and places, as the registry has them.

use crate::classes::{is_alpha, is_numeral};
use crate::kinds::{Kind, Role, Tier};
use crate::letters::fold;
use crate::lexicon::lexicon;
use crate::memory::{Memory, held};
use crate::passage::Mention;
use crate::registry::{Entity, Id, Registry};
use crate::scan::{Dictionary, Source};
use crate::words::{Word, slice};
use pyo3::prelude::*;
use pyo3::types::PyAnyMethods;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

/// How many gazetteers are kept: each holds what the words mean that were seen in its reports.
const KEPT: usize = 64;

/// Letters beyond a short name in which a longer one that overlaps it may end.
const LONGEST_OVERLAP: usize = 8;

/// What a word means: a thing of a kind, by a name of a role.
#[derive(Clone, Debug)]
pub struct Meaning {
    pub kind: Kind,
    pub entity: Id,
    pub role: Role,
}

/// A name of the registry; `meaning` is a place's, the others' depends on the text.
///
/// `near` is that of a place whose name counts in the texts of its own surroundings alone.
struct Name {
    text: Word,
    kind: Kind,
    role: Role,
    meaning: Option<Arc<Meaning>>,
    near: bool,
}

/// What a word may mean: the names that count in the texts of a place and below, by that place, and the others.
///
/// `hidden` is that of a word in which no name is read.
#[derive(Default)]
struct Options {
    scoped: Vec<(Id, Vec<Name>)>,
    general: Vec<Name>,
    hidden: bool,
}

/// Every name of a registry as a word of texts, and the gazetteers made of them. What a word means in a text depends on
/// its place and year.
pub struct Names {
    dictionary: Dictionary<Options>,
    gazetteers: Mutex<VecDeque<(Id, i64, Arc<Meanings>)>>,
}

/// What the words mean that were seen in reports of a place and year, by the word's number, and the names of statements.
struct Meanings {
    words: Memory<u32, Option<Arc<Meaning>>>,
    named: Memory<(Kind, Word), Option<Id>>,
}

/// How many names of statements are remembered of a place and year; they come from texts.
const NAMED: usize = 1 << 12;

/// Marks that are dropped from a name (ontology/statement.py): quotation and title marks, and space.
const MARKS: &str = "\u{201c}\u{201d}\"'\u{2018}\u{2019}\u{300a}\u{300b}\u{3008}\u{3009}\u{300c}\u{300d}\u{300e}\u{300f} \t\r\n\u{3000}";

impl Names {
    /// The names of a registry of Python's.
    pub fn new(python: &Bound<'_, PyAny>) -> PyResult<Names> {
        let entities = python.getattr("entities")?;
        let mut words: HashMap<Word, Options> = HashMap::new();
        for name in python.getattr("names")?.try_iter()? {
            let name = name?;
            let role: String = name.getattr("role")?.extract()?;
            let role = Role::of(&role).unwrap_or_else(|| panic!("unknown role {role}"));
            if matches!(role, Role::Cue | Role::Elided) {
                continue;
            }
            let text: String = name.getattr("text")?.extract()?;
            let letters: Vec<char> = text.chars().collect();
            let word: Vec<char> = fold(&letters).into_iter().filter(|letter| !MARKS.contains(*letter)).collect();
            if word.len() < 2 || word.iter().all(|letter| is_numeral(*letter)) {
                continue; // a bare number is a name only where a relation says so
            }
            let entity: String = name.getattr("entity")?.extract()?;
            let row = entities.get_item(&entity)?;
            let kind: String = row.getattr("kind")?.extract()?;
            let kind = Kind::of(&kind).unwrap_or_else(|| panic!("unknown kind {kind}"));
            let (mut meaning, mut near) = (None, false);
            if kind == Kind::Place {
                if is_never(&word) {
                    continue;
                }
                near = is_near_alone(&word, role, || {
                    let level = row.getattr("attrs")?.call_method1("get", ("level",))?;
                    level.extract::<Option<String>>()
                })?;
                meaning = Some(Arc::new(Meaning { kind, entity: Id::from(entity), role }));
            }
            let found = Name { text: Word::new(&letters), kind, role, meaning, near };
            let options = words.entry(Word::new(&word)).or_default();
            let scope: Option<String> = name.getattr("scope")?.extract()?;
            match scope {
                None => options.general.push(found),
                Some(scope) => match options.scoped.iter_mut().find(|(each, _)| **each == *scope) {
                    Some((_, names)) => names.push(found),
                    None => options.scoped.push((Id::from(scope), vec![found])),
                },
            }
        }
        for word in &lexicon().places.no_names {
            words.insert(word.clone(), Options { hidden: true, ..Options::default() });
        }
        Ok(Names { dictionary: Dictionary::new(words), gazetteers: Mutex::new(VecDeque::new()) })
    }

    /// The gazetteer of a place and year, kept for the next report of the same.
    pub fn gazetteer<'r>(&'r self, registry: &'r Registry, place: &str, year: i64) -> Gazetteer<'r> {
        let mut kept = held(&self.gazetteers);
        let meanings = match kept.iter().position(|(each, other, _)| **each == *place && *other == year) {
            Some(index) => {
                let found = kept.remove(index).expect("it stands there");
                let meanings = found.2.clone();
                kept.push_back(found);
                meanings
            }
            None => {
                if kept.len() >= KEPT {
                    kept.pop_front();
                }
                let meanings = Arc::new(Meanings { words: Memory::new(usize::MAX), named: Memory::new(NAMED) });
                kept.push_back((Id::from(place), year, meanings.clone()));
                meanings
            }
        };
        drop(kept); // Python is asked of nothing while it is held
        let chain = registry.chain(place);
        Gazetteer {
            registry,
            place: Id::from(place),
            year,
            initials: initials(registry, &chain),
            chain,
            names: self,
            meanings,
        }
    }
}

/// Whether a name of a place is more often a word that means something else.
fn is_never(word: &[char]) -> bool {
    lexicon().places.never_short.contains(word)
}

/// Whether a name counts in the texts of the place's surroundings alone.
///
/// The short name of a county does, and a county's of two letters, which end one word and begin the next.
fn is_near_alone(word: &[char], role: Role, level: impl FnOnce() -> PyResult<Option<String>>) -> PyResult<bool> {
    if lexicon().places.never_alone.contains(word) {
        return Ok(true);
    }
    Ok((role == Role::Short || word.len() == 2) && level()?.as_deref() == Some("county"))
}

/// The letters with which platforms of a place and of its province begin their names.
fn initials(registry: &Registry, chain: &[Id]) -> Vec<char> {
    let mut letters = Vec::new();
    for unit in &chain[..chain.len() - 1] {
        let label = &registry.entity(unit).label;
        letters.extend(lexicon().places.initials.get(label).into_iter().flat_map(|more| more.iter()));
        letters.extend(label.first());
    }
    letters
}

/// The names that mean something in reports of one place and year.
pub struct Gazetteer<'r> {
    pub registry: &'r Registry,
    pub place: Id,
    pub year: i64,
    pub chain: Arc<[Id]>,
    /// The letters with which platforms of the place and of its province begin their names.
    pub initials: Vec<char>,
    names: &'r Names,
    meanings: Arc<Meanings>,
}

impl Gazetteer<'_> {
    /// What a word means here; the narrower scope wins where it has several readings. None: it is no name here.
    fn meaning(&self, word: u32) -> Option<Arc<Meaning>> {
        self.meanings.words.get(&word, || {
            let options = self.names.dictionary.value(word);
            let scoped = self.chain.iter().flat_map(|scope| {
                options.scoped.iter().filter(move |(each, _)| each == scope).flat_map(|(_, names)| names)
            });
            scoped.chain(&options.general).find_map(|name| self.reading(name))
        })
    }

    /// The entity that a name of a statement means here; None where it is unknown or means several.
    pub fn meant(&self, name: &Word, kind: Kind) -> Option<Id> {
        self.meanings.named.get(&(kind, name.clone()), || {
            let found = self.registry.resolve(name, kind, Some(&self.place), Some(self.year));
            found.map(|entity| entity.id.clone())
        })
    }

    fn reading(&self, name: &Name) -> Option<Arc<Meaning>> {
        if let Some(meaning) = &name.meaning {
            let counts = !name.near || self.is_own(&meaning.entity);
            return counts.then(|| meaning.clone());
        }
        let entity = self.registry.resolve(&name.text, name.kind, Some(&self.place), Some(self.year))?;
        let role = if name.kind == Kind::PlatformType { Role::Type } else { name.role };
        Some(Arc::new(Meaning { kind: entity.kind, entity: entity.id.clone(), role }))
    }

    /// The leftmost longest of the names between two offsets, in order, without overlaps.
    fn leftmost(&self, text: &Source, start: usize, end: usize) -> Vec<(usize, usize, Arc<Meaning>)> {
        let mut found = Vec::new();
        let mut reached = start;
        for (first, last, word) in self.names.dictionary.find(text, start, end) {
            if first < reached {
                continue;
            }
            if self.names.dictionary.value(word).hidden {
                reached = last;
            } else if let Some(meaning) = self.meaning(word) {
                found.push((first, last, meaning));
                reached = last;
            }
        }
        found
    }

    /// Whether a place lies in the report's place, or beside it under the same parent.
    fn is_own(&self, entity: &str) -> bool {
        self.is_near(&self.registry.chain(entity))
    }

    fn is_near(&self, chain: &[Id]) -> bool {
        chain.contains(&self.place) || (self.chain.len() > 1 && chain.get(1) == Some(&self.chain[1]))
    }

    /// The known names between two offsets of a text, the leftmost longest, in order.
    pub fn find(&self, text: &Source, start: usize, end: usize) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (first, last, meaning) in self.leftmost(text, start, end) {
            if found.last().is_some_and(|before| first < before.end) {
                continue;
            }
            let short = meaning.kind == Kind::Place && last - first == 2;
            let longer = if short { self.longer(text, first, last) } else { None };
            let (first, last, meaning) = longer.unwrap_or((first, last, meaning));
            let word = &text.letters[first..last];
            let named = meaning.kind == Kind::Place && meaning.role != Role::Local;
            let entity = if named { self.resolve(word, &meaning.entity) } else { Some(meaning.entity.clone()) };
            found.push(Mention {
                start: first,
                end: last,
                text: Word::new(word),
                kind: meaning.kind,
                entity,
                tier: Tier::Certain,
                role: meaning.role,
            });
        }
        found
    }

    /// The longer name of a place that begins at the second letter of a short one: the short one is none there.
    fn longer(&self, text: &Source, start: usize, end: usize) -> Option<(usize, usize, Arc<Meaning>)> {
        let found = self.leftmost(text, start + 1, end + LONGEST_OVERLAP).into_iter().next()?;
        (found.0 == start + 1 && found.1 > end && found.2.kind == Kind::Place).then_some(found)
    }

    /// Where known reforms, services and platforms begin in a text, in order.
    pub fn things(&self, text: &Source) -> impl Iterator<Item = usize> {
        let found = self.leftmost(text, 0, text.letters.len());
        found.into_iter().filter(|(_, _, meaning)| meaning.kind.is_subject()).map(|(start, _, _)| start)
    }

    /// The mention of a name that is exactly this word, placed at `start`; None where it is no known name.
    pub fn exact(&self, start: usize, word: &[char]) -> Option<Mention> {
        let source = Source::new(word.to_vec());
        let mut found = self.find(&source, 0, word.len());
        if found.len() != 1 || found[0].text[..] != *word {
            return None;
        }
        let mention = found.pop()?;
        Some(Mention { start, end: start + word.len(), ..mention })
    }

    /// The place that a name means: the one in the report's own territory, else the only one of that name.
    fn resolve(&self, word: &[char], entity: &Id) -> Option<Id> {
        let options = self.registry.places_named(word, Some(self.year));
        let mut own = options.iter().filter(|option| self.is_own(&option.id));
        match (own.next(), own.next()) {
            (Some(only), None) => return Some(only.id.clone()),
            (None, _) if options.len() > 1 => {
                let level = |option: &&Arc<Entity>| is_larger(option);
                let mut wider = options.iter().filter(level);
                return match (wider.next(), wider.next()) {
                    (Some(only), None) => Some(only.id.clone()),
                    _ => None,
                };
            }
            _ => {}
        }
        Some(options.first().map_or_else(|| entity.clone(), |option| option.id.clone()))
    }
}

/// Whether a place is a province or a prefecture.
fn is_larger(place: &Entity) -> bool {
    matches!(place.level.as_deref(), Some("province" | "prefecture"))
}

/// Mentions with adjoining names of places made one: a province and its city, a city and its district.
///
/// Right behind the larger place a name counts that is none by itself in texts of elsewhere.
pub fn joined_places(mentions: Vec<Mention>, registry: &Registry, text: &[char], year: i64) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    let mut rest = mentions.into_iter().peekable();
    while let Some(mention) = rest.next() {
        if let Some(last) = out.last_mut() {
            if last.kind == Kind::Place && mention.kind == Kind::Place && last.end == mention.start {
                if let Some(inner) = inside(&mention, last, registry) {
                    *last = place_mention(last.start, mention.end, mention.text, inner);
                    continue;
                }
            }
        }
        let alone = mention.kind == Kind::Place && rest.peek().is_none_or(|after| after.start > mention.end);
        let inner = if alone { named_after(&mention, registry, text, year) } else { None };
        out.push(inner.unwrap_or(mention));
    }
    out
}

fn place_mention(start: usize, end: usize, text: Word, entity: Id) -> Mention {
    let (tier, role) = (Tier::Certain, Role::Label);
    Mention { start, end, text, kind: Kind::Place, entity: Some(entity), tier, role }
}

/// Letters of a name looked for right behind a larger place.
const LONGEST_INNER: usize = 5;

/// The place whose name stands right behind a province or a prefecture that it lies in, with the larger one's.
fn named_after(outer: &Mention, registry: &Registry, text: &[char], year: i64) -> Option<Mention> {
    let entity = outer.entity.as_deref()?;
    if !is_larger(&registry.entity(entity)) {
        return None;
    }
    let never = &lexicon().places.never_alone;
    for length in (2..=LONGEST_INNER).rev() {
        let word = slice(text, outer.end, outer.end + length);
        if word.len() < length || !word.iter().all(|letter| is_alpha(*letter)) || is_never(word) || never.contains(word)
        {
            continue;
        }
        let options = registry.places_named(word, Some(year));
        let mut inner = options.iter().filter(|place| lies_within(registry, &place.id, entity));
        if let (Some(only), None) = (inner.next(), inner.next()) {
            return Some(place_mention(outer.start, outer.end + length, Word::new(word), only.id.clone()));
        }
    }
    None
}

/// Whether a place lies in another and is not the same.
fn lies_within(registry: &Registry, place: &str, outer: &str) -> bool {
    registry.chain(place)[1..].iter().any(|each| &**each == outer)
}

fn inside(mention: &Mention, outer: &Mention, registry: &Registry) -> Option<Id> {
    let entity = outer.entity.as_deref()?;
    let options = registry.places_named(&mention.text, None);
    options.iter().find(|option| lies_within(registry, &option.id, entity)).map(|option| option.id.clone())
}
