//! The names of kinds, relations, tiers, statuses and roles.

use serde::Deserialize;

/// Declares an enumeration with the string of each member, by which it is read and written.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($member:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        pub enum $name { $(#[serde(rename = $text)] $member),+ }
        #[allow(dead_code)] // not every one is asked both ways
        impl $name {
            pub fn text(self) -> &'static str {
                match self { $($name::$member => $text),+ }
            }
            pub fn of(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$member),)+ _ => None }
            }
        }
    };
}

named!(
    /// What an entity is.
    Kind {
        Place = "Place", Agency = "Agency", Platform = "Platform", PlatformType = "PlatformType", Reform = "Reform",
        Service = "Service", PolicyDocument = "PolicyDocument", Measure = "Measure",
    }
);

named!(
    /// What a statement says of two things.
    Relation {
        Adopted = "adopted", Operates = "operates", Offers = "offers", Issued = "issued", LearnedFrom = "learned_from",
        PartnersWith = "partners_with", MandatedBy = "mandated_by", Includes = "includes", Measured = "measured",
        ConnectsTo = "connects_to", Supports = "supports", Claims = "claims", Designated = "designated",
    }
);

named!(
    /// How sure a reading is, the surest first.
    Tier { Certain = "certain", Likely = "likely", Candidate = "candidate" }
);

named!(
    /// How far something has come.
    Status {
        Planned = "planned", Drafted = "drafted", Piloted = "piloted", Adopted = "adopted", Expanded = "expanded",
        Ended = "ended",
    }
);

named!(
    /// How a mention was found: by a name's role in the registry, else by its shape.
    Role {
        Label = "label", Alias = "alias", Marked = "marked", Short = "short", Local = "local", Cue = "cue",
        Elided = "elided", Judged = "judged", Type = "type", Quoted = "quoted", Modes = "modes", Tailed = "tailed",
        Listed = "listed", Bundle = "bundle", Compound = "compound", Bare = "bare", Repeated = "repeated",
        Title = "title", Sort = "sort",
    }
);

named!(
    /// On which side of a name a cue stands.
    Side { Left = "left", Right = "right" }
);

named!(
    /// Where a word stands that changes a status.
    Where { Around = "around", Before = "before", Start = "start", Sentence = "sentence" }
);

named!(
    /// What a period is: the report's own, stated, counted up to, from, or a deadline.
    Basis { Own = "own", Stated = "stated", AsOf = "as-of", Since = "since", Deadline = "deadline" }
);

/// The relations whose statements have a status.
pub const LADDER: [Relation; 3] = [Relation::Adopted, Relation::Operates, Relation::Offers];

impl Relation {
    pub fn on_ladder(self) -> bool {
        LADDER.contains(&self)
    }
}

impl Kind {
    /// Whether it is a platform or a type of platform.
    pub fn is_platform(self) -> bool {
        matches!(self, Kind::Platform | Kind::PlatformType)
    }

    /// Whether it is what a place takes up, runs or offers.
    pub fn is_thing(self) -> bool {
        matches!(self, Kind::Platform | Kind::PlatformType | Kind::Reform | Kind::Service)
    }

    /// Whether a report that names it speaks of the subject.
    pub fn is_subject(self) -> bool {
        matches!(self, Kind::Reform | Kind::Service | Kind::Platform)
    }
}
