//! Names never seen before: by quotation marks, by their tail, by the list they stand in, or by the ends of a phrase.

use crate::classes::{is_alnum, is_alpha};
use crate::document::{Document, Sentence};
use crate::expression::Expression;
use crate::kinds::{Kind, Relation, Role, Side, Tier};
use crate::letters::Quoted;
use crate::lexicon::{Names, lexicon};
use crate::numbers::any_of;
use crate::passage::Mention;
use crate::pattern::{Bound, cue_words};
use crate::words::{Word, ends_with_any, find, holds, is_id, is_one_of, slice, split};
use std::collections::HashMap;
use std::sync::OnceLock;

fn words() -> &'static Names {
    &lexicon().names
}

/// The relations and ids of the firm left cues of a cue word.
#[derive(Debug, Default)]
pub struct Firm {
    relations: Vec<Relation>,
    ids: Vec<&'static str>,
}

impl Firm {
    fn has(&self, relation: Relation) -> bool {
        self.relations.contains(&relation)
    }
}

/// A cue word as discovery sees it: where it stands, and its firm left cues.
#[derive(Clone, Copy, Debug)]
pub struct Signal {
    pub start: usize,
    pub end: usize,
    pub firm: &'static Firm,
}

/// The signal of a cue word; only left cues of tier certain count, and those of `leaning`.
pub fn signal(start: usize, end: usize, cues: &'static [Bound]) -> Signal {
    static FIRM: OnceLock<HashMap<usize, Firm>> = OnceLock::new();
    static NONE: Firm = Firm { relations: Vec::new(), ids: Vec::new() };
    let all = FIRM.get_or_init(|| cue_words().values().map(|cues| (cues.as_ptr() as usize, firm(cues))).collect());
    Signal { start, end, firm: all.get(&(cues.as_ptr() as usize)).unwrap_or(&NONE) }
}

fn firm(cues: &'static [Bound]) -> Firm {
    let mut firm = Firm::default();
    for bound in cues {
        let leans = || is_id(&bound.cue.id, &words().leaning);
        if bound.cue.side == Side::Left && (bound.cue.tier == Tier::Certain || leans()) {
            firm.relations.push(bound.relation);
            firm.ids.push(&bound.cue.id);
        }
    }
    firm
}

fn is_adopting(governed: Option<&Signal>) -> bool {
    governed.is_some_and(|signal| signal.firm.has(Relation::Adopted))
}

/// A name that no row has, as it stands in the text.
fn named(text: &[char], start: usize, end: usize, kind: Kind, tier: Tier, role: Role) -> Mention {
    Mention { start, end, text: Word::new(&text[start..end]), kind, entity: None, tier, role }
}

fn likely(text: &[char], start: usize, end: usize, kind: Kind, role: Role) -> Mention {
    named(text, start, end, kind, Tier::Likely, role)
}

/// The mentions of a sentence: the known ones and those discovered, in order, without overlaps.
///
/// A discovered name takes the place of a general one at its end (a type of platform, the bare bundle). `initials` are
/// the letters with which names of the place's and its province's own platforms begin.
pub fn discover(
    document: &Document,
    sentence: &Sentence,
    known: &[Mention],
    signals: &[Signal],
    initials: &[char],
) -> Vec<Mention> {
    let text = document.letters.text();
    let (places, kept): (Vec<Mention>, Vec<Mention>) = known.iter().cloned().partition(|m| m.kind == Kind::Place);
    let mut found = quoted(document, sentence, &kept, signals, initials);
    tailed(text, sentence, signals, &mut found);
    bundles(text, sentence, known, signals, &mut found);
    compounds(document, sentence, &kept, signals, &mut found);
    branches(text, sentence, known, &mut found);
    listed(text, sentence, &kept, signals, &mut found);
    bare(text, sentence, signals, &mut found);
    mode_list(text, sentence, &mut found);
    running(text, sentence, &mut found);
    initialled(text, signals, initials, &mut found);
    let mut kept = kept;
    let mut apart = None;
    for mut each in found {
        if matches!(each.role, Role::Tailed | Role::Bare) && crosses(document, &each) {
            continue;
        }
        if each.tier == Tier::Likely && *apart.get_or_insert_with(|| is_apart(document, sentence)) {
            each.tier = Tier::Candidate;
        }
        let clashes = |m: &Mention| m.start < each.end && each.start < m.end;
        let clash: Vec<&Mention> = kept.iter().filter(|m| clashes(m)).collect();
        let quoted = clash.len() > 1 && each.role == Role::Quoted && each.kind == Kind::Reform;
        if quoted && clash.iter().all(|m| m.kind == Kind::Reform && m.entity.is_some()) {
            continue; // a quotation of nothing but known names is those
        }
        if clash.iter().all(|m| gives_way(m, &each)) {
            if !clash.is_empty() {
                kept.retain(|m| !clashes(m));
            }
            kept.push(each);
        }
    }
    let mut all = places;
    all.extend(beside(document, sentence, kept));
    all.sort_by_key(|mention| (mention.start, mention.end));
    all
}

