//! The lexicon and the patterns: the words and expressions of the data files, as Python has checked them.
//!
//! Python reads and checks the files and hands them over once, as JSON; what they mean is said there, field by field.

use crate::expression::Expression;
use crate::kinds::{Kind, Relation, Side, Status, Tier, Where};
use crate::words::Word;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// All data files.
#[derive(Debug, Deserialize)]
pub struct Lexicon {
    pub layout: Layout,
    pub subject: Subject,
    pub names: Names,
    pub places: Places,
    pub focus: Focus,
    pub dates: Dates,
    pub numbers: Numbers,
    pub ladder: Ladder,
    pub status: StatusRules,
    pub patterns: Vec<Pattern>,
    /// The expression of a page's number, of lexicon/furniture.yaml.
    pub page_mark: Expression,
    /// The expressions of watermarks and masks, and with which letter each begins, of lexicon/report.yaml.
    pub noise: Expression,
    pub noise_begins: Expression,
}

impl Lexicon {
    /// The pattern file of a relation.
    pub fn pattern(&self, relation: Relation) -> &Pattern {
        self.patterns.iter().find(|pattern| pattern.relation == relation).expect("each relation has a pattern file")
    }
}

impl Pattern {
    /// An expression of the file by name; a name that it does not have is a fault of this code.
    pub fn expression(&self, name: &str) -> &Expression {
        self.expressions.get(name).unwrap_or_else(|| panic!("{} has no expression {name}", self.relation.text()))
    }

    /// A list of words of the file by name.
    pub fn list(&self, name: &str) -> &[Word] {
        self.words.get(name).unwrap_or_else(|| panic!("{} has no words {name}", self.relation.text()))
    }
}

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

/// Takes over the data files; the first call counts, since they do not change while a process runs.
pub fn load(json: &str) -> Result<(), String> {
    if LEXICON.get().is_none() {
        let read: Lexicon = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let _ = LEXICON.set(read);
    }
    Ok(())
}

/// The data files. `load` comes first.
pub fn lexicon() -> &'static Lexicon {
    LEXICON.get().expect("the lexicon is loaded before anything is read")
}

/// How headings of one level begin.
#[derive(Debug, Deserialize)]
pub struct Heading {
    pub level: usize,
    pub marker: Expression,
    pub line_start: bool,
}

/// lexicon/layout.yaml.
#[derive(Debug, Deserialize)]
pub struct Layout {
    pub headings: Vec<Heading>,
    pub heading_end: Expression,
    pub longest_heading: usize,
    pub sentence_end: Expression,
    pub longest_sentence: usize,
    pub list_mark: Word,
    pub clause_end: Expression,
    pub marks: Word,
    pub opening: HashMap<Word, Word>,
    pub wrapped_line: usize,
    pub plan_heading: Expression,
    pub plan_heading_alone: Expression,
    pub plan_year: Expression,
    pub plan_goals: Expression,
    pub short_line: usize,
    pub not_plan_heading: Expression,
    pub plan_lead: Expression,
    pub plan_lead_undated: Expression,
    pub first_half: Word,
    pub plan_title: Expression,
    pub no_plan_title: Expression,
    pub plan_first: Expression,
    pub title_aside: Expression,
    pub plan_news: Expression,
    pub plan_says: Expression,
    pub duty: Expression,
    pub duties: usize,
    pub task_state: Expression,
    pub traditional: Word,
    pub title_end: Expression,
}

/// lexicon/subject.yaml.
#[derive(Debug, Deserialize)]
pub struct Subject {
    pub least_sentences: usize,
    pub least_share: f64,
    pub words: Vec<Word>,
}

