//! Searches, and what is read of them.

use super::super::limits::VALUES;
use super::super::term::Assignee;
use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000.0);
const DAY: f64 = 86_400.0;
/// 2026-11-29.
const THAT_DAY: f64 = 1_795_910_400.0;

/// What a search is read as, one line a term.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let search = parse(text, NOW).unwrap_or_else(|error| panic!("{text}: {error}"));
    let shown: Vec<String> = search
        .terms
        .iter()
        .map(|term| format!("{}{}", if term.is_negated { "!" } else { "" }, shown(&term.condition)))
        .collect();
    assert_eq!(shown, expect, "{text}");
}

fn shown(condition: &Condition) -> String {
    let all = |patterns: &[Pattern]| -> String {
        patterns.iter().map(|it| it.pieces().join("*")).collect::<Vec<_>>().join("|")
    };
    let since = |time: Timestamp| format!("{}", time.0 - NOW.0);
    match condition {
        Condition::Words(pattern) => format!("words {}", pattern.pieces().join("*")),
        Condition::Is(state) => format!("is {state:?}"),
        Condition::Field(field, patterns) => format!("{field:?} {}", all(patterns)),
        Condition::Tag(key, patterns) => format!("tag {key} {}", all(patterns)),
        Condition::HasTag(key) => format!("has {key}"),
        Condition::HasField(field) => format!("has {field:?}"),
        Condition::Issue(issues) => format!("issue {issues:?}"),
        Condition::ProjectId(ids) => format!("project {ids:?}"),
        Condition::LatestRelease => "latest".into(),
        Condition::FirstInLatestRelease => "first in latest".into(),
        Condition::Stack(part, patterns) => format!("{part:?} {}", all(patterns)),
        Condition::User(users) => format!("user {}", users.join("|")),
        Condition::HasUser => "has user".into(),
        Condition::Number(field, bound, number) => format!("{field:?} {bound:?} {number}"),
        Condition::Time(field, bound, time) => format!("{field:?} {bound:?} {}", since(*time)),
        Condition::Within(field, from, to) => format!("{field:?} {} {}", since(*from), since(*to)),
        Condition::Assigned(all) => format!("assigned {all:?}"),
        Condition::Priority(all) => format!("priority {all:?}"),
    }
}

#[test]
fn words_and_phrases() {
    for (text, expect) in [
        ("", &[][..]),
        ("  \t ", &[]),
        ("pay", &["words pay"]),
        ("pay  now", &["words pay", "words now"]),
        ("\"pay now\"", &["words pay now"]),
        ("pay AND now", &["words pay", "words now"]),
        ("支付 失败", &["words 支付", "words 失败"]),
        ("错误：支付", &["words 错误：支付"]),
        ("TypeError: x is null", &["words TypeError:", "words x", "words is", "words null"]),
        ("https://a.test/x?y=1", &["words https://a.test/x?y=1"]),
        ("std::panic", &["words std::panic"]),
        ("core::option::unwrap", &["words core::option::unwrap"]),
        ("12:30", &["words 12:30"]),
        ("pay(app.js:10", &["words pay(app.js:10"]),
        ("!important", &["!words important"]),
        ("!支付", &["!words 支付"]),
        ("!\"pay now\"x", &["!words pay now", "words x"]),
        ("a != b", &["words a", "words !=", "words b"]),
        ("!(x)", &["words !(x)"]),
        ("!", &["words !"]),
        ("!*", &["words !*"]),
        ("!OR", &["!words OR"]),
        ("a\"b", &["words a\"b"]),
        ("\"say \\\"hi\\\"\"", &["words say \"hi\""]),
        ("\"\"", &[]),
        ("*", &[]),
        ("pay*now", &["words pay*now"]),
        ("100%", &["words 100%"]),
        ("a\0b", &["words a\u{fffd}b"]),
        (":", &["words :"]),
        ("!:x", &["words !:x"]),
        ("key:", &["words key:"]),
        ("message: x", &["words message:", "words x"]),
        ("or and", &["words or", "words and"]),
    ] {
        check(text, expect);
    }
}