/// Whether a name without marks of its own holds one quotation and a part of another, or two.
fn crosses(document: &Document, found: &Mention) -> bool {
    let inside = document.letters.quotes(found.start, found.end);
    inside.len() > 1 || inside.iter().any(|quote| quote.end > found.end)
}

/// The mentions, of which a quotation that made only a candidate is as sure as the reform quoted right beside it,
/// and a platform like the one quoted right after it that a word for platforms follows.
fn beside(document: &Document, sentence: &Sentence, mut kept: Vec<Mention>) -> Vec<Mention> {
    let text = document.letters.text();
    let quotes = document.letters.quotes(sentence.start, sentence.end);
    if quotes.len() < 2 {
        return kept;
    }
    let spans: HashMap<usize, usize> = quotes.iter().map(|span| (span.start, span.end)).collect();
    let mut quoted: Vec<usize> = (0..kept.len()).filter(|index| spans.contains_key(&kept[*index].start)).collect();
    quoted.sort_by_key(|index| kept[*index].start);
    let mut raised: HashMap<usize, Mention> = HashMap::new();
    let forward = quoted.windows(2).map(|pair| (pair[0], pair[1]));
    let back = quoted.windows(2).rev().map(|pair| (pair[1], pair[0]));
    for (one_at, other_at) in forward.chain(back) {
        let (one, other) = (&kept[one_at], &kept[other_at]);
        let known = raised.get(&one_at).unwrap_or(one);
        let gap = slice(text, one.end.min(other.end), one.start.max(other.start));
        let doubted = other.tier == Tier::Candidate && other.role == Role::Quoted && other.end == spans[&other.start];
        let near = gap.is_empty() || *gap == words().list_gap[..];
        let fits = near || (3..=words().longest_pair).contains(&other.text.len());
        if known.tier == Tier::Candidate || !(doubted && fits) || !words().paired.fills(gap) {
            continue;
        }
        let tailed = || one.end > spans[&one.start] || built().right_platform.is_at(text, one.end, text.len());
        let platforms =
            known.kind == Kind::Platform && (raised.contains_key(&one_at) || tailed()) && other.end <= one.start;
        if platforms || (known.kind == Kind::Reform && other.kind == Kind::Reform) {
            let kind = known.kind;
            raised.insert(other_at, Mention { tier: Tier::Likely, kind, ..other.clone() });
        }
    }
    for (index, mention) in raised {
        kept[index] = mention;
    }
    kept
}

/// Whether the section is about the body itself (party, staff, conduct), where new names are mostly slogans.
pub fn is_apart(document: &Document, sentence: &Sentence) -> bool {
    let path = &document.sections[sentence.section].path;
    words().sections_apart.finds(path)
}

/// Whether a general name inside a discovered one yields to it, and any name inside a compound.
fn gives_way(mention: &Mention, found: &Mention) -> bool {
    let longer = found.end - found.start > mention.end - mention.start;
    if found.role == Role::Quoted && found.tier == Tier::Likely && longer && mention.end <= found.end {
        let ends = found.kind == Kind::Reform && mention.kind == Kind::Reform && mention.end == found.end;
        let service = found.kind == Kind::Service && found.start < mention.start;
        if found.start == mention.start || ends || service {
            return true;
        }
    }
    let inside = found.start <= mention.start && mention.end <= found.end;
    if found.role == Role::Bundle && mention.kind == Kind::Reform {
        return inside; // a mode in the name of what is bundled
    }
    if found.role == Role::Compound && !(is_bundle(mention) && found.kind == Kind::Reform) {
        return inside;
    }
    let general = mention.role == Role::Type || words().service_tails.contains(&mention.text);
    general && found.start < mention.start && mention.end <= found.end
}

/// Whether a mention is a service that joins several matters into one thing.
pub fn is_bundle(mention: &Mention) -> bool {
    mention.kind == Kind::Service && ends_with_any(&mention.text, &words().service_tails)
}

/// Whether a name is shaped like a mode of service.
pub fn is_mode(name: &[char]) -> bool {
    words().quoted_reform.finds(name)
}

/// The expressions that are put together of several fields.
struct Built {
    right_platform: Expression,
    right_reform: Expression,
    platform: Expression,
    reform: Expression,
    piece: Expression,
    compound: Expression,
    quoted_arrangement: Expression,
    arrangement: Expression,
    running: Expression,
    branch: Expression,
    trim: Expression,
}

fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let words = words();
        let letter = words.body.pattern();
        let body = format!("{letter}{{2,{}}}?", words.longest_discovered);
        let untitled = format!("(?!\\w{{0,2}}(?:{}))", words.title_tail.pattern());
        let platform_tails = any_of(&words.platform_tails);
        let with = |text: String| Expression::new(&text);
        Built {
            right_platform: with(format!(
                "(?P<more>{letter}{{0,12}}?)(?P<tail>{})(?!{})",
                any_of(&words.right_of_platform),
                words.verbal.pattern()
            )),
            right_reform: with(format!("{}(?:{})", words.new_one.pattern(), any_of(&words.right_of_reform))),
            platform: with(format!("({body}(?:{platform_tails})){untitled}")),
            reform: with(format!("({body}(?:{}))(?!{})", any_of(&words.reform_tails), words.goes_on.pattern())),
            piece: with(format!("({body}(?:{platform_tails})){}", words.pieces.pattern())),
            compound: with(format!("(?P<more>{letter}{{0,12}}?)(?:{platform_tails}){untitled}")),
            quoted_arrangement: with(format!(
                "(?P<more>{letter}{{0,10}}?)(?:{}){untitled}",
                any_of(&words.quoted_arrangement_tails)
            )),
            arrangement: with(format!("(?P<more>{letter}{{0,10}}?)(?:{}){untitled}", any_of(&words.arrangement_tails))),
            running: with(format!(
                "({letter}{{2,{}}}?(?:{platform_tails})){}",
                words.longest_item,
                words.running.pattern()
            )),
            branch: with(format!("(?:{})", any_of(&words.branches))),
            trim: with(format!("^(?:{})+", words.trim_before.pattern())),
        }
    })
}

