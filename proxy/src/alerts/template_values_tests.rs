use super::*;
use crate::alerts::samples::{config_at, every_notice, stored};
use crate::alerts::summary::summary;
use crate::config::channels::NAMES;
use crate::template::{Template, Writes};

fn values_of(notice: Notice) -> Map<String, Value> {
    let config = config_at("https://b.test");
    let context = RenderContext::of(&config);
    let alert = Alert { notice, ..stored(1, None).alert };
    values(&alert, &summary(&alert, &context), &context, &|text, max| text.chars().take(max).collect())
}

#[test]
fn each_notice_has_all_values_that_the_configuration_allows_and_of_the_same_kinds() {
    let kind = |value: &Value| match value {
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Array(_) => "list",
        _ => "other",
    };
    let kinds = |values: &Map<String, Value>| -> Vec<_> {
        values.iter().map(|(name, value)| (name.clone(), kind(value))).collect()
    };
    let expect = kinds(&values_of(Notice::Test));
    let mut names: Vec<_> = expect.iter().map(|(name, _)| name.as_str()).collect();
    let mut allowed = NAMES.to_vec();
    names.sort_unstable();
    allowed.sort_unstable();
    assert_eq!(names, allowed);
    assert!(expect.iter().all(|(_, kind)| *kind != "other"));
    for (name, notice) in every_notice("x") {
        assert_eq!(kinds(&values_of(notice)), expect, "{name}");
    }
}

#[test]
fn a_template_of_all_kinds() {
    let source = "{% if kind == 'digest' %}{{ issues }}: {% for it in samples %}{{ it.title }},{% endfor %}+{{ more }}\
        {% elif kind == 'issue' %}{{ level }} {{ type }} {{ frames | join(' < ') }} {{ url }}\
        {% else %}{{ kind }} {{ message }}{% endif %}";
    let template = Template::parse(source, Writes::Text, NAMES).unwrap();
    let rendered: Vec<_> = every_notice("boom")
        .into_iter()
        .map(|(name, notice)| (name, template.render(&values_of(notice), 1_000).unwrap()))
        .collect();
    let of = |wanted: &str| rendered.iter().find(|(name, _)| *name == wanted).unwrap().1.as_str();
    assert_eq!(of("new issue"), "error TypeError boom < boom https://b.test/issues/7/");
    assert_eq!(of("digest"), "7: boom,boom,boom,boom,boom,+2");
    assert_eq!(of("relayed"), "message boom");
    assert_eq!(of("test"), "test ");
}
