//! What Python is asked in the middle of a reading, and how its errors come out of it.

use pyo3::prelude::*;
use std::any::Any;
use std::panic::resume_unwind;
use std::sync::OnceLock;

/// The answer of a question to Python. An error of its (an interrupt, say) unwinds the reading, without a word on standard
/// error, to `Core.read`, which raises it.
pub fn asked<T>(question: impl FnOnce(Python<'_>) -> PyResult<T>) -> T {
    Python::attach(question).unwrap_or_else(|error| resume_unwind(Box::new(error)))
}

/// The error of Python that a reading was unwound by; what else it was unwound by comes back.
pub fn error_of(fault: Box<dyn Any + Send>) -> Result<PyErr, Box<dyn Any + Send>> {
    fault.downcast::<PyErr>().map(|error| *error)
}

/// What is asked of Python once. It is asked before it is set: a thread that waited for the lock while it holds Python's
/// would keep from going on the one that fills it.
pub fn once<T>(answer: &OnceLock<T>, question: impl FnOnce(Python<'_>) -> PyResult<T>) -> &T {
    if answer.get().is_none() {
        let found = asked(question);
        answer.get_or_init(|| found);
    }
    answer.get().expect("it was set above")
}