fn quoted(
    document: &Document,
    sentence: &Sentence,
    known: &[Mention],
    signals: &[Signal],
    initials: &[char],
) -> Vec<Mention> {
    let mut out = Vec::new();
    let text = document.letters.text();
    let words = words();
    let spans = document.letters.quotes(sentence.start, sentence.end);
    if spans.is_empty() {
        return out;
    }
    let is_named = |at: usize| known.iter().any(|mention| mention.start == at);
    let stop_all = sentence.end;
    let matters = closed(text, spans, stop_all, &words.matters_close);
    let listed = closed(text, spans, stop_all, &words.list_word_platform);
    let is_listed =
        |span: &Quoted| (2..=words.longest_item).contains(&(span.end - span.start)) && listed.contains(span);
    let platforms = spans.iter().filter(|span| is_listed(span) && !is_named(span.start));
    out.extend(platforms.map(|span| likely(text, span.start, span.end, Kind::Platform, Role::Quoted)));
    for span in spans {
        if span.end > stop_all || (is_listed(span) && !is_named(span.start)) {
            continue;
        }
        let inner = &text[span.start..span.end];
        if matters.contains(span) && !ends_with_any(inner, &words.service_tails) {
            continue;
        }
        let is_list = holds(inner, &words.listed_inside);
        let longest = if is_list { words.longest_listed } else { words.longest_quoted };
        let fits = 2 <= inner.len() && inner.len() <= longest;
        let governed = governed(text, span.start, signals);
        let filled = || known.iter().any(|mention| mention.start == span.start && mention.end >= span.end);
        let firm = is_adopting(governed) && !filled();
        let later = spans.partition_point(|each| each.start < span.end);
        let stop = spans.get(later).map_or(stop_all, |next| next.start);
        if firm && fits {
            if let Some(arranged) = arranged(text, span.start, span.end, stop) {
                out.push(arranged);
                continue;
            }
        }
        let served = serving(text, span, known, governed, stop_all);
        if let Some(served) = served.or_else(|| numbered(text, span, signals, governed, stop_all)) {
            out.push(served);
            continue;
        }
        if !fits || words.slogans.finds(inner) {
            continue;
        }
        if is_list {
            let modes = modes(span.start, inner);
            if modes.len() > 1 && is_one(text, span.end, stop_all) {
                out.push(likely(text, span.start, span.end, Kind::Reform, Role::Quoted));
                continue;
            }
            if modes.len() > 1 {
                out.extend(modes.into_iter().filter(|mode| !is_named(mode.start)));
                continue;
            }
            let apart = is_named(span.start) && is_named(span.end - inner.len() / 2);
            if !apart && is_adopting(governed) && is_couplet(text, span, stop_all) {
                out.push(likely(text, span.start, span.end, Kind::Reform, Role::Quoted));
                continue;
            }
        }
        out.extend(quoted_one(text, span.start, span.end, stop, governed, initials));
    }
    out
}

/// The quotations of lists that an expression closes: a counted word for matters, or a word for platforms.
fn closed(text: &[char], spans: &[Quoted], stop: usize, closing: &Expression) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut run = 0;
    for (number, span) in spans.iter().enumerate() {
        let after = spans.get(number + 1);
        if after.is_some_and(|after| words().paired.is_all(text, span.end, after.start)) {
            continue;
        }
        if closing.is_at(text, span.end, stop) {
            found.extend_from_slice(&spans[run..=number]);
        }
        run = number + 1;
    }
    found
}

/// Whether a quoted list is one name in halves of equal length, at the end of its clause or before a word that a
/// reform is followed by: two, or more of which each begins with the same letter.
fn is_couplet(text: &[char], span: &Quoted, stop: usize) -> bool {
    let halves = split(&text[span.start..span.end], &words().listed_inside);
    let (_, first) = halves[0];
    let alike = halves.len() == 2 || halves.iter().all(|(_, half)| half.first() == first.first());
    let even = halves.iter().all(|(_, half)| half.len() == first.len()) && words().couplets.contains(&first.len());
    alike && even && (ends(text, span.end, stop) || built().right_reform.is_at(text, span.end, stop))
}

