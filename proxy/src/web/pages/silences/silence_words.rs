//! Silences in words.

use maud::{Markup, html};

use super::silence_form::FormError;
use crate::model::silence::{InvalidSilence, Silence, SilenceState};
use crate::model::timestamp::Timestamp;
use crate::store::SilenceError;
use crate::web::pages::language::{fill, fill_markup, t, text};
use crate::web::pages::relative_time;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::read_error::ReadError;

/// When a silence ends, or that it is over.
pub(super) fn ends(silence: &Silence, now: Timestamp) -> Markup {
    let is_over = silence.state(now) == SilenceState::Expired;
    html! {
        @match &silence.until {
            _ if is_over => (fill_markup("ended {when}", &[("when", relative_time::ago(silence.ends, now))])),
            Some(until) => {
                @let release = html! { span translate="no" { (reveal_hidden(&until.after.version)) } };
                (fill_markup("ends with a release newer than {release}", &[("release", release)]))
            }
            None => (fill_markup("ends {when}", &[("when", relative_time::until(silence.ends, now))])),
        }
    }
}

/// The word of a state, and its color.
pub(super) fn state(silence: &Silence, now: Timestamp) -> Markup {
    let (class, word) = match silence.state(now) {
        SilenceState::Pending => ("info", t("pending")),
        SilenceState::Active => ("ok", t("active")),
        SilenceState::Expired => ("debug", t("expired")),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

/// Why a form cannot be read.
pub(super) fn of_form(error: &FormError) -> String {
    match error {
        FormError::Time => t("Choose how long the silence lasts.").to_owned(),
        FormError::Invalid(invalid) => of_limit(invalid),
    }
}

/// Why a silence is not made; an error if the store failed.
pub(super) fn of_error(error: SilenceError) -> Result<String, ReadError> {
    Ok(match error {
        SilenceError::Invalid(invalid) => of_limit(&invalid),
        SilenceError::TooMany => t("There are 500 silences already: expire one of them first.").to_owned(),
        SilenceError::NoProject => {
            t("A silence until the next release needs a project or an issue.").to_owned()
        }
        SilenceError::NoRelease(project) => {
            fill("The project {project} has no release yet.", &[("project", &project)])
        }
        SilenceError::Unknown(_) => t("There is no such issue or project.").to_owned(),
        SilenceError::Store(error) => return Err(error.into()),
    })
}

fn of_limit(invalid: &InvalidSilence) -> String {
    let named = |english, name: &str| fill(english, &[("name", name)]);
    match invalid {
        InvalidSilence::Matchers => {
            t("Fill in what is to be silenced: a silence has 1 to 20 matchers.").to_owned()
        }
        InvalidSilence::Everything => {
            t("These matchers fit every alert: name at least one value.").to_owned()
        }
        InvalidSilence::Name => t("The name of a label has 1 to 200 characters.").to_owned(),
        InvalidSilence::Value(name) => {
            named(text("The value for {name} is longer than 500 characters."), name)
        }
        InvalidSilence::Pattern(name) => {
            named(text("The regular expression for {name} cannot be read, or is too large."), name)
        }
        InvalidSilence::Syntax(rest) => named(text("No matcher can be read here: {name}"), rest),
        InvalidSilence::Times => t("A silence ends after it begins, and in the future.").to_owned(),
        InvalidSilence::TooLong => t("A silence lasts at most 366 days.").to_owned(),
        InvalidSilence::Comment => t("A comment has at most 1,000 characters.").to_owned(),
        InvalidSilence::Creator => t("The name of who creates it has at most 200 characters.").to_owned(),
    }
}
