//! How long a silence may last, in the lists of forms.

use crate::web::pages::language::text;

/// The value of the field, the length in seconds (none: until the next release), and the name.
pub(super) const TIMES: [(&str, Option<f64>, &str); 7] = [
    ("1h", Some(3_600.0), text("For an hour")),
    ("4h", Some(4.0 * 3_600.0), text("For 4 hours")),
    ("1d", Some(86_400.0), text("For a day")),
    ("3d", Some(3.0 * 86_400.0), text("For 3 days")),
    ("1w", Some(7.0 * 86_400.0), text("For a week")),
    ("30d", Some(30.0 * 86_400.0), text("For 30 days")),
    ("release", None, text("Until the next release")),
];