/// A quotation of numbers alone after a cue, with the arrangement behind it that they count the parts of; and one
/// that only counts deeds, with the words before it that say which.
fn numbered(
    text: &[char],
    span: &Quoted,
    signals: &[Signal],
    governed: Option<&Signal>,
    stop: usize,
) -> Option<Mention> {
    if words().counted_deeds.is_all(text, span.start, span.end) {
        let near = signals.iter().filter(|signal| {
            let adopting = signal.firm.has(Relation::Adopted);
            adopting && signal.end + 4 <= span.start && span.start - signal.end <= words().longest_item
        });
        let start = near.map(|s| s.end).find(|at| text[*at..span.start].iter().all(|letter| is_alpha(*letter)))?;
        return Some(likely(text, start, span.end, Kind::Reform, Role::Quoted));
    }
    let guided = words().arranging.is_in(text, span.start.saturating_sub(BEFORE_WAY), span.start);
    if guided && holds(&text[span.start..span.end], &words().listed_inside) {
        return way(text, span, stop);
    }
    if !(guided || is_adopting(governed)) || !words().numbers_alone.is_all(text, span.start, span.end) {
        return None;
    }
    let found = words().arranged.matches(text, span.end, stop)?;
    Some(likely(text, span.start, found.end(), Kind::Reform, Role::Quoted))
}

/// Letters before a quotation in which a word stands that says that things are arranged so.
const BEFORE_WAY: usize = 4;

/// A quoted list, of which not every item is a mode of service, that a word for a way of doing things follows.
fn way(text: &[char], span: &Quoted, stop: usize) -> Option<Mention> {
    let apart = modes(span.start, &text[span.start..span.end]).is_empty();
    let followed = apart && words().ways.is_at(text, span.end, stop);
    followed.then(|| likely(text, span.start, span.end, Kind::Reform, Role::Quoted))
}

/// Whether a word that names one arrangement stands right after a quoted list.
fn is_one(text: &[char], at: usize, stop: usize) -> bool {
    let found = built().right_reform.matches(text, at, stop);
    found.is_some_and(|found| is_one_of(&text[found.start()..found.end()], &words().of_many))
}

/// A quoted reform that a word of platforms follows, after a cue of running one alone or after none: the platform
/// for it.
fn serving(text: &[char], span: &Quoted, known: &[Mention], governed: Option<&Signal>, stop: usize) -> Option<Mention> {
    if governed.is_some_and(|g| !g.firm.has(Relation::Operates) || g.firm.has(Relation::Adopted)) {
        return None;
    }
    let reform = known.iter().find(|m| m.start <= span.start && m.end == span.end && m.kind == Kind::Reform)?;
    let found = built().right_platform.matches(text, span.end, stop)?;
    let bare = found.letters(text, "more").is_empty();
    bare.then(|| likely(text, reform.start, found.end(), Kind::Platform, Role::Compound))
}

/// The items of a quoted list where each is shaped like a mode of service; nothing where one is not.
fn modes(start: usize, inner: &[char]) -> Vec<Mention> {
    let items = split(inner, &words().listed_inside);
    let is_mode = |item: &[char]| is_item(item) && (is_mode(item) || words().listed_mode.finds(item));
    if items.iter().all(|(_, item)| is_mode(item)) { reforms(start, &items, Role::Quoted) } else { Vec::new() }
}

/// The items of a list that begins at an offset, each a reform that is likely one.
fn reforms(start: usize, items: &[(usize, &[char])], role: Role) -> Vec<Mention> {
    let reform = |(at, item): &(usize, &[char])| Mention {
        start: start + at,
        end: start + at + item.len(),
        text: Word::new(item),
        kind: Kind::Reform,
        entity: None,
        tier: Tier::Likely,
        role,
    };
    items.iter().map(reform).collect()
}

/// A quotation and the arrangement that it names, as far as more than a general word stands between them.
fn arranged(text: &[char], start: usize, end: usize, stop: usize) -> Option<Mention> {
    let found = built().quoted_arrangement.matches(text, end, stop)?;
    let more = found.letters(text, "more");
    if more.len() < 2 || words().of_its_own.begins(more) || words().parts_inside.finds(more) {
        return None;
    }
    Some(likely(text, start, found.end(), Kind::Reform, Role::Compound))
}

/// Letters before a quotation in which the cue ends that governs it.
const NEAR: usize = 20;

/// The firm cue right before a quotation, other quotations of the same list between them not counted.
fn governed<'s>(text: &[char], at: usize, signals: &'s [Signal]) -> Option<&'s Signal> {
    let is_before = |s: &&Signal| s.end <= at && s.firm.relations.iter().any(|relation| relation.on_ladder());
    let last = signals.iter().rfind(is_before)?;
    (at - last.end <= NEAR && !text[last.end..at].contains(&',')).then_some(last)
}

/// Whether a word of joining stands between a quotation and the tail of a platform: then they are two things.
fn is_two(between: &[char]) -> bool {
    words().joined.finds(between)
}

/// Whether a phrase ends at an offset: the sentence does, or no letter follows.
fn ends(text: &[char], at: usize, stop: usize) -> bool {
    at >= stop || !is_alnum(text[at])
}