#[test]
fn states() {
    for (text, expect) in [
        ("is:unresolved", "is Unresolved"),
        ("is:resolved", "is Resolved"),
        ("is:archived", "is Archived"),
        ("is:ignored", "is Archived"),
        ("is:muted", "is Archived"),
        ("is:new", "is New"),
        ("is:ongoing", "is Ongoing"),
        ("is:escalating", "is Escalating"),
        ("is:regressed", "is Regressed"),
        ("is:for_review", "is ForReview"),
        ("is:assigned", "is Assigned"),
        ("is:unassigned", "!is Assigned"),
        ("!is:unassigned", "is Assigned"),
        ("!is:resolved", "!is Resolved"),
        ("is:bookmarked", "is Bookmarked"),
        ("bookmarks:me", "is Bookmarked"),
        ("is:linked", "is Linked"),
        ("is:unlinked", "!is Linked"),
        ("issue.category:error", "!is Linked"),
        ("issue.category:performance", "is Linked"),
        ("is:\"resolved\"", "is Resolved"),
    ] {
        check(text, &[expect]);
    }
}

#[test]
fn fields_and_tags() {
    for (text, expect) in [
        ("level:error", "Level error"),
        ("!level:info", "!Level info"),
        ("level:[error, fatal]", "Level error|fatal"),
        ("level:[\"error\",fatal,]", "Level error|fatal"),
        ("platform:javascript", "Platform javascript"),
        ("project:shop", "Project shop"),
        ("project.name:sh*", "Project sh*"),
        ("title:\"TypeError: *\"", "Title TypeError: *"),
        ("culprit:pay*", "Culprit pay*"),
        ("location:pay*", "Culprit pay*"),
        ("message:*null*", "ErrorValue *null*"),
        ("message:null", "ErrorValue *null*"),
        ("!message:[\"x is\", *Timeout]", "!ErrorValue *x is*|*Timeout"),
        ("has:message", "has ErrorValue"),
        ("has:error.type", "has ErrorType"),
        ("!has:firstRelease", "!has FirstRelease"),
        ("error.type:\"\"", "!has ErrorType"),
        ("logger:app.pay", "Logger app.pay"),
        ("issue:SHOP-1Z", "issue [(Some(\"SHOP\"), 71)]"),
        ("issue.id:[7, 8]", "issue [(None, 7), (None, 8)]"),
        ("project.id:1", "project [1]"),
        ("http.url:https://a.test/*", "tag url https://a.test/*"),
        ("has:http.url", "has url"),
        ("error.type:TypeError", "ErrorType TypeError"),
        ("error.type:[TypeError,RangeError]", "ErrorType TypeError|RangeError"),
        ("error.value:\"x is null\"", "ErrorValue x is null"),
        ("error.value:a\\*b", "ErrorValue a*b"),
        ("release:web@1.4.2", "tag release web@1.4.2"),
        ("release:web@1.*", "tag release web@1.*"),
        ("release:latest", "latest"),
        ("!release:latest", "!latest"),
        ("tags[release]:latest", "tag release latest"),
        ("firstRelease:latest", "first in latest"),
        ("!first-release:latest", "!first in latest"),
        ("firstRelease:web@1", "FirstRelease web@1"),
        ("first_release:[a,b]", "FirstRelease a|b"),
        ("environment:production", "tag environment production"),
        ("url:https://a.test/*", "tag url https://a.test/*"),
        ("url:\"https://a.test/x y\"", "tag url https://a.test/x y"),
        ("browser.name:Chrome", "tag browser.name Chrome"),
        ("!browser:\"Chrome 140\"", "!tag browser Chrome 140"),
        ("order-id:7", "tag order-id 7"),
        ("tags[level]:error", "tag level error"),
        ("!tags[a:b]:[c, d]", "!tag a:b c|d"),
        ("tags[a b]:\"\"", "!has a b"),
        ("has:tags[a:b]", "has a:b"),
        ("订单:7", "tag 订单 7"),
        ("customer:a:b", "tag customer a:b"),
        ("customer:(a)", "tag customer (a)"),
        ("error.handled:true", "tag handled yes"),
        ("error.handled:0", "tag handled no"),
        ("!error.handled:false", "!tag handled no"),
        ("error.unhandled:true", "tag handled no"),
        ("error.unhandled:false", "tag handled yes"),
        ("handled:no", "tag handled no"),
        ("stack.filename:app.js", "File app.js"),
        ("stack.filename:*/app.js", "File */app.js"),
        ("stack.function:[pay,buy*]", "Function pay|buy*"),
        ("has:customer", "has customer"),
        ("!has:customer", "!has customer"),
        ("has:user", "has user"),
        ("has:release", "has release"),
        ("has:assigned", "is Assigned"),
        ("has:error.handled", "has handled"),
        ("customer:\"\"", "!has customer"),
        ("!customer:\"\"", "has customer"),
    ] {
        check(text, &[expect]);
    }
}

