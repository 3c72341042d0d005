//! The dialog that names the keys, which the script opens, and the parts of the layout that the script needs.

use maud::{Markup, html};

use super::language::{t, text};

/// Keys, and what they do.
const KEYS: [(&[&str], &str); 6] = [
    (&["/"], text("Search")),
    (&["j", "k"], text("Next or previous row")),
    (&["Enter"], text("Open the row")),
    (&["x"], text("Select the row")),
    (&["?"], text("This help")),
    (&["Esc"], text("Close, or leave a field")),
];

/// The button that opens the dialog.
pub(super) fn button() -> Markup {
    html! { button #keys-open type="button" hidden { (t("Keys")) } }
}

/// The dialog, and the place where the script says that it has copied.
pub(super) fn dialog() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { (t("Keys")) }
            dl {
                @for (keys, words) in KEYS {
                    div { dt { @for key in keys { kbd { (key) } " " } } dd { (t(words)) } }
                }
            }
            p {
                label { input type="checkbox"; " " (t("Use these keys")) }
                button type="button" { (t("Close")) }
            }
        }
        div #said.hidden aria-live="polite" data-copied=(t("Copied"))
            data-selected=(t("Selected: copy with Ctrl+C or ⌘C")) {}
    }
}