/// A quoted list as one name, with the arrangement that it names or the word of reform right behind it.
fn quoted_list(text: &[char], start: usize, end: usize, stop: usize, reform: Option<usize>) -> Option<Mention> {
    if let Some(found) = built().quoted_arrangement.matches(text, end, stop) {
        let more = found.letters(text, "more");
        if more.len() < 5 && !words().parts_inside.finds(more) {
            return Some(likely(text, start, found.end(), Kind::Reform, Role::Quoted));
        }
    }
    reform.map(|reform_end| likely(text, start, reform_end, Kind::Reform, Role::Quoted))
}

fn quoted_one(
    text: &[char],
    start: usize,
    end: usize,
    stop: usize,
    governed: Option<&Signal>,
    initials: &[char],
) -> Option<Mention> {
    let words = words();
    let inner = &text[start..end];
    let right_reform = built().right_reform.matches(text, end, stop).map(|found| found.end());
    let reform_word = right_reform.map(|reform_end| &text[end..reform_end]);
    if holds(inner, &words.listed_inside) {
        return quoted_list(text, start, end, stop, right_reform.filter(|_| governed.is_some()));
    }
    let mut right_platform = built().right_platform.matches(text, end, stop);
    let ends = ends(text, end, stop);
    if words.service_tails.iter().any(|tail| inner.ends_with(tail) && *inner != tail[..]) {
        return Some(likely(text, start, end, Kind::Service, Role::Quoted));
    }
    let sure = governed.is_some() && right_reform.is_some();
    if inner.len() > 6 && words.verbs_inside.finds(inner) && !(sure || words.timed.begins(inner)) {
        return None;
    }
    right_platform = right_platform.filter(|found| !words.apart.begins(found.letters(text, "more")));
    let more = right_platform.as_ref().map(|found| found.letters(text, "more"));
    if let (Some(found), Some(more)) = (&right_platform, more) {
        let after = &text[found.start()..found.end()];
        if !more.is_empty()
            && (right_reform.is_none() || is_one_of(after, &words.platform_tails))
            && !words.verbs_inside.finds(after)
            && !is_two(more)
        {
            return Some(likely(text, start, found.end(), Kind::Platform, Role::Quoted));
        }
    }
    let own = initials.contains(&inner[0])
        && inner.len() <= 5
        && !words.across.finds(inner)
        && !words.people.is_at(text, end, text.len());
    let described =
        right_reform.is_none() && ends_with_any(&text[start.saturating_sub(8)..start], &words.platform_tails);
    let active = words.active.is_at(text, end, stop);
    let shown = described && (governed.is_some() || active);
    if own || shown || more.is_some_and(<[char]>::is_empty) {
        return Some(likely(text, start, end, Kind::Platform, Role::Quoted));
    }
    let lands = words.lands.begins(slice(text, end, end + 32));
    let close = lands || (governed.is_some() && (right_reform.is_some() || ends || end < stop));
    let adopting = is_adopting(governed);
    let (shaped, run, alone) = run_by(text, inner, end, stop, governed);
    if !(shaped && run && alone) && is_mode(inner) {
        let tier = if right_reform.is_some() || close { Tier::Likely } else { Tier::Candidate };
        return Some(named(text, start, end, Kind::Reform, tier, Role::Quoted));
    }
    let followed_by = |list: &[Word]| reform_word.is_some_and(|word| is_one_of(word, list));
    let deed = adopting && ((!run && followed_by(&words.deeds)) || followed_by(&words.reforms));
    if shaped && !deed {
        let likely = run || lands || active || inner.len() >= words.telling;
        let tier = if likely { Tier::Likely } else { Tier::Candidate };
        return Some(named(text, start, end, Kind::Platform, tier, Role::Quoted));
    }
    let firm = governed
        .filter(|_| adopting)
        .is_some_and(|governed| right_reform.is_some() || (ends && is_strong(text, governed, start)));
    let telling = inner.len() > 2 && reform_word.is_some_and(|word| ends_with_any(word, &words.naming));
    let tier = if lands || firm || telling { Tier::Likely } else { Tier::Candidate };
    let tail = reform_word.filter(|word| needs_tail(inner, word));
    let last = if tail.is_some() { right_reform.unwrap_or(end) } else { end };
    Some(named(text, start, last, Kind::Reform, tier, Role::Quoted))
}

/// Whether a quotation is shaped like a platform, whether a cue of running governs it, and whether that makes it a
/// platform even where it is shaped like a mode of service too.
fn run_by(text: &[char], inner: &[char], end: usize, stop: usize, governed: Option<&Signal>) -> (bool, bool, bool) {
    let words = words();
    let shaped = words.quoted_platform.finds(inner);
    let Some(cue) = governed else { return (shaped, false, false) };
    let adopting = is_adopting(governed);
    let said = &text[cue.start..cue.end];
    let others = || is_one_of(said, &words.led_to) && words.others.begins(inner);
    let run = cue.firm.has(Relation::Operates) && !others();
    let shaped = shaped || (run && !adopting && words.online.is_at(text, end, stop)); // people do something by it
    (shaped, run, !adopting || is_one_of(said, &words.built))
}

/// Whether a quotation only says of which sort what follows it is: the name goes on to there.
fn needs_tail(inner: &[char], tail: &[char]) -> bool {
    words().sorted.finds(inner) || is_one_of(tail, &words().named_deeds)
}

