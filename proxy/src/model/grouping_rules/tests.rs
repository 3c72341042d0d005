use super::*;

fn rule() -> GroupingRule {
    GroupingRule {
        r#type: Some("Chunk*".into()),
        fingerprint: Some(vec!["{{ default }}".into(), "x-{{ type }}".into()]),
        ..GroupingRule::default()
    }
}

#[track_caller]
fn refused(rule: GroupingRule, key: &str, problem: &str) {
    let error = GroupingRules::new(&[super::tests::rule(), rule], &[]).unwrap_err();
    assert!((error.index, error.key) == (1, key) && error.problem.contains(problem), "{error}");
}

#[test]
fn a_rule_needs_a_matcher_and_an_action_within_limits() {
    refused(GroupingRule { r#type: None, ..rule() }, "", "no matcher");
    refused(GroupingRule { fingerprint: None, ..rule() }, "", "does nothing");
    refused(GroupingRule { path: Some(String::new()), ..rule() }, "path", "1 to 256");
    refused(GroupingRule { url: Some("x".repeat(257)), ..rule() }, "url", "1 to 256");
    refused(GroupingRule { fingerprint: Some(vec![]), ..rule() }, "fingerprint", "1 to 10 parts");
    refused(
        GroupingRule { fingerprint: Some(vec!["x".into(); 11]), ..rule() },
        "fingerprint",
        "1 to 10 parts",
    );
    refused(GroupingRule { fingerprint: Some(vec![String::new()]), ..rule() }, "fingerprint", "1 to 256");
    refused(
        GroupingRule { fingerprint: Some(vec!["{{ typo }}".into()]), ..rule() },
        "fingerprint",
        "unknown",
    );
    refused(
        GroupingRule { message_numbers: Some("no".into()), ..rule() },
        "message_numbers",
        "keep nor drop",
    );
    let many = vec![rule(); MOST_RULES + 1];
    assert_eq!(GroupingRules::new(&many, &[]).unwrap_err().index, MOST_RULES);
    assert_eq!(GroupingRules::new(&[], &many).unwrap_err().index, MOST_RULES);
}

#[test]
fn a_set_survives_its_json_and_has_a_hash_of_its_content() {
    let other = GroupingRule { message_numbers: Some("keep".into()), ..rule() };
    let rules = GroupingRules::new(&[rule()], std::slice::from_ref(&other)).unwrap();
    let read = GroupingRules::from_json(rules.json()).unwrap();
    assert_eq!((read.hash(), read.all().len(), rules.own().len()), (rules.hash(), 2, 1));
    assert_eq!(rules.hash().len(), HASH);
    assert_ne!(rules.hash(), GroupingRules::new(&[other, rule()], &[]).unwrap().hash(), "the order counts");
    assert_eq!(
        rules.all()[0].text,
        "type = \"Chunk*\" -> fingerprint = [\"{{ default }}\", \"x-{{ type }}\"]"
    );
    let none = GroupingRules::new(&[], &[]).unwrap();
    assert!(none.is_empty() && none.hash().is_empty());
    assert!(GroupingRules::from_json("[{\"x\":1}]").is_none() && GroupingRules::from_json("").is_none());
    // A whole set of a project and a whole one of all projects.
    let many = vec![rule(); MOST_RULES];
    let most = GroupingRules::new(&many, &many).unwrap();
    assert_eq!(GroupingRules::from_json(most.json()).unwrap().all().len(), 2 * MOST_RULES);
}