/// lexicon/names.yaml.
#[derive(Debug, Deserialize)]
pub struct Names {
    pub longest_quoted: usize,
    pub longest_listed: usize,
    pub right_of_platform: Vec<Word>,
    pub right_of_reform: Vec<Word>,
    pub naming: Vec<Word>,
    pub of_many: Vec<Word>,
    pub numbers_alone: Expression,
    pub arranged: Expression,
    pub arranging: Expression,
    pub ways: Expression,
    pub counted_deeds: Expression,
    pub reform_running: Expression,
    pub mode_list: Expression,
    pub deeds: Vec<Word>,
    pub new_one: Expression,
    pub quoted_platform: Expression,
    pub quoted_reform: Expression,
    pub listed_mode: Expression,
    pub timed: Expression,
    pub slogans: Expression,
    pub sections_apart: Expression,
    pub listed_inside: Word,
    pub longest_discovered: usize,
    pub shortest: usize,
    pub telling: usize,
    pub repeated: usize,
    pub couplets: Vec<usize>,
    pub joins: Expression,
    pub body: Expression,
    pub platform_tails: Vec<Word>,
    pub reform_tails: Vec<Word>,
    pub service_tails: Vec<Word>,
    pub arrangement_tails: Vec<Word>,
    pub quoted_arrangement_tails: Vec<Word>,
    pub of_its_own: Expression,
    pub narrowed: Expression,
    pub narrowed_refused: Expression,
    pub narrowing: usize,
    pub longest_narrowing: usize,
    pub longest_general: usize,
    pub apart: Expression,
    pub people: Expression,
    pub verbal: Expression,
    pub joined: Expression,
    pub across: Expression,
    pub goes_on: Expression,
    pub pieces: Expression,
    pub title_tail: Expression,
    pub of: Expression,
    pub trim_before: Expression,
    pub verbs_inside: Expression,
    pub parts_inside: Expression,
    pub generic: Expression,
    pub mechanism: Expression,
    pub specific: usize,
    pub founding: Vec<Word>,
    pub leaning: Vec<Word>,
    pub branches: Vec<Word>,
    pub forbidden: Expression,
    pub reforms: Vec<Word>,
    pub bodies: Vec<Word>,
    pub built: Vec<Word>,
    pub online: Expression,
    pub led_to: Vec<Word>,
    pub others: Expression,
    pub forbidden_founded: Expression,
    pub list_gap: Word,
    pub paired: Expression,
    pub matters_close: Expression,
    pub longest_pair: usize,
    pub list_word_platform: Expression,
    pub list_word_reform: Expression,
    pub longest_item: usize,
    pub running: Expression,
    pub running_short: Expression,
    pub initialled: Expression,
    pub running_refused: Expression,
    pub item_refused: Expression,
    pub strong: Vec<Word>,
    pub sorted: Expression,
    pub named_deeds: Vec<Word>,
    pub nearest: usize,
    pub lands: Expression,
    pub active: Expression,
    pub bare_words: Vec<Word>,
    pub bare: Expression,
    pub counted: Expression,
    pub bare_refused: Expression,
    pub spoils_after: Vec<Word>,
}

/// lexicon/places.yaml.
#[derive(Debug, Deserialize)]
pub struct Places {
    pub never_short: HashSet<Word>,
    pub never_alone: HashSet<Word>,
    pub no_names: Vec<Word>,
    pub list_marks: Word,
    pub seat: Word,
    pub before_subject: Vec<Word>,
    pub dated_subject: Expression,
    pub joined_by: Vec<Word>,
    pub initials: HashMap<Word, Word>,
    pub own_subjects: Vec<Word>,
    pub that: Vec<Word>,
    pub openings: (Vec<Word>, Vec<Word>),
    pub elsewhere: Expression,
    pub station: Expression,
}

/// lexicon/focus.yaml.
#[derive(Debug, Deserialize)]
pub struct Focus {
    pub before: Expression,
    pub after: Expression,
    pub between: Expression,
    pub means: Expression,
}

/// A form of date: its kind and its expression.
#[derive(Debug, Deserialize)]
pub struct Form {
    pub form: String,
    pub pattern: Expression,
}