/// Whether a cue that makes a quotation a reform stands right before it, or only the field between them.
fn is_strong(text: &[char], governed: &Signal, start: usize) -> bool {
    let between = &text[governed.end..start];
    let near = between.len() <= words().nearest && between.iter().all(|letter| is_alpha(*letter));
    near && ends_with_any(&text[governed.start..governed.end], &words().strong)
}

/// Names without marks between a firm cue and a telling tail.
fn tailed(text: &[char], sentence: &Sentence, signals: &[Signal], out: &mut Vec<Mention>) {
    for cue in signals {
        let kinds = [
            (Kind::Platform, Relation::Operates, &built().platform),
            (Kind::Reform, Relation::Adopted, &built().reform),
        ];
        for (kind, relation, expression) in kinds {
            if !cue.firm.has(relation) {
                continue;
            }
            let Some((first, last)) = expression.matches(text, cue.end, sentence.end).and_then(|found| found.at(1))
            else {
                continue;
            };
            let start = last_part(text, trimmed(text, first, last), last);
            if let Some(tier) = tailed_tier(&text[start..last], kind, &cue.firm.ids) {
                out.push(named(text, start, last, kind, tier, Role::Tailed));
                break;
            }
        }
    }
}

/// Where the last of two names begins that a word of joining binds within a span; the start where there is one.
fn last_part(text: &[char], start: usize, end: usize) -> usize {
    let joint = words().joins.find_iter(text, start, end).last().map(|found| found.end());
    joint.filter(|joint| end - joint >= words().specific).unwrap_or(start)
}

/// The items of a list without marks of which each is shaped like a mode of service.
fn mode_list(text: &[char], sentence: &Sentence, out: &mut Vec<Mention>) {
    for found in words().mode_list.find_iter(text, sentence.start, sentence.end) {
        let items = split(&text[found.start()..found.end()], &words().listed_inside);
        out.extend(reforms(found.start(), &items, Role::Modes));
    }
}

/// Names without marks that begin a clause and end like a platform, right before what only a platform does.
fn running(text: &[char], sentence: &Sentence, out: &mut Vec<Mention>) {
    let refused = |name: &[char]| words().running_refused.finds(name);
    let mut at = sentence.start;
    while at < sentence.end {
        if let Some((first, last)) = built().running.matches(text, at, sentence.end).and_then(|found| found.at(1)) {
            let start = trimmed(text, first, last);
            let name = &text[start..last];
            if !refused(name) && tailed_tier(name, Kind::Platform, &[]).is_some() {
                out.push(likely(text, start, last, Kind::Platform, Role::Tailed));
            }
        }
        if let Some((first, last)) = words().reform_running.matches(text, at, sentence.end).and_then(|f| f.at(1)) {
            if tailed_tier(&text[first..last], Kind::Reform, &[]) == Some(Tier::Likely) {
                out.push(Mention { start: at, ..likely(text, first, last, Kind::Reform, Role::Tailed) });
            }
        }
        if let Some((first, last)) = words().running_short.matches(text, at, sentence.end).and_then(|f| f.at(1)) {
            if !refused(&text[first..last]) {
                out.push(Mention { start: at, ..likely(text, first, last, Kind::Platform, Role::Tailed) });
            }
        }
        at = find(text, &[','], at, sentence.end).map_or(sentence.end, |comma| comma + 1);
    }
}

/// Short names without marks right after a cue of running, with the letter of the place or its province.
fn initialled(text: &[char], signals: &[Signal], initials: &[char], out: &mut Vec<Mention>) {
    for cue in signals.iter().filter(|cue| cue.firm.has(Relation::Operates)) {
        let Some(found) = words().initialled.matches(text, cue.end, text.len()) else { continue };
        let Some((first, last)) = found.group("name") else { continue };
        if initials.contains(&text[first]) {
            let mention = likely(text, first, last, Kind::Platform, Role::Tailed);
            out.push(Mention { start: cue.end, ..mention });
        }
    }
}

/// The tier of an unquoted name after cues of those ids; None for what is no name.
fn tailed_tier(name: &[char], kind: Kind, cues: &[&str]) -> Option<Tier> {
    let words = words();
    if name.len() < 5 || words.generic.begins(name) || words.verbs_inside.finds(name) {
        return None;
    }
    if kind == Kind::Platform {
        return Some(Tier::Likely);
    }
    let founded = cues.iter().any(|id| is_id(id, &words.founding));
    if (if founded { &words.forbidden_founded } else { &words.forbidden }).finds(name) {
        return None;
    }
    let short = name.len() < words.specific && !founded;
    Some(if short && words.mechanism.finds(name) { Tier::Candidate } else { Tier::Likely })
}

fn trimmed(text: &[char], start: usize, end: usize) -> usize {
    let mut start = start;
    let all = slice(text, start, end);
    if let Some(of) = words().of.matches(all, 0, all.len()) {
        let rest = &all[of.end()..];
        if rest.len() >= words().shortest || (rest.len() > 2 && is_one_of(rest, &words().platform_tails)) {
            start += of.end();
        }
    }
    let all = slice(text, start, end);
    match built().trim.matches(all, 0, all.len()) {
        Some(trim) if start + trim.end() < end => start + trim.end(),
        _ => start,
    }
}

