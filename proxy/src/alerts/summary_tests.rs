use super::*;
use crate::alerts::samples::{config_at, every_notice, stored};
use crate::model::language::Language;

fn summaries(language: Language) -> Vec<(&'static str, Summary)> {
    let config = config_at("https://b.test");
    let context = RenderContext::of(&config).in_language(language);
    let of = |notice| summary(&Alert { notice, ..stored(1, None).alert }, &context);
    every_notice("boom").into_iter().map(|(name, notice)| (name, of(notice))).collect()
}

#[test]
fn each_notice_has_a_title_a_notification_and_no_empty_fact() {
    for language in [Language::English, Language::Chinese] {
        for (name, summary) in summaries(language) {
            assert!(!summary.title.is_empty() && !summary.notification.is_empty(), "{name}");
            assert!(
                summary.facts.iter().all(|(name, value)| !name.is_empty() && !value.is_empty()),
                "{name}"
            );
        }
    }
}

#[test]
fn names_of_facts_are_chinese_in_a_chinese_message() {
    for (name, summary) in summaries(Language::Chinese) {
        let texts = summary.facts.iter().map(|(name, _)| *name);
        let texts: Vec<&str> =
            texts.chain(summary.note).chain(summary.link.iter().map(|(text, _)| *text)).collect();
        assert!(texts.iter().all(|text| !text.is_ascii()), "{name}: {texts:?}");
    }
}

#[test]
fn an_empty_title_reads_as_one_and_a_deleted_issue_is_named() {
    let config = config_at("https://b.test");
    let context = RenderContext::of(&config);
    let notice = every_notice(" ").remove(0).1;
    let alert = Alert { issue_id: None, notice, ..stored(1, None).alert };
    let summary = summary(&alert, &context);
    assert_eq!(summary.notification, "error · shop · (no title)");
    assert!(summary.link.is_none() && summary.note.is_some_and(|note| note.contains("not stored any more")));
    let without = without_text(&Alert { issue_id: Some(7), ..alert }, Words::of(Language::Chinese));
    assert_eq!((without.title.as_str(), without.facts.len()), ("问题 7", 0));
}
