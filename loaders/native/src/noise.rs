//! Watermarks and masks in a text.

use crate::lexicon::lexicon;

/// Where a text holds a watermark or a mask in place of a name.
pub fn noise(text: &[char]) -> Vec<(usize, usize)> {
    let words = lexicon();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for letter in words.noise_begins.find_iter(text, 0, text.len()) {
        let start = letter.start();
        if found.last().is_some_and(|last| start < last.1) {
            continue;
        }
        if let Some(seen) = words.noise.matches(text, start, text.len()) {
            found.push(seen.span());
        }
    }
    found
}