/// Where the last of some marks stands between two offsets, and one more; 0 where none does.
fn after_mark(text: &[char], marks: &[char], start: usize, end: usize) -> usize {
    let gap = words().list_gap[0];
    let found = text[start..end].iter().rposition(|letter| *letter == gap || marks.contains(letter));
    found.map_or(0, |at| start + at + 1)
}

/// Where the last of the cues before an offset ends; 0 where none does.
fn after_cue(signals: &[Signal], at: usize) -> usize {
    signals.iter().map(|signal| signal.end).filter(|end| *end <= at).max().unwrap_or(0)
}

/// A matter and the bare bundle right after it are one service.
fn bundles(text: &[char], sentence: &Sentence, known: &[Mention], signals: &[Signal], out: &mut Vec<Mention>) {
    for mention in known {
        let bare = words().service_tails.contains(&mention.text);
        if !bare || mention.start < sentence.start || mention.start >= sentence.end {
            continue;
        }
        let mark = after_mark(text, &[',', ':', '('], sentence.start, mention.start);
        let start = sentence.start.max(after_cue(signals, mention.start)).max(mark);
        let start = trimmed(text, start, mention.end);
        let matter = slice(text, start, mention.start);
        let whose = |m: &Mention| m.kind == Kind::Place && m.start <= start && m.end == mention.start;
        if known.iter().any(whose) {
            continue; // whose bundle it is, and not which
        }
        let fits = 2 <= matter.len() && matter.len() <= words().longest_item;
        if fits && !words().item_refused.finds(matter) {
            out.push(likely(text, start, mention.end, Kind::Service, Role::Bundle));
        }
    }
}

/// A known name without marks that a longer name of a platform begins with or holds: it is no reading of its own.
fn compounds(document: &Document, sentence: &Sentence, known: &[Mention], signals: &[Signal], out: &mut Vec<Mention>) {
    let text = document.letters.text();
    let quotes = document.letters.quotes(sentence.start, sentence.end);
    for mention in known {
        let sort = mention.role == Role::Type;
        let marked = || quotes.iter().any(|span| span.start == mention.start);
        if !sort && (!matches!(mention.kind, Kind::Reform | Kind::Service) || marked()) {
            continue;
        }
        let mut kind = Kind::Platform;
        let mut found = built().compound.matches(text, mention.end, sentence.end);
        if let Some(seen) = found.as_ref().filter(|_| !sort) {
            if known.iter().any(|m| m.kind.is_platform() && m.end == seen.end()) {
                continue; // a reform, and a platform of a known name or type that serves it
            }
        }
        let short = mention.kind == Kind::Reform && mention.text.len() <= words().longest_general;
        if found.is_none() && short {
            kind = Kind::Reform;
            found = built().arrangement.matches(text, mention.end, sentence.end);
            found = found.filter(|seen| !words().of_its_own.begins(seen.letters(text, "more")));
        }
        match found.filter(|seen| !words().parts_inside.finds(seen.letters(text, "more"))) {
            Some(seen) => {
                let start = phrase_start(text, sentence, mention, signals);
                out.push(likely(text, start, seen.end(), kind, Role::Compound));
            }
            None if short => out.extend(narrowed(text, sentence, mention, signals)),
            None => {}
        }
    }
}

/// A platform, a place and a word for a part right after it: the place's part of it. The place before a sort of
/// platform says which one it is.
fn branches(text: &[char], sentence: &Sentence, known: &[Mention], out: &mut Vec<Mention>) {
    let is_place = |m: &&Mention| m.kind == Kind::Place;
    if !known.iter().any(|m| m.kind == Kind::Place) {
        return;
    }
    for mention in known.iter().filter(|mention| mention.kind.is_platform()) {
        let tail = built().right_platform.matches(text, mention.end, sentence.end);
        let tail = tail.filter(|tail| tail.letters(text, "more").is_empty());
        let after = tail.map_or(mention.end, |tail| tail.end());
        let Some(place) = known.iter().filter(is_place).rfind(|place| place.start == after) else { continue };
        let Some(branch) = built().branch.matches(text, place.end, sentence.end) else { continue };
        let whose = known.iter().filter(is_place).rfind(|place| place.end == mention.start);
        let whose = whose.filter(|_| mention.kind == Kind::PlatformType);
        let start = whose.map_or(mention.start, |place| place.start);
        out.push(likely(text, start, branch.end(), Kind::Platform, Role::Compound));
    }
}

/// A reform named by a general word, with the words before it that say which one.
fn narrowed(text: &[char], sentence: &Sentence, mention: &Mention, signals: &[Signal]) -> Option<Mention> {
    if !words().narrowed.finds(&mention.text) {
        return None;
    }
    let start = phrase_start(text, sentence, mention, signals);
    let length = mention.start - start;
    let fits = words().narrowing <= length && length <= words().longest_narrowing;
    if !fits || words().narrowed_refused.finds(&text[start..mention.start]) {
        return None;
    }
    Some(likely(text, start, mention.end, Kind::Reform, Role::Compound))
}