#[test]
fn people() {
    for (text, expect) in [
        ("user:7", "user 7"),
        ("user.id:7", "user 7"),
        ("user.email:a@b.test", "user a@b.test"),
        ("user.username:\"A B\"", "user A B"),
        ("user.ip:10.0.0.1", "user 10.0.0.1"),
        ("user:email:a@b.test", "user a@b.test"),
        ("user:id:7", "user 7"),
        ("user.id:[7, 8]", "user 7|8"),
        ("user.id:a\\*", "user a*"),
        ("!user.id:7", "!user 7"),
    ] {
        check(text, &[expect]);
    }
    let assigned = |text: &str| match parse(text, NOW).unwrap().terms.remove(0).condition {
        Condition::Assigned(all) => all,
        other => panic!("{other:?}"),
    };
    assert_eq!(assigned("assigned:me"), [Assignee::Me]);
    assert_eq!(assigned("assigned:[me, none]"), [Assignee::Me, Assignee::Nobody]);
    assert_eq!(assigned("assigned_to:a@b.test"), [Assignee::Name("a@b.test".into())]);
    assert_eq!(assigned("assigned:#shop"), [Assignee::Name("shop".into())]);
    let asked = parse("assigned:[me,none]", NOW).unwrap().asked_by(Some("ci"));
    let expect = Condition::Assigned(vec![Assignee::Name("ci".into()), Assignee::Nobody]);
    assert_eq!(asked.terms[0].condition, expect);
    check("priority:[high, low]", &["priority [High, Low]"]);
    check("!priority:medium", &["!priority [Medium]"]);
}

#[test]
fn numbers() {
    for (text, expect) in [
        ("times_seen:10", "Events Equal 10"),
        ("timesSeen:>10", "Events Above 10"),
        ("times_seen:>=1k", "Events AtLeast 1000"),
        ("times_seen:<2m", "Events Below 2000000"),
        ("times_seen:<=0", "Events AtMost 0"),
        ("users:>5", "Users Above 5"),
        ("userCount:5", "Users Equal 5"),
        ("!users:0", "!Users Equal 0"),
    ] {
        check(text, &[expect]);
    }
}

#[test]
fn times() {
    let day = THAT_DAY - NOW.0;
    let at = |time: f64| format!("{}", day + time);
    for (text, expect) in [
        ("firstSeen:-24h", format!("FirstSeen AtLeast {}", -DAY)),
        ("first_seen:-2w", format!("FirstSeen AtLeast {}", -14.0 * DAY)),
        ("lastSeen:+30d", format!("LastSeen AtMost {}", -30.0 * DAY)),
        ("lastSeen:>-30m", "LastSeen Above -1800".into()),
        ("age:-24h", format!("FirstSeen AtLeast {}", -DAY)),
        ("age:+24h", format!("FirstSeen AtMost {}", -DAY)),
        ("age:<24h", format!("FirstSeen Above {}", -DAY)),
        ("age:>=7d", format!("FirstSeen AtMost {}", -7.0 * DAY)),
        ("lastSeen:2026-11-29", format!("LastSeen {} {}", at(0.0), at(DAY))),
        ("lastSeen:>2026-11-29", format!("LastSeen AtLeast {}", at(DAY))),
        ("lastSeen:>=2026-11-29", format!("LastSeen AtLeast {}", at(0.0))),
        ("lastSeen:<2026-11-29", format!("LastSeen Below {}", at(0.0))),
        ("lastSeen:<=2026-11-29", format!("LastSeen Below {}", at(DAY))),
        ("lastSeen:>2026-11-29T01:00:00", format!("LastSeen Above {}", at(3600.0))),
        ("lastSeen:>2026-11-29T01:00:00+01:00", format!("LastSeen Above {}", at(0.0))),
        ("lastSeen:2026-11-29T01:00:00Z", format!("LastSeen {} {}", at(3300.0), at(3960.0))),
        ("!lastSeen:-1h", "!LastSeen AtLeast -3600".into()),
    ] {
        check(text, &[&expect]);
    }
}

