//! Stacks of the app's own making, such as those of a script that it interprets.

use balefire_protocol::json::{Object, write_array};

/// A stack, see [`Exception::stacktrace`](crate::Exception::stacktrace).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stacktrace {
    /// Its frames, the newest last.
    pub frames: Vec<Frame>,
}

/// A frame of a stack. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The function.
    pub function: Option<String>,
    /// The module that the function is in.
    pub module: Option<String>,
    /// The file, as people know it.
    pub filename: Option<String>,
    /// The address of the file.
    pub abs_path: Option<String>,
    /// The line, from 1.
    pub lineno: Option<u64>,
    /// The column, from 1.
    pub colno: Option<u64>,
    /// The text of the line.
    pub context_line: Option<String>,
    /// Whether it is the app's own code.
    pub in_app: Option<bool>,
}

impl Stacktrace {
    /// Writes it under its key.
    pub(crate) fn write(&self, exception: &mut Object<'_>) {
        let mut stacktrace = Object::new(exception.key("stacktrace"));
        write_array(stacktrace.key("frames"), &self.frames, |out, frame| frame.write(out));
        stacktrace.end();
    }
}

impl Frame {
    fn write(&self, out: &mut String) {
        let mut frame = Object::new(out);
        for (key, text) in [
            ("function", &self.function),
            ("module", &self.module),
            ("filename", &self.filename),
            ("abs_path", &self.abs_path),
            ("context_line", &self.context_line),
        ] {
            frame.given(key, text.as_deref().unwrap_or_default());
        }
        for (key, number) in [("lineno", self.lineno), ("colno", self.colno)] {
            if let Some(number) = number {
                frame.unsigned(key, number);
            }
        }
        if let Some(in_app) = self.in_app {
            frame.boolean("in_app", in_app);
        }
        frame.end();
    }
}