/// Where the noun phrase of a mention begins, after a cue or a mark; its own start where that is unsure.
fn phrase_start(text: &[char], sentence: &Sentence, mention: &Mention, signals: &[Signal]) -> usize {
    let mark = after_mark(text, &[',', ':', '(', ';', '\u{300a}'], sentence.start, mention.start);
    let start = sentence.start.max(after_cue(signals, mention.start)).max(mark);
    let start = trimmed(text, start, mention.end);
    let before = slice(text, start, mention.start);
    let sure = before.len() <= words().longest_item && !words().parts_inside.finds(before);
    if sure && start < mention.start { start } else { mention.start }
}

/// Items of a list after a firm cue that a word of their kind closes, or that stand beside known names.
fn listed(text: &[char], sentence: &Sentence, known: &[Mention], signals: &[Signal], out: &mut Vec<Mention>) {
    let gap = &words().list_gap;
    for cue in signals {
        let ladder = cue.firm.relations.iter().any(|relation| relation.on_ladder());
        if !ladder || cue.end < sentence.start || cue.end >= sentence.end {
            continue;
        }
        let mark = text[cue.end..sentence.end].iter().position(|letter| matches!(letter, ',' | ':' | '('));
        let stop = mark.map_or(sentence.end, |at| cue.end + at);
        if !holds(&text[cue.end..stop], gap) {
            continue;
        }
        if cue.firm.has(Relation::Operates) {
            out.extend(pieces(text, cue.end, stop));
        }
        let (items, close) = items(text, cue.end, stop);
        let Some(kind) = list_kind(text, &items, close, stop, known) else { continue };
        if items.len() > 1 {
            for (start, end) in items {
                let start = trimmed(text, start, end);
                if is_item(slice(text, start, end)) {
                    out.push(likely(text, start, end, kind, Role::Listed));
                }
            }
        }
    }
}

/// The items of a list where two or more, and all of them, end like platforms.
fn pieces(text: &[char], start: usize, stop: usize) -> Vec<Mention> {
    let mut found = Vec::new();
    for (at, piece) in split(&text[start..stop], &words().list_gap) {
        let (begin, end) = (start + at, start + at + piece.len());
        let Some((first, last)) = built().piece.matches(text, begin, end).and_then(|found| found.at(1)) else {
            return Vec::new();
        };
        let first = trimmed(text, first, last);
        if tailed_tier(&text[first..last], Kind::Platform, &[]).is_none() {
            return Vec::new();
        }
        found.push(likely(text, first, last, Kind::Platform, Role::Listed));
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// The items of a list and where the word that closes it begins.
fn items(text: &[char], start: usize, stop: usize) -> (Vec<(usize, usize)>, usize) {
    let pieces = split(&text[start..stop], &words().list_gap);
    let mut items: Vec<(usize, usize)> =
        pieces[..pieces.len() - 1].iter().map(|(at, piece)| (start + at, start + at + piece.len())).collect();
    let (at, piece) = pieces[pieces.len() - 1];
    for word in [&words().list_word_platform, &words().list_word_reform] {
        for offset in 2..piece.len() {
            if word.is_at(piece, offset, piece.len()) {
                items.push((start + at, start + at + offset));
                return (items, start + at + offset);
            }
        }
    }
    (items, start + at)
}

fn list_kind(text: &[char], items: &[(usize, usize)], close: usize, stop: usize, known: &[Mention]) -> Option<Kind> {
    if words().list_word_platform.is_at(text, close, stop) {
        return Some(Kind::Platform);
    }
    if words().list_word_reform.is_at(text, close, stop) {
        return Some(Kind::Reform);
    }
    let is_beside = |m: &&Mention| matches!(m.kind, Kind::Platform | Kind::Reform) && items.contains(&(m.start, m.end));
    let mut beside = known.iter().filter(is_beside);
    let first = beside.next()?;
    beside.next().map(|_| first.kind)
}

fn is_item(item: &[char]) -> bool {
    3 <= item.len() && item.len() <= words().longest_item && !words().item_refused.finds(item)
}

/// Letters after a word of carrying out in which what is carried out ends.
const BARE: usize = 24;

/// What follows a word of carrying out up to the end of its phrase, where it ends like a mode of service.
fn bare(text: &[char], sentence: &Sentence, signals: &[Signal], out: &mut Vec<Mention>) {
    for cue in signals {
        let before = slice(text, sentence.start, cue.end);
        // the words of carrying out that end with a cue and are none as a whole
        let longer = || words().bare_words.iter().any(|word| word.len() > 2 && before.ends_with(word));
        let said = is_one_of(&text[cue.start..cue.end], &words().bare_words) || longer();
        if !said || cue.end < sentence.start || cue.end >= sentence.end {
            continue;
        }
        let rest = slice(text, cue.end, sentence.end.min(cue.end + BARE));
        let Some(found) = words().bare.matches(rest, 0, rest.len()) else { continue };
        let name = found.letters(rest, "name");
        if words().counted.begins(name) || words().bare_refused.finds(name) {
            continue; // a number of instances names no reform
        }
        let end = cue.end + found.group("name").map_or(0, |(_, last)| last);
        let start = trimmed(text, cue.end, end);
        if end - start >= 3 {
            out.push(likely(text, start, end, Kind::Reform, Role::Bare));
        }
    }
}
