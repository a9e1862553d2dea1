//! The registry, asked of Python and remembered: what a name means, where a place lies, what a row says.

use crate::asked::{asked, once};
use crate::kinds::Kind;
use crate::memory::Memory;
use crate::words::{Word, string};
use pyo3::prelude::*;
use pyo3::types::PyAnyMethods;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

/// The id of an entity.
pub type Id = Arc<str>;

/// An entity, with the facts that the reading asks for.
#[derive(Debug)]
pub struct Entity {
    pub id: Id,
    pub kind: Kind,
    pub label: Word,
    pub level: Option<Id>,
    pub place: Option<Id>,
    pub owner: Option<Id>,
    /// The family of a reform; empty for what has none.
    pub family: Word,
}

/// How many answers of one sort are remembered.
const KEPT: usize = 1 << 16;

/// Of how many years the places are remembered.
const YEARS: usize = 64;

/// The places of each name in one year.
type Named = Memory<Box<[char]>, Arc<[Arc<Entity>]>>;

/// A registry of Python's (ontology/registry.py). It never changes, so that an answer holds for good.
///
/// Ids that it is asked for are known to it.
pub struct Registry {
    python: Py<PyAny>,
    entities: Memory<String, Arc<Entity>>,
    chains: Memory<String, Arc<[Id]>>,
    places: Memory<Option<i64>, Arc<Named>>,
    instances: Memory<String, bool>,
    parts: OnceLock<HashSet<(String, String)>>,
}

impl Registry {
    pub fn new(python: Py<PyAny>) -> Registry {
        Registry {
            python,
            entities: Memory::new(KEPT),
            chains: Memory::new(KEPT),
            places: Memory::new(YEARS),
            instances: Memory::new(KEPT),
            parts: OnceLock::new(),
        }
    }

    /// Raises NotFound, as Python does, where a place is none that the registry knows.
    pub fn known(&self, py: Python<'_>, place: &str) -> PyResult<()> {
        self.python.bind(py).call_method1("chain", (place,)).map(|_| ())
    }

    /// The entity of an id, as `registry.entities[id]`.
    pub fn entity(&self, id: &str) -> Arc<Entity> {
        self.entities.get(id, || {
            asked(|py| {
                let found = self.python.bind(py).getattr("entities")?.get_item(id)?;
                entity(&found)
            })
        })
    }

    /// The place itself, its parent and so on up to the nation.
    pub fn chain(&self, place: &str) -> Arc<[Id]> {
        self.chains.get(place, || {
            asked(|py| {
                let found: Vec<String> = self.python.bind(py).call_method1("chain", (place,))?.extract()?;
                Ok::<_, PyErr>(found.into_iter().map(Id::from).collect())
            })
        })
    }

    /// Whether a place is in the chain of another: the same, or the other lies in it.
    pub fn lies_in(&self, place: &str, outer: &str) -> bool {
        self.chain(place).iter().any(|each| &**each == outer)
    }

    /// The places of a name, as `registry.places_named(name, year)`.
    pub fn places_named(&self, name: &[char], year: Option<i64>) -> Arc<[Arc<Entity>]> {
        let named = self.places.get(&year, || Arc::new(Memory::new(KEPT)));
        named.get(name, || {
            asked(|py| {
                let found = self.python.bind(py).call_method1("places_named", (string(name), year))?;
                found.try_iter()?.map(|each| entity(&each?)).collect::<PyResult<_>>()
            })
        })
    }

    /// What a name means in a text of a place and year, as `registry.resolve`. Not remembered here.
    pub fn resolve(&self, name: &[char], kind: Kind, place: Option<&str>, year: Option<i64>) -> Option<Arc<Entity>> {
        asked(|py| {
            let found = self.python.bind(py).call_method1("resolve", (string(name), kind.text(), place, year))?;
            if found.is_none() { Ok(None) } else { entity(&found).map(Some) }
        })
    }

    /// Whether instances of an entity are known: some member of `registry.family(id)` is one by `instance_of`.
    pub fn has_instances(&self, id: &str) -> bool {
        self.instances.get(id, || {
            asked(|py| {
                let family: Vec<(String, String)> = self.python.bind(py).call_method1("family", (id,))?.extract()?;
                Ok::<_, PyErr>(family.iter().any(|(_, how)| how == "instance_of"))
            })
        })
    }

    /// Whether the registry states that one entity is a part of another.
    pub fn is_part(&self, part: &str, whole: &str) -> bool {
        let parts = once(&self.parts, |py| {
            let mut parts = HashSet::new();
            for link in self.python.bind(py).getattr("links")?.try_iter()? {
                let link = link?;
                if link.getattr("relation")?.extract::<String>()? == "part_of" {
                    parts.insert((link.getattr("subject")?.extract()?, link.getattr("object")?.extract()?));
                }
            }
            Ok(parts)
        });
        parts.contains(&(part.to_string(), whole.to_string()))
    }
}

fn entity(found: &Bound<'_, PyAny>) -> PyResult<Arc<Entity>> {
    let attrs = found.getattr("attrs")?;
    let fact = |key: &str| -> PyResult<Option<Id>> {
        let value = attrs.call_method1("get", (key,))?;
        if value.is_none() { Ok(None) } else { Ok(Some(Id::from(value.extract::<String>()?))) }
    };
    let kind: String = found.getattr("kind")?.extract()?;
    Ok(Arc::new(Entity {
        id: Id::from(found.getattr("id")?.extract::<String>()?),
        kind: Kind::of(&kind).unwrap_or_else(|| panic!("unknown kind {kind}")),
        label: Word::from(found.getattr("label")?.extract::<String>()?.as_str()),
        level: fact("level")?,
        place: fact("place")?,
        owner: fact("owner")?,
        family: fact("family")?.map_or(Word::from(""), |family| Word::from(&*family)),
    }))
}
