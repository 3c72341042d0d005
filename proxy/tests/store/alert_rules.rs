//! The rules that people wrote for projects: by name, and within bounds.

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{
    AlertRuleError, MOST_RULES_OF_PROJECT, MOST_RULES_OF_PROJECTS, NewProject, StoredRule,
};

use super::{NOW, over_each};

#[test]
fn rules_of_projects_are_replaced_by_name_and_bounded() {
    over_each(|store| {
        let rule = |name: &str, text: &str| StoredRule {
            project_id: 1,
            name: name.into(),
            text: text.into(),
            changed: Timestamp(NOW),
            changed_by: "ann".into(),
        };
        store.add_alert_rule(&rule("b", "x")).unwrap();
        store.add_alert_rule(&rule("a", "x")).unwrap();
        assert!(matches!(store.add_alert_rule(&rule("b", "y")), Err(AlertRuleError::Exists)));
        assert!(matches!(store.replace_alert_rule(&rule("c", "y")), Err(AlertRuleError::Missing)));
        store.replace_alert_rule(&rule("b", "y")).unwrap();
        assert_eq!(store.alert_rules().unwrap(), [rule("a", "x"), rule("b", "y")]);
        assert!(store.delete_alert_rule(1, "a").unwrap() && !store.delete_alert_rule(1, "a").unwrap());
        assert_eq!(store.alert_rules().unwrap(), [rule("b", "y")]);
        for n in 1..MOST_RULES_OF_PROJECT {
            store.add_alert_rule(&rule(&n.to_string(), "x")).unwrap();
        }
        assert!(matches!(store.add_alert_rule(&rule("c", "x")), Err(AlertRuleError::TooMany)));
        store.replace_alert_rule(&rule("b", "z")).unwrap();
        let of_no_project = StoredRule { project_id: 77, ..rule("c", "x") };
        assert!(matches!(store.add_alert_rule(&of_no_project), Err(AlertRuleError::Missing)));
    });
}

#[test]
fn rules_of_all_projects_are_bounded_together() {
    over_each(|store| {
        let added = (0..100).try_for_each(|number| {
            let (key, slug) = (format!("{number:032x}"), format!("p{number}"));
            let new = NewProject { slug: &slug, platform: "", key: &key, now: Timestamp(NOW) };
            let project_id = store.create_project(&new).unwrap().id;
            (0..MOST_RULES_OF_PROJECT).try_for_each(|n| {
                store.add_alert_rule(&StoredRule {
                    project_id,
                    name: n.to_string(),
                    text: String::new(),
                    changed: Timestamp(NOW),
                    changed_by: String::new(),
                })
            })
        });
        assert!(matches!(added, Err(AlertRuleError::TooManyInAll)));
        assert_eq!(store.alert_rules().unwrap().len(), MOST_RULES_OF_PROJECTS as usize);
    });
}
