//! The reading of one sentence, a module a group of relations; each gives drafts of statements.

pub mod bundles;
pub mod inner;
pub mod issued;
pub mod ladder;
pub mod links;
pub mod measures;
pub mod parts;
pub mod places;
pub mod standing;
