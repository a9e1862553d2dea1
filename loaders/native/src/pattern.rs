//! The cues: what each cue word stands for, as loaders/pattern.py binds them.

use crate::kinds::{Relation, Side};
use crate::lexicon::{Cue, lexicon};
use crate::words::Word;
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

/// A cue with the relation by which a statement names it.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub relation: Relation,
    pub cue: &'static Cue,
}

impl Bound {
    /// relation/cue, as in a statement's `pattern`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.relation.text(), self.cue.id)
    }
}

/// Each cue word with the cues that it makes, by word. A longer word of one relation also carries the cues of another
/// relation's shorter word at its end (left cues) or its beginning (right cues).
pub fn cue_words() -> &'static BTreeMap<Word, Vec<Bound>> {
    static WORDS: OnceLock<BTreeMap<Word, Vec<Bound>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut own: BTreeMap<Word, Vec<Bound>> = BTreeMap::new();
        let mut patterns: Vec<_> = lexicon().patterns.iter().collect();
        patterns.sort_by_key(|pattern| pattern.relation.text());
        for pattern in patterns {
            for cue in &pattern.cues {
                for word in &cue.words {
                    own.entry(word.clone()).or_default().push(Bound { relation: pattern.relation, cue });
                }
            }
        }
        own.keys().map(|word| (word.clone(), with_shorter(word, &own))).collect()
    })
}

fn with_shorter(word: &Word, own: &BTreeMap<Word, Vec<Bound>>) -> Vec<Bound> {
    let mut bound = own[word].clone();
    for side in [Side::Left, Side::Right] {
        for cut in 1..word.len().saturating_sub(1) {
            let part = if side == Side::Left { &word[cut..] } else { &word[..word.len() - cut] };
            let held: HashSet<Relation> =
                bound.iter().filter(|found| found.cue.side == side).map(|found| found.relation).collect();
            let shorter = own.get(part).map(Vec::as_slice).unwrap_or(&[]);
            bound.extend(shorter.iter().filter(|b| b.cue.side == side && !held.contains(&b.relation)));
        }
    }
    bound
}