#[test]
fn several_terms() {
    check(
        "is:unresolved !level:info release:latest \"pay now\" x",
        &["is Unresolved", "!Level info", "latest", "words pay now", "words x"],
    );
    check("level:[error,fatal]x", &["Level error|fatal", "words x"]);
    check("\"a\"level:error", &["words a", "Level error"]);
}

#[test]
fn refused_with_the_word_in_the_message() {
    for (text, part) in [
        ("a OR b", "OR is not supported"),
        ("\"open", "\"open"),
        ("level:\"open", "\"open"),
        ("level:[a, b", "level"),
        ("level:[\"a\" b]", "level"),
        ("level:[", "level"),
        ("level:[]", "the list of level is empty"),
        ("is: unresolved", "is needs a value right behind its colon"),
        ("!has:", "has needs a value"),
        ("error.type: TypeError", "error.type needs a value"),
        ("firstSeen:", "firstSeen needs a value"),
        ("release:[latest, a@1]", "release:latest takes one value"),
        ("issue:shop", "issue cannot be \"shop\"; known: a number, SHOP-1Z"),
        ("project.id:shop", "project.id needs a number"),
        ("sdk.name:x", "sdk.name cannot be searched for"),
        ("!\"open", "\"open"),
        ("is:broken", "is:broken is unknown; known: unresolved"),
        ("is:[new,ongoing]", "is takes one value"),
        ("has:[a,b]", "has takes one value"),
        ("has:times_seen", "has cannot be \"times_seen\""),
        ("times_seen:many", "times_seen needs a number such as times_seen:>10, not \"many\""),
        ("times_seen:-1", "times_seen"),
        ("times_seen:>", "times_seen"),
        ("times_seen:1.5", "times_seen"),
        ("times_seen:9999999999999", "times_seen"),
        ("times_seen:é", "times_seen"),
        ("users:[1,2]", "users takes one value"),
        ("firstSeen:yesterday", "firstSeen needs a time such as firstSeen:-24h"),
        ("firstSeen:-24x", "firstSeen"),
        ("firstSeen:24h", "firstSeen"),
        ("lastSeen:>24h", "lastSeen"),
        ("lastSeen:é026-11-29", "lastSeen"),
        ("age:-é", "age"),
        ("error.handled:maybe", "error.handled cannot be \"maybe\"; known: true, false"),
        ("bookmarks:bob", "bookmarks cannot be \"bob\"; known: me"),
        ("priority:urgent", "priority cannot be \"urgent\"; known: high, medium, low"),
        ("user.email:*@b.test", "user.email takes no wildcard"),
        ("stack.module:x", "stack.module cannot be searched for; known: is, has"),
        ("geo.city:x", "geo.city"),
        ("release.version:1", "release.version"),
        ("has:stack.module", "stack.module"),
    ] {
        let error = parse(text, NOW).map(|found| panic!("{text}: {found:?}")).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn bounds() {
    let most = "x ".repeat(TERMS);
    assert_eq!(parse(&most, NOW).unwrap().terms.len(), TERMS);
    assert_eq!(parse(&format!("{most}x"), NOW), Err(SearchError::TooManyTerms(TERMS)));
    assert!(parse(&"é".repeat(LONGEST), NOW).is_ok());
    assert_eq!(parse(&"é".repeat(LONGEST + 1), NOW), Err(SearchError::TooLong(LONGEST)));
    let list = |values: usize| format!("level:[{}]", vec!["a"; values].join(","));
    assert!(parse(&list(VALUES), NOW).is_ok());
    assert!(matches!(parse(&list(VALUES + 1), NOW), Err(SearchError::TooManyValues { .. })));
}