/// lexicon/dates.yaml.
#[derive(Debug, Deserialize)]
pub struct Dates {
    pub first_half: Word,
    pub begins: Expression,
    pub done: Expression,
    pub numerals: HashMap<Word, usize>,
    pub forms: Vec<Form>,
}

/// lexicon/numbers.yaml.
#[derive(Debug, Deserialize)]
pub struct Numbers {
    pub digits: Word,
    pub before: Vec<Word>,
    pub bounds: HashMap<Word, Word>,
    pub approximate: Vec<Word>,
    pub after_digits: Vec<Word>,
    pub scales: Vec<Word>,
    pub after_unit: Vec<Word>,
    pub units: Vec<Word>,
    pub percent: Word,
    pub percent_before: Word,
    pub ordinal_before: Word,
}

/// lexicon/ladder.yaml: how cues and names stand to each other in a clause.
#[derive(Debug, Deserialize)]
pub struct Ladder {
    pub connector: Expression,
    pub farthest: usize,
    pub farthest_quoted: usize,
    pub farthest_certain: usize,
    pub of_it: Expression,
    pub tail: Expression,
    pub spoils_before: Vec<Word>,
    pub head: Expression,
    pub of_platform: Expression,
    pub not_of_quoted: Expression,
    pub lead: Expression,
    pub not_told: Expression,
    pub seen_there: Expression,
    pub seen_elsewhere: Expression,
    pub not_meant: Expression,
    pub matters_of: Expression,
    pub begins: Expression,
    pub pieces_of: Expression,
    pub fault: Expression,
    pub named_before: Expression,
    pub and_so_on: Word,
    pub completing: Vec<Word>,
    pub spreading: Vec<Word>,
    pub ahead_after: Expression,
    pub draft_after: Expression,
    pub heading_families: Vec<Word>,
    pub aims: Vec<Word>,
    pub raising: Vec<Word>,
    pub sort_of_service: Word,
    pub background: Expression,
    pub part_of: Expression,
    pub joined: Expression,
    pub given_trial: Expression,
    pub field: Expression,
    pub unnamed: Expression,
    pub free: Expression,
    pub guided: Expression,
    pub guiding: Expression,
    pub demanded: Expression,
    pub numbered: Expression,
    pub own_sorts: Expression,
    pub linked_before: Expression,
    pub linked_after: Expression,
    pub said_before: Expression,
    pub not_said: Expression,
    pub meeting: Expression,
    pub bundled: Expression,
    pub mode_families: Vec<Word>,
    pub duty: Expression,
    pub purpose: Expression,
    pub not_done: Expression,
    pub not_done_row: Expression,
    pub reach: usize,
}

/// Words that, beside a name, make a statement. `then` must follow the name for the cue to hold.
#[derive(Debug, Deserialize)]
pub struct Cue {
    pub id: String,
    pub side: Side,
    pub status: Option<Status>,
    pub begin: Option<Word>,
    pub words: Vec<Word>,
    pub then: Option<Expression>,
    pub tier: Tier,
    pub yields: bool,
    pub stops: bool,
}

/// A file of patterns/: one relation, the kinds of its objects, its cues, and further words the reading needs.
#[derive(Debug, Deserialize)]
pub struct Pattern {
    pub relation: Relation,
    pub kinds: Vec<Kind>,
    pub cues: Vec<Cue>,
    pub words: HashMap<String, Vec<Word>>,
    pub expressions: HashMap<String, Expression>,
}

/// Words that change the status of a clause.
#[derive(Debug, Deserialize)]
pub struct Rule {
    pub id: String,
    pub place: Where,
    pub status: Status,
    pub words: Vec<Word>,
    #[serde(rename = "except")]
    pub except_: Vec<Word>,
}

/// patterns/status.yaml.
#[derive(Debug, Deserialize)]
pub struct StatusRules {
    pub rules: Vec<Rule>,
    pub negated: Expression,
    pub not_negated: Expression,
    pub never: Vec<Word>,
    pub hearsay: Vec<Word>,
    pub visited: Vec<Word>,
}
