//! Notices to the operator about damage on disk, above every page.

use maud::{Markup, html};

use super::language::{fill, plural, t};
use crate::data_dir::notices::Notice;

/// The notices as markup.
pub(super) fn markup(notices: &[Notice]) -> Markup {
    html! { @for notice in notices { p.note role="alert" { (words(notice)) } } }
}

fn words(notice: &Notice) -> String {
    match notice {
        Notice::StoreDamaged => {
            t("The database store.db is damaged: some of what is stored cannot be read. Stop the server, \
             then take the last backup, or save what can be read; docs/operations.md says how.")
            .to_owned()
        }
        Notice::LogDamaged { log, commits } => {
            let lost = plural(*commits, "{n} commit at its end is lost.", "{n} commits at its end are lost.");
            fill("The log {log} was damaged on disk: at least {lost}", &[("log", log), ("lost", &lost)])
        }
        Notice::StoreOlder { missing } => {
            let missing = plural(*missing, "{n} envelope was", "{n} envelopes were");
            fill(
                "The store is older than the inbox: {missing} stored once, and can be found in neither. \
                 The end of its log was damaged, or store.db was replaced by an older copy.",
                &[("missing", &missing)],
            )
        }
        Notice::InboxOlder => {
            t("The inbox is older than the store: inbox.db is new, or was replaced by an older copy. \
             Envelopes that waited in it to be stored may be missing.")
            .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::language::Language;
    use super::*;

    #[test]
    fn each_notice_in_both_languages() {
        let log = || Notice::LogDamaged { log: "<store.db-wal>".into(), commits: 3 };
        for (notice, english, chinese) in [
            (Notice::StoreDamaged, "store.db is damaged", "store.db 已损坏"),
            (
                log(),
                "The log &lt;store.db-wal&gt; was damaged on disk: at least 3 commits",
                "至少丢失末尾 3 次提交",
            ),
            (Notice::StoreOlder { missing: 1 }, ": 1 envelope was stored once", "1 个信封"),
            (Notice::InboxOlder, "inbox.db is new", "inbox.db 是新建的"),
        ] {
            let html = || markup(std::slice::from_ref(&notice)).into_string();
            assert!(html().contains(english), "{}", html());
            let translated = Language::Chinese.run(html);
            assert!(translated.contains(chinese), "{translated}");
        }
    }
}
