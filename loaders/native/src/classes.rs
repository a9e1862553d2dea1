//! The classes of characters as the running Python has them, so that `\w`, `\s` and `isalpha` mean the same on both sides.

use crate::asked::once;
use pyo3::prelude::*;
use std::sync::OnceLock;

pub(crate) const WORD: u8 = 1; // str.isalnum() or the underscore, what \w matches
pub(crate) const DECIMAL: u8 = 2; // str.isdecimal(), what \d matches
pub(crate) const SPACE: u8 = 4; // str.isspace(), what \s matches
pub(crate) const KINDS: u8 = WORD | DECIMAL | SPACE;
const ALPHA: u8 = 8; // str.isalpha()
const ALNUM: u8 = 16; // str.isalnum()
const DIGIT: u8 = 32; // str.isdigit()

const BLOCK: usize = 256;
type Block = [u8; BLOCK];
static BLOCKS: [OnceLock<Box<Block>>; 0x11_0000 / BLOCK] = [const { OnceLock::new() }; 0x11_0000 / BLOCK];

/// The facts of the ASCII characters, which no version of Python changes.
static ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut code = 0;
    while code < 128 {
        let c = code as u8;
        table[code] = if c.is_ascii_digit() {
            WORD | DECIMAL | ALNUM | DIGIT
        } else if c.is_ascii_alphabetic() {
            WORD | ALPHA | ALNUM
        } else if c == b'_' {
            WORD
        } else if matches!(c, 9..=13 | 28..=32) {
            SPACE
        } else {
            0
        };
        code += 1;
    }
    table
};

/// Ideographs that are letters to every Python of the supported versions; most letters of a report are of these.
pub(crate) const IDEOGRAPHS: std::ops::Range<u32> = 0x4e00..0x9fa6;

/// The facts of a character where they are known without asking Python.
#[inline]
pub(crate) fn known(code: u32) -> Option<u8> {
    if code < 128 {
        Some(ASCII[code as usize])
    } else if IDEOGRAPHS.contains(&code) {
        Some(WORD | ALPHA | ALNUM)
    } else {
        None
    }
}

/// The facts of a character; those of other scripts are asked of Python, a block at a time.
#[inline]
pub(crate) fn facts(c: char) -> u8 {
    let code = c as usize;
    match known(code as u32) {
        Some(facts) => facts,
        None => once(&BLOCKS[code / BLOCK], |py| block(py, code / BLOCK))[code % BLOCK],
    }
}

#[cold]
fn block(py: Python<'_>, number: usize) -> PyResult<Box<Block>> {
    let mut found = Box::new([0; BLOCK]);
    for (index, facts) in found.iter_mut().enumerate() {
        let Some(letter) = char::from_u32((number * BLOCK + index) as u32) else { continue };
        let text = pyo3::types::PyString::new(py, letter.encode_utf8(&mut [0; 4]));
        for (name, bits) in [
            ("isalpha", ALPHA),
            ("isalnum", ALNUM | WORD),
            ("isdecimal", DECIMAL),
            ("isdigit", DIGIT),
            ("isspace", SPACE),
        ] {
            if text.call_method0(name)?.extract::<bool>()? {
                *facts |= bits;
            }
        }
    }
    Ok(found)
}

/// What `\w` matches: `str.isalnum()`, or the underscore.
#[inline]
pub fn is_word(c: char) -> bool {
    facts(c) & WORD != 0
}

/// What `\d` matches: `str.isdecimal()`.
#[inline]
pub fn is_digit(c: char) -> bool {
    facts(c) & DECIMAL != 0
}

/// What `\s` matches: `str.isspace()`.
#[inline]
pub fn is_space(c: char) -> bool {
    facts(c) & SPACE != 0
}

/// `str.isalpha()`.
#[inline]
pub fn is_alpha(c: char) -> bool {
    facts(c) & ALPHA != 0
}

/// `str.isalnum()`.
#[inline]
pub fn is_alnum(c: char) -> bool {
    facts(c) & ALNUM != 0
}

/// `str.isdigit()`.
#[inline]
pub fn is_numeral(c: char) -> bool {
    facts(c) & DIGIT != 0
}
