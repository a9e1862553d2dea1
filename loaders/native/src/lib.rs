//! The reading of reports, compiled: what loaders/extract.py reads, statement by statement, with that code as its oracle.
//!
//! Each module is the one of the same name in loaders/, its functions in the same order, so that the two can be held side
//! by side. Words and expressions come from the data files, which Python reads and checks; what the registry knows is
//! asked of Python and remembered.

mod asked;
mod classes;
mod dating;
mod discovery;
mod document;
mod elsewhere;
mod expression;
mod extract;
mod focus;
mod kinds;
mod letters;
mod lexicon;
mod memory;
mod mentions;
mod noise;
mod numbers;
mod passage;
mod passages;
mod pattern;
mod period;
mod registry;
mod relate;
mod scan;
mod statement;
mod words;

use crate::asked::error_of;
use crate::expression::Expression;
use crate::kinds::{Basis, Kind};
use crate::passage::{Attribute, Name, Report};
use crate::period::{Date, Period};
use crate::registry::{Id, Registry};
use crate::statement::Statement;
use crate::words::Word;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A period as Python hands it over: start, end, basis.
type GivenPeriod = (Option<String>, Option<String>, String);

/// The reading for one registry.
#[pyclass(frozen)]
struct Core {
    registry: Registry,
    names: mentions::Names,
    marks: Vec<Word>,
}

#[pymethods]
impl Core {
    /// A core for a registry of Python's (ontology.registry.Registry); the lexicon is the data files as JSON, of which the
    /// first that a process hands over counts.
    ///
    /// Raises ValueError where that JSON is none of the data files'.
    #[new]
    fn new(lexicon_json: &str, registry: &Bound<'_, PyAny>) -> PyResult<Core> {
        lexicon::load(lexicon_json).map_err(PyValueError::new_err)?;
        let noise: Vec<String> = registry.getattr("noise")?.extract()?;
        let held = Registry::new(registry.clone().unbind());
        let names = guarded(|| mentions::Names::new(registry))?;
        Ok(Core { registry: held, names, marks: noise.iter().map(|mark| Word::from(mark.as_str())).collect() })
    }

    /// What a report states: its statements, its flags, the lengths of what was done and of the plan, and how many
    /// sentences do not speak of the subject.
    ///
    /// A statement is relation, subject, object and place (each text, kind, id), status, period (start, end, basis),
    /// start, end, quote, section, pattern, tier, part, attributes, turn; a flag is reason, text, start, end.
    /// Raises NotFound, as Python does, for a place that the registry does not know, RuntimeError for a fault of
    /// this code, and what Python raises while it is asked (an interrupt).
    #[allow(clippy::too_many_arguments)]
    fn read<'py>(
        &self,
        py: Python<'py>,
        place: (String, Option<String>),
        period: GivenPeriod,
        plan_period: Option<GivenPeriod>,
        year: i64,
        text: &str,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let (name, place) = place;
        let place = place.map(Id::from);
        self.registry.known(py, place.as_deref().unwrap_or(""))?;
        let report = Report {
            place: Name { text: Word::from(name.as_str()), kind: Kind::Place, place },
            period: given(period)?,
            plan_period: plan_period.map(given).transpose()?,
            year,
        };
        let letters = text.chars().collect();
        let read = || Ok(extract::read(&self.registry, &self.names, &self.marks, &report, letters));
        let reading = guarded(read)?;
        let statements = PyList::empty(py);
        for statement in &reading.statements {
            statements.append(handed(py, statement)?)?;
        }
        let flags = PyList::empty(py);
        for flag in reading.flags {
            flags.append((flag.reason, flag.text, flag.start, flag.end))?;
        }
        (statements, flags, reading.done_length, reading.plan_length, reading.aside).into_pyobject(py)
    }
}

fn given(period: GivenPeriod) -> PyResult<Period> {
    let (start, end, basis) = period;
    let date = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => Date::parse(&text).map(Some).ok_or_else(|| PyValueError::new_err(format!("{text} is no date"))),
    };
    let basis = Basis::of(&basis).ok_or_else(|| PyValueError::new_err(format!("{basis} is no basis")))?;
    Ok(Period::new(date(start)?, date(end)?, basis))
}

fn name<'py>(py: Python<'py>, name: &Name) -> PyResult<Bound<'py, PyTuple>> {
    let kind = PyString::intern(py, name.kind.text());
    (name.text.to_string(), kind, name.place.as_deref()).into_pyobject(py)
}

fn handed<'py>(py: Python<'py>, statement: &Statement) -> PyResult<Bound<'py, PyTuple>> {
    let fixed = |text: &str| PyString::intern(py, text).into_any();
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let attrs = PyDict::new(py);
    for (key, value) in &statement.attrs {
        match value {
            Attribute::One(word) => attrs.set_item(fixed(key), word.to_string())?,
            Attribute::Many(words) => {
                let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
                attrs.set_item(fixed(key), words)?;
            }
        }
    }
    let period = &statement.period;
    PyTuple::new(
        py,
        [
            fixed(statement.relation.text()),
            name(py, &statement.subject)?.into_any(),
            name(py, &statement.object)?.into_any(),
            name(py, &statement.place)?.into_any(),
            statement.status.map(|status| fixed(status.text())).into_pyobject(py)?,
            (date(period.start), date(period.end), fixed(period.basis.text())).into_pyobject(py)?.into_any(),
            statement.start.into_pyobject(py)?.into_any(),
            statement.end.into_pyobject(py)?.into_any(),
            PyString::new(py, &statement.quote).into_any(),
            PyString::new(py, &statement.section.to_string()).into_any(),
            fixed(&statement.pattern),
            fixed(statement.tier.text()),
            fixed(statement.part),
            attrs.into_any(),
            statement.turn.into_pyobject(py)?.into_any(),
        ],
    )
}

/// Work of which a fault must not end the process, which reads other reports: it becomes RuntimeError, and what Python
/// raised while it was asked is raised again.
fn guarded<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|fault| {
        Err(error_of(fault).unwrap_or_else(|fault| PyRuntimeError::new_err(told(fault.as_ref()))))
    })
}

/// What a panic says.
fn told(fault: &(dyn Any + Send)) -> String {
    let text = fault.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| fault.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a fault without a word".to_string())
}

/// Why an expression of the data files is not read here; None where it is.
#[pyfunction]
fn fault(expression: &str) -> Option<String> {
    Expression::new(expression).check().err()
}

/// Where an expression matches in a text, as `finditer` has it: what the tests hold beside Python's.
#[pyfunction]
fn matches(expression: &str, text: &str) -> Vec<(usize, usize)> {
    let letters: Vec<char> = text.chars().collect();
    Expression::new(expression).find_iter(&letters, 0, letters.len()).map(|found| found.span()).collect()
}

/// The sha256 of the sources that this was compiled of, by which a stale one is told.
#[pyfunction]
fn sources() -> &'static str {
    env!("ZHENGMAI_SOURCES")
}

/// The compiled reading.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Core>()?;
    module.add_function(wrap_pyfunction!(fault, module)?)?;
    module.add_function(wrap_pyfunction!(matches, module)?)?;
    module.add_function(wrap_pyfunction!(sources, module)?)
}
